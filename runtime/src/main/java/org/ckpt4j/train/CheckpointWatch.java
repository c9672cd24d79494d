package org.ckpt4j.train;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.errors.CancelledError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Waits for new checkpoints of a folder, as an evaluation beside a training does.
 *
 * <p>It looks only while it is asked: checkpoints that come and are followed by others between two
 * calls are missed. Counterpart: {@code tf.train.checkpoints_iterator}.
 *
 * @param minInterval the least time between two checkpoints given
 * @param timeout how long to wait for one; null waits for ever
 * @param isOver asked after each timeout whether to stop; null stops at the first
 */
public record CheckpointWatch(
    String folder,
    Duration minInterval,
    @Nullable Duration timeout,
    @Nullable BooleanSupplier isOver)
    implements Iterable<String> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /**
   * The newest checkpoint, as soon as it is another than {@code last}.
   *
   * @param last the checkpoint known already; null if none is
   * @param betweenLooks how long to wait before looking again
   * @param timeout how long to wait at all; null waits for ever
   * @return null if the time is over; also if it would be before the next look
   * @throws CancelledError if the thread is interrupted while it waits
   */
  public static @Nullable String waitForNew(
      String folder, @Nullable String last, Duration betweenLooks, @Nullable Duration timeout) {
    Environment environment = Contexts.environment();
    info("waiting_for_checkpoint", folder, "waiting for a new checkpoint in " + folder);
    Instant end = timeout == null ? null : environment.clock().instant().plus(timeout);
    while (true) {
      String newest = CheckpointFolders.latestCheckpoint(folder, CheckpointDirectory.STATE_FILE);
      if (newest != null && !newest.equals(last)) {
        info("found_checkpoint", newest, "found the new checkpoint " + newest);
        return newest;
      }
      if (end != null && environment.clock().instant().plus(betweenLooks).isAfter(end)) {
        return null;
      }
      pass(environment, betweenLooks);
    }
  }

  private static void pass(Environment environment, Duration time) {
    try {
      environment.pause().pass(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledError("interrupted while waiting for a checkpoint", e);
    }
  }

  private static void info(String kind, String path, String message) {
    Contexts.emit(new Diagnostic(Diagnostic.Level.INFO, kind, Map.of("path", path), message));
  }

  /** The checkpoints as they come; {@code hasNext} waits. */
  @Override
  public Iterator<String> iterator() {
    return new Arrivals();
  }

  private final class Arrivals implements Iterator<String> {
    private @Nullable String last;
    private @Nullable String next;
    private @Nullable Instant given;
    private boolean over;

    @Override
    public boolean hasNext() {
      if (next == null && !over) {
        awaitInterval();
        next = await();
        over = next == null;
      }
      return next != null;
    }

    private void awaitInterval() {
      if (given != null) {
        Environment environment = Contexts.environment();
        Duration left = Duration.between(environment.clock().instant(), given.plus(minInterval));
        if (!left.isNegative() && !left.isZero()) {
          pass(environment, left);
        }
      }
    }

    private @Nullable String await() {
      while (true) {
        String found = waitForNew(folder, last, BETWEEN_LOOKS, timeout);
        if (found != null) {
          return found;
        }
        if (isOver == null) {
          info("checkpoint_wait_timed_out", folder, "no new checkpoint came in " + folder);
          return null;
        }
        if (isOver.getAsBoolean()) {
          return null;
        }
      }
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more checkpoints come in " + folder);
      }
      String found = java.util.Objects.requireNonNull(next);
      last = found;
      next = null;
      given = Contexts.environment().clock().instant();
      return found;
    }
  }
}
