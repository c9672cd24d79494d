package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Splits work on many bytes between the calling thread and helpers of the common pool.
 *
 * <p>The caller works too, and helpers that have not begun when it runs out of work are called off;
 * so a busy pool makes nothing slower than one thread, and nothing waits for a free helper.
 */
public final class Parallel {
  /** Work on the bytes from {@code from} on. */
  @FunctionalInterface
  public interface RangeTask {
    void run(long from, int length) throws IOException;
  }

  /** Work on item {@code index}. */
  @FunctionalInterface
  public interface ItemTask {
    void run(long index) throws IOException;
  }

  private Parallel() {}

  /**
   * Runs {@code task} over {@code total} bytes in pieces of {@code chunk}, the last one shorter.
   */
  public static void ranges(int threads, long total, int chunk, RangeTask task) throws IOException {
    items(
        threads,
        (total + chunk - 1) / chunk,
        index -> task.run(index * chunk, (int) Math.min(chunk, total - index * chunk)));
  }

  /** Runs {@code task} for 0 to {@code count - 1}, each once, in no order. */
  public static void items(int threads, long count, ItemTask task) throws IOException {
    if (threads <= 1 || count <= 1) {
      for (long i = 0; i < count; i++) {
        task.run(i);
      }
      return;
    }
    AtomicLong next = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          try {
            for (long i = next.getAndIncrement();
                i < count && failure.get() == null;
                i = next.getAndIncrement()) {
              task.run(i);
            }
          } catch (Throwable e) {
            if (!failure.compareAndSet(null, e)) {
              failure.get().addSuppressed(e);
            }
          }
        };
    List<Helper> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, count); i++) {
      Helper helper = new Helper(work);
      helpers.add(helper);
      ForkJoinPool.commonPool().execute(helper);
    }
    work.run();
    helpers.forEach(Helper::finish);
    rethrow(failure.get());
  }

  private static void rethrow(@org.jspecify.annotations.Nullable Throwable failure)
      throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  private static final class Helper implements Runnable {
    private final Runnable work;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    Helper(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (taken.compareAndSet(false, true)) {
        work.run();
        done.countDown();
      }
    }

    /** Calls the helper off if it has not begun, else waits for its last piece. */
    void finish() {
      if (taken.compareAndSet(false, true)) {
        return;
      }
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          // It is still working on the caller's memory; leaving now would be unsafe.
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
