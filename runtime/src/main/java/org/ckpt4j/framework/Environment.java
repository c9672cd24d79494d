package org.ckpt4j.framework;

import java.time.Duration;
import java.time.InstantSource;
import org.ckpt4j.checkpoint.PathResolver;

/**
 * What a program sees of the machine: files, the clock, how it waits, and where its warnings go.
 *
 * <p>A frame on the {@link Contexts} stack, so that a program can run in any folder, on any file
 * system, and under a clock of its own, without a change to the process.
 */
public record Environment(
    PathResolver files, InstantSource clock, DiagnosticSink diagnostics, Pause pause) {
  private static final Environment DEFAULT =
      new Environment(PathResolver.DEFAULT, InstantSource.system(), DiagnosticSink.LOG);

  /** Lets time pass on the clock; a program under a clock of its own moves that instead. */
  @FunctionalInterface
  public interface Pause {
    void pass(Duration time) throws InterruptedException;
  }

  /** A program that sleeps where it has to wait. */
  public Environment(PathResolver files, InstantSource clock, DiagnosticSink diagnostics) {
    this(files, clock, diagnostics, time -> Thread.sleep(time.toMillis()));
  }

  /** The process's working folder, the system's clock, and the log. */
  public static Environment defaults() {
    return DEFAULT;
  }

  public Environment withFiles(PathResolver value) {
    return new Environment(value, clock, diagnostics, pause);
  }

  public Environment withClock(InstantSource value) {
    return new Environment(files, value, diagnostics, pause);
  }

  public Environment withDiagnostics(DiagnosticSink value) {
    return new Environment(files, clock, value, pause);
  }

  public Environment withPause(Pause value) {
    return new Environment(files, clock, diagnostics, value);
  }
}
