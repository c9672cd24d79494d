package org.ckpt4j.train.objectgraph;

import java.util.List;
import java.util.Set;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.Session;
import org.jspecify.annotations.Nullable;

/** The status of a restore without a path: it can only initialize. */
public final class InitializationOnlyStatus extends LoadStatus {
  private final ObjectGraphView view;
  private final long restoreId = RestoreIds.next();

  InitializationOnlyStatus(ObjectGraphView view) {
    this.view = view;
  }

  @Override
  public LoadStatus assertConsumed() {
    throw nothing();
  }

  @Override
  public LoadStatus assertExistingObjectsMatched() {
    throw nothing();
  }

  @Override
  public LoadStatus assertNontrivialMatch() {
    throw nothing();
  }

  @Override
  public void runRestoreOps(@Nullable Session session) {
    throw nothing();
  }

  private static CheckpointMismatchError nothing() {
    return new CheckpointMismatchError(
        "no checkpoint was given (the path was null), so nothing is restored; was latestCheckpoint asked in the right folder?",
        List.of());
  }

  @Override
  public void initializeOrRestore(@Nullable Session session) {
    if (!Contexts.current().isEager()) {
      orDefault(session).run(UnrestoredInitializers.of(view, restoreId, Set.of()));
    }
  }
}
