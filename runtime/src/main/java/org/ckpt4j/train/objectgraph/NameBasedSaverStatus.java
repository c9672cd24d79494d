package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.graph.Session;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.Saveable;
import org.jspecify.annotations.Nullable;

/** The status of restoring a name-based checkpoint into objects. */
public final class NameBasedSaverStatus extends LoadStatus {
  private final NameBasedCoordinator load;
  private final ObjectGraphView view;
  private final RestoreByName restorer;
  private final Set<Trackable> optional = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Restores in a session as a {@code Saver} does; given from upstairs, where the saver lives. */
  public interface RestoreByName {
    void restore(Session session, List<Saveable> saveables, String prefix);
  }

  NameBasedSaverStatus(NameBasedCoordinator load, ObjectGraphView view, RestoreByName restorer) {
    this.load = load;
    this.view = view;
    this.restorer = restorer;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("symbol", "NameBasedSaverStatus.__init__");
    details.put("module", "tensorflow.python.checkpoint.checkpoint");
    Contexts.emit(
        new Diagnostic(
            Diagnostic.Level.WARNING,
            "deprecated",
            details,
            "%s is name-based: variables are matched by name, which is fragile; save it again with Checkpoint.save and restore that"
                .formatted(load.prefix())));
  }

  /** Leaves {@code object} out of the assertions: a name-based file rarely has a save counter. */
  public void addOptionallyRestored(Trackable object) {
    optional.add(object);
  }

  @Override
  public NameBasedSaverStatus assertConsumed() {
    List<String> missing = new ArrayList<>();
    load.unused()
        .forEach(
            (object, names) -> {
              if (!optional.contains(object)) {
                missing.addAll(names);
              }
            });
    if (!missing.isEmpty()) {
      Collections.sort(missing);
      throw new CheckpointMismatchError(
          "%s has no tensors of these names, which objects of the program have: %s; Checkpoint.plan shows the nearest"
              .formatted(load.prefix(), missing),
          missing);
    }
    for (Trackable object : view.walk().objects()) {
      if (object.dependencies().restoreId() < load.restoreId()) {
        throw new CheckpointMismatchError(
            "%s was not restored from %s; in a graph, call runRestoreOps() first"
                .formatted(object, load.prefix()),
            List.of(object.toString()));
      }
    }
    return this;
  }

  /** The same as {@link #assertConsumed}: names tell nothing more. */
  @Override
  public NameBasedSaverStatus assertExistingObjectsMatched() {
    return assertConsumed();
  }

  /** The same as {@link #assertConsumed}: names tell nothing more. */
  @Override
  public NameBasedSaverStatus assertNontrivialMatch() {
    return assertConsumed();
  }

  @Override
  public void runRestoreOps(@Nullable Session session) {
    if (Contexts.current().isEager()) {
      return;
    }
    Session chosen = orDefault(session);
    List<Saveable> saveables = new ArrayList<>();
    for (Trackable object : view.walk().objects()) {
      if (object.dependencies().claim(load.restoreId())) {
        saveables.addAll(load.byName(object));
      }
    }
    try (var device = Contexts.current().enterDevice("/cpu:0")) {
      restorer.restore(chosen, saveables, load.prefix());
    }
  }

  @Override
  public void initializeOrRestore(@Nullable Session session) {
    runRestoreOps(session);
  }
}
