package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Session;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.trackable.TrackableContainer;
import org.jspecify.annotations.Nullable;

/** The status of restoring an object-based checkpoint. */
public final class CheckpointLoadStatus extends LoadStatus {
  private static final int SHOWN = 10;

  private final RestoreCoordinator load;
  private final ObjectGraphView view;
  private final Tensor prefixTensor;

  CheckpointLoadStatus(RestoreCoordinator load, ObjectGraphView view, Tensor prefixTensor) {
    this.load = load;
    this.view = view;
    this.prefixTensor = prefixTensor;
  }

  @Override
  public CheckpointLoadStatus assertConsumed() {
    assertExistingObjectsMatched();
    List<String> missing = new ArrayList<>();
    for (int node = 0; node < load.graph().nodes().size(); node++) {
      if (!load.graph().nodes().get(node).attributes().isEmpty()
          && !load.isBound(node)
          && !load.isSkipped(node)) {
        missing.add(load.pathOf(node));
      }
    }
    if (!missing.isEmpty()) {
      throw new CheckpointMismatchError(
          "%s holds values that no object of the program took: %s; track objects under these names, or use expectPartial(); Checkpoint.plan shows what fits"
              .formatted(load.prefix(), missing),
          missing);
    }
    if (load.slots().isWaiting()) {
      throw new CheckpointMismatchError(
          "slots of %s wait for variables that do not exist: %s"
              .formatted(load.prefix(), load.slots().waiting()),
          load.slots().waiting());
    }
    if (!load.unused().isEmpty()) {
      List<String> unused = new ArrayList<>();
      load.unused().forEach((node, names) -> unused.add(load.pathOf(node) + ": " + names));
      throw new CheckpointMismatchError(
          "objects of the program own no values of these names, which %s holds: %s; Checkpoint.plan shows what fits"
              .formatted(load.prefix(), unused),
          unused);
    }
    return this;
  }

  @Override
  public CheckpointLoadStatus assertExistingObjectsMatched() {
    for (int node = 0; node < load.graph().nodes().size(); node++) {
      Trackable object = load.boundTo(node).orElse(null);
      if (object != null && object.dependencies().restoreId() < load.restoreId()) {
        throw new CheckpointMismatchError(
            "%s matched %s of %s, but was not given its value"
                .formatted(object, load.pathOf(node), load.prefix()),
            List.of(load.pathOf(node)));
      }
    }
    ObjectGraphWalk walk = view.walk();
    for (Trackable object : load.skipsSlots() ? walk.objectsBesideSlots() : walk.objects()) {
      // A container without trackable elements needs nothing from the file.
      if (!(object instanceof TrackableContainer && object.trackableChildren().isEmpty())) {
        load.seen().add(object);
      }
    }
    List<String> unmatched = unmatchedOwners();
    if (!unmatched.isEmpty()) {
      throw new CheckpointMismatchError(
          "%d objects of the program have no value in %s: %s%s; Checkpoint.plan shows what fits"
              .formatted(
                  unmatched.size(),
                  load.prefix(),
                  unmatched.subList(0, Math.min(SHOWN, unmatched.size())),
                  unmatched.size() > SHOWN ? " and more" : ""),
          unmatched);
    }
    return this;
  }

  @Override
  public CheckpointLoadStatus assertNontrivialMatch() {
    load.seen().addAll(view.walk().objects());
    if (load.boundCount() <= 1) {
      List<String> unmatched = unmatchedOwners();
      throw new CheckpointMismatchError(
          unmatched.isEmpty()
              ? "nothing was restored from %s: nothing is tracked below the root yet"
                  .formatted(load.prefix())
              : "only the root matched %s; these have no value there: %s; Checkpoint.plan tells whether the root is another one"
                  .formatted(load.prefix(), unmatched),
          unmatched);
    }
    return this;
  }

  /** The live objects that own values and are bound to no saved object. */
  private List<String> unmatchedOwners() {
    Set<Trackable> bound = Collections.newSetFromMap(new IdentityHashMap<>());
    bound.addAll(load.boundObjects());
    List<String> unmatched = new ArrayList<>();
    for (Trackable object : load.seen()) {
      if (!bound.contains(object) && !object.serializeToTensors().isEmpty()) {
        unmatched.add(object.toString());
      }
    }
    Collections.sort(unmatched);
    return unmatched;
  }

  @Override
  public CheckpointLoadStatus expectPartial() {
    load.expectPartial();
    return this;
  }

  @Override
  public void runRestoreOps(@Nullable Session session) {
    if (!Contexts.current().isEager()) {
      orDefault(session).run(load.restoreOps(), new Feed(prefixTensor, load.prefix()));
    }
  }

  @Override
  public void initializeOrRestore(@Nullable Session session) {
    if (!Contexts.current().isEager()) {
      Session chosen = orDefault(session);
      var initializers = UnrestoredInitializers.of(view, load.restoreId(), load.boundObjects());
      runRestoreOps(chosen);
      chosen.run(initializers);
    }
  }

  @Override
  public void close() {
    load.reportUnresolved();
  }
}
