package org.ckpt4j.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * A progress bar on a terminal: appears after a second, is redrawn ten times a second at most, and
 * is wiped when the work ends. Without a terminal it does nothing. Any thread may advance it.
 */
public final class Progress implements AutoCloseable, LongConsumer {
  private static final long APPEARS_AFTER_NANOS = 1_000_000_000L;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final int BAR = 24;

  private final PrintWriter err;
  private final boolean shown;
  private final String what;
  private final long total;
  private final long start = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong nextDraw = new AtomicLong(APPEARS_AFTER_NANOS);
  private int drawn;

  Progress(PrintWriter err, Terminal terminal, String what, long total) {
    this.err = err;
    this.shown = terminal.err() && total > 0;
    this.what = Printable.text(what);
    this.total = total;
  }

  /** {@code units} more are done. */
  @Override
  public void accept(long units) {
    long now = done.addAndGet(units);
    if (!shown) {
      return;
    }
    long elapsed = System.nanoTime() - start;
    long due = nextDraw.get();
    if (elapsed >= due && nextDraw.compareAndSet(due, elapsed + REDRAW_NANOS)) {
      draw(Math.min(now, total), elapsed);
    }
  }

  private synchronized void draw(long now, long elapsedNanos) {
    double part = (double) now / total;
    int full = (int) (part * BAR);
    double left = elapsedNanos / 1e9 * (1 - part) / Math.max(part, 1e-9);
    String line =
        "%s [%s%s] %3d%%  %ds left"
            .formatted(
                what, "#".repeat(full), "-".repeat(BAR - full), (int) (part * 100), (long) left);
    err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
    err.flush();
    drawn = line.length();
  }

  /** Wipes the bar. */
  @Override
  public synchronized void close() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      err.flush();
      drawn = 0;
    }
  }
}
