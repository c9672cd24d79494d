package org.ckpt4j.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has, and the streams it writes to; used as a picocli mixin. */
public final class StandardOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  @Option(names = "--debug", description = "Print the stack trace of an error.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  public boolean json() {
    return json;
  }

  public boolean debug() {
    return debug;
  }

  /** For results. */
  public PrintWriter out() {
    return spec().commandLine().getOut();
  }

  /** For errors and progress. */
  public PrintWriter err() {
    return spec().commandLine().getErr();
  }

  /** What is known of the terminal behind the streams. */
  public Terminal terminal() {
    return spec().root().userObject() instanceof Main main ? main.terminal() : Terminal.none();
  }

  /**
   * A bar for work of {@code total} units, drawn on a terminal once a second has passed.
   *
   * @param what a verb for the user: {@code "checking model.ckpt-7"}
   */
  public Progress progress(String what, long total) {
    return new Progress(err(), terminal(), what, total);
  }

  /** Prints {@code value} (maps, lists, texts, numbers) as JSON to {@link #out()}. */
  public void printJson(@Nullable Object value) {
    Json.print(out(), value);
  }

  /** The command whose options these are; for errors about its parameters. */
  public CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not mixed into a command");
    }
    return spec;
  }
}
