package org.ckpt4j.cli;

/** What the process says to its caller. */
public final class ExitCode {
  /** All is well, and nothing was found that should not be there. */
  public static final int FINE = 0;

  /** Something was found: damage, a difference, a failed case; or the command could not finish. */
  public static final int FOUND = 1;

  /** The command line cannot be carried out: unknown option, no such checkpoint, DST exists. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
