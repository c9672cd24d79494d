package org.ckpt4j.train.objectgraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.PendingRestore;
import org.ckpt4j.trackable.PythonState;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.Saveable;
import org.jspecify.annotations.Nullable;

/**
 * One saved object of one load, to be bound to one live object.
 *
 * <p>Counterpart: {@code CheckpointPosition}.
 */
final class CheckpointPosition implements PendingRestore {
  private final RestoreCoordinator coordinator;
  private final int nodeId;

  CheckpointPosition(RestoreCoordinator coordinator, int nodeId) {
    this.coordinator = coordinator;
    this.nodeId = nodeId;
  }

  private ObjectNode saved() {
    return coordinator.graph().nodes().get(nodeId);
  }

  @Override
  public long restoreId() {
    return coordinator.restoreId();
  }

  @Override
  public @Nullable TensorSpec simpleVariable() {
    List<SavedAttribute> attributes = saved().attributes();
    boolean simple =
        attributes.size() == 1
            && attributes.get(0).name().equals(SaveSpec.VARIABLE_VALUE)
            && saved().children().isEmpty();
    return simple ? coordinator.storedSpec(attributes.get(0).checkpointKey()) : null;
  }

  @Override
  public Tensor value() {
    if (simpleVariable() == null) {
      throw new IllegalStateException(coordinator.pathOf(nodeId) + " is not a lone variable value");
    }
    return coordinator.readValue(saved().attributes().get(0).checkpointKey());
  }

  @Override
  public void restoreInto(Trackable object) {
    // Nothing that is open around the line that makes an object may hold up its restore.
    try (var free = Contexts.current().enterInitScope()) {
      if (coordinator.bind(nodeId, object)) {
        restoreBelow(object);
      }
    }
  }

  private record Visit(CheckpointPosition position, Trackable object) {}

  /** Breadth first, so that the shortest paths decide; children that are not there yet wait. */
  private void restoreBelow(Trackable object) {
    Deque<Visit> queue = new ArrayDeque<>();
    queue.add(new Visit(this, object));
    List<Saveable> saveables = new ArrayList<>();
    while (!queue.isEmpty()) {
      Visit visit = queue.remove();
      visit.position().collectValues(visit.object(), saveables);
      visit.position().queueChildren(visit.object(), queue);
      coordinator
          .slots()
          .resolve(
              visit.position().nodeId,
              visit.object(),
              (slotNode, slot) -> queue.add(new Visit(at(slotNode), slot)));
    }
    coordinator.restore(saveables);
  }

  private CheckpointPosition at(int node) {
    return new CheckpointPosition(coordinator, node);
  }

  private void collectValues(Trackable object, List<Saveable> saveables) {
    if (!object.dependencies().claim(restoreId()) || saved().attributes().isEmpty()) {
      return;
    }
    if (object instanceof PythonState state) {
      state.deserialize(coordinator.readBytes(saved().attributes().get(0).checkpointKey()));
      return;
    }
    List<SaveSpec> owned = object.serializeToTensors();
    if (owned.isEmpty()) {
      saved().attributes().forEach(attribute -> coordinator.unused(nodeId, attribute.name()));
      return;
    }
    String first = saved().attributes().get(0).checkpointKey();
    String name = saveableName(first);
    List<SaveSpec> specs = new ArrayList<>();
    List<String> localNames = new ArrayList<>();
    for (SaveSpec spec : owned) {
      specs.add(spec.named(name + CheckpointKeys.escape(spec.name())));
      localNames.add(spec.name());
    }
    saveables.add(new Saveable(object, name, specs, localNames));
  }

  /**
   * The part of a key that all values of one object share.
   *
   * @throws IllegalArgumentException if the key is of no object's value
   */
  static String saveableName(String key) {
    int end = key.indexOf(CheckpointKeys.ATTRIBUTES);
    if (end < 0) {
      throw new IllegalArgumentException(
          "key \"%s\" has no \"%s\", so it names no object's value; was the file damaged?"
              .formatted(key, CheckpointKeys.ATTRIBUTES));
    }
    return key.substring(0, end + CheckpointKeys.ATTRIBUTES.length());
  }

  private void queueChildren(Trackable object, Deque<Visit> queue) {
    Map<String, Trackable> live = object.trackableChildren();
    for (ChildRef child : saved().children()) {
      if (coordinator.isBound(child.nodeId())) {
        continue;
      }
      CheckpointPosition position = at(child.nodeId());
      Trackable local = live.get(child.localName());
      if (local == null) {
        if (position.hasValues()) {
          object.dependencies().defer(child.localName(), position);
        }
      } else if (coordinator.bind(child.nodeId(), local)) {
        queue.add(new Visit(position, local));
      }
    }
  }

  private boolean hasValues() {
    ObjectNode node = saved();
    return node.hasCheckpointValues()
        .orElseGet(
            () ->
                !node.children().isEmpty()
                    || !node.attributes().isEmpty()
                    || !node.slotVariables().isEmpty()
                    || node.registeredSaver().isPresent());
  }
}
