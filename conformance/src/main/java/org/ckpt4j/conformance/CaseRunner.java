package org.ckpt4j.conformance;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases one after the other, each in a thread of its own under its limits of time and memory,
 * so that one that hangs or eats the heap is one failure and not the end of the run.
 */
public final class CaseRunner {
  /** Held here because the log manager would let go of it, and of its level. */
  private static final Logger QUIET = Logger.getLogger("org.ckpt4j");

  private CaseRunner() {}

  /**
   * Lets ckpt4j keep its log to itself: damaged files and missing checkpoints are what many cases
   * are about, and the report is what is printed.
   */
  public static void quiet() {
    QUIET.setLevel(Level.OFF);
  }

  public static CaseReport run(String layout, ConformanceCase one) {
    Checks checks = new Checks();
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    long[] allocated = new long[1];
    Thread thread =
        new Thread(
            () -> {
              long before = allocatedByThisThread();
              try {
                one.run(checks);
              } catch (Throwable e) {
                // OutOfMemoryError and StackOverflowError included: they are what hostile bytes
                // cause.
                thrown.set(e);
              }
              allocated[0] = allocatedByThisThread() - before;
            },
            "case " + one.id());
    thread.setDaemon(true);
    thread.start();
    if (!joined(thread, one.timeLimit())) {
      // The thread may still be writing into its checks, so they are not read.
      Checks late = new Checks();
      late.fail(
          "not done after %d s; it is here: %s"
              .formatted(one.timeLimit().toSeconds(), top(thread)));
      thread.interrupt();
      return CaseReport.of(layout, one.id(), late);
    }
    if (allocated[0] > one.allocationLimit()) {
      checks.fail(
          "allocated %d bytes, more than the %d allowed"
              .formatted(allocated[0], one.allocationLimit()));
    }
    Throwable problem = thrown.get();
    if (problem instanceof UnsupportedFeature unsupported) {
      return CaseReport.skipped(layout, one.id(), checks, unsupported.feature());
    }
    if (problem != null) {
      checks.fail(describe(problem));
    }
    return CaseReport.of(layout, one.id(), checks);
  }

  private static boolean joined(Thread thread, Duration limit) {
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !thread.isAlive();
  }

  private static long allocatedByThisThread() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
        : 0;
  }

  private static String top(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length == 0 ? "(ended)" : stack[0].toString();
  }

  /** The exception with the first place in ckpt4j's own code it came through. */
  static String describe(Throwable problem) {
    for (StackTraceElement frame : problem.getStackTrace()) {
      if (frame.getClassName().startsWith("org.ckpt4j.")) {
        return problem + " at " + frame;
      }
    }
    return problem.toString();
  }
}
