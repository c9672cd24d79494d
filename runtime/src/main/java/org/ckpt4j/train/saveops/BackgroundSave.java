package org.ckpt4j.train.saveops;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Saves that go on while the program does: one at a time, on a thread that keeps the process alive
 * until it is done.
 *
 * <p>The next save waits for the last. What goes wrong is thrown by whoever asks next: the next
 * {@link #start}, {@link #await} or {@link #close}. For use by one thread.
 */
public final class BackgroundSave implements AutoCloseable {
  private @Nullable CompletableFuture<@Nullable Void> running;

  /**
   * Waits for the last save, then does {@code work} on a thread of its own, eagerly, with the files
   * and the clock of this program.
   *
   * @throws RuntimeException what the last save failed with; then nothing is started
   */
  public void start(Runnable work) {
    await();
    Environment environment = Contexts.environment();
    var done = new CompletableFuture<@Nullable Void>();
    running = done;
    Thread thread =
        new Thread(
            () -> {
              try (var here = Contexts.enter(environment)) {
                work.run();
                done.complete(null);
              } catch (Throwable e) { // whatever it is, the program must hear of it
                done.completeExceptionally(e);
              }
            },
            "ckpt4j-save");
    thread.setDaemon(false);
    thread.start();
  }

  /**
   * Waits until nothing is being saved.
   *
   * @throws RuntimeException what the last save failed with, once
   */
  public void await() {
    CompletableFuture<@Nullable Void> last = running;
    if (last == null) {
      return;
    }
    try {
      last.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    } finally {
      running = null;
    }
  }

  @Override
  public void close() {
    await();
  }
}
