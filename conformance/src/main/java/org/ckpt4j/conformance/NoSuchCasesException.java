package org.ckpt4j.conformance;

/** A path that was given holds no cases of the layout asked for: a mistake of the caller. */
public final class NoSuchCasesException extends Exception {
  private static final long serialVersionUID = 1;

  public NoSuchCasesException(String message) {
    super(message);
  }
}
