package org.ckpt4j.train.objectgraph;

import org.ckpt4j.graph.Session;
import org.jspecify.annotations.Nullable;

/**
 * What came of a restore, and what is still to be done for it.
 *
 * <p>{@code close()} reports what the file held and nobody took. In Python / here: there the same
 * is reported when the status is deleted; {@link #expectPartial} silences it. In a graph values
 * change only when {@link #runRestoreOps} or {@link #initializeOrRestore} run; eagerly these do
 * nothing. Counterpart: {@code _LoadStatus}.
 */
public abstract sealed class LoadStatus implements AutoCloseable
    permits CheckpointLoadStatus, NameBasedSaverStatus, InitializationOnlyStatus {
  LoadStatus() {}

  /**
   * Demands that every value of the file was taken, and every object that needs a value got one.
   *
   * @throws org.ckpt4j.errors.CheckpointMismatchError with the paths that did not match
   */
  public abstract LoadStatus assertConsumed();

  /**
   * Demands that every object of the program that needs a value got one.
   *
   * @throws org.ckpt4j.errors.CheckpointMismatchError with what did not match
   */
  public abstract LoadStatus assertExistingObjectsMatched();

  /**
   * Demands that more than the root matched.
   *
   * @throws org.ckpt4j.errors.CheckpointMismatchError otherwise
   */
  public abstract LoadStatus assertNontrivialMatch();

  /** Silences what {@link #close} would report. */
  public LoadStatus expectPartial() {
    return this;
  }

  /** Restores, in a graph, with the default session. */
  public final void runRestoreOps() {
    runRestoreOps(null);
  }

  /**
   * Restores, in a graph.
   *
   * @param session null for the default session
   */
  public abstract void runRestoreOps(@Nullable Session session);

  /**
   * Restores, in a graph, what the file has, and initializes the rest, with the default session.
   */
  public final void initializeOrRestore() {
    initializeOrRestore(null);
  }

  /**
   * Restores, in a graph, what the file has, and initializes the rest.
   *
   * @param session null for the default session
   */
  public abstract void initializeOrRestore(@Nullable Session session);

  @Override
  public void close() {}

  static Session orDefault(@Nullable Session session) {
    if (session != null) {
      return session;
    }
    return Session.findDefault()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "restoring in a graph needs a session: pass one, or open one, as in try (var s = session())"));
  }
}
