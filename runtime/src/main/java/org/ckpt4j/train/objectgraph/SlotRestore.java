package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.objectgraph.SlotRef;
import org.ckpt4j.trackable.SlotOwner;
import org.ckpt4j.trackable.Trackable;

/**
 * The slot variables of one load: each waits until both its optimizer and its variable are there.
 *
 * <p>In TensorFlow: {@code slot_restorations} (the variable is missing) and {@code
 * deferred_slot_restorations} (the optimizer is).
 */
final class SlotRestore {
  private record Slot(int optimizerNode, int variableNode, int slotNode, String name) {}

  private record WithVariable(Slot slot, Trackable variable) {}

  private final RestoreCoordinator coordinator;
  private final Map<Integer, List<Slot>> byVariable = new HashMap<>();
  private final Map<Integer, List<WithVariable>> byOptimizer = new HashMap<>();

  SlotRestore(RestoreCoordinator coordinator) {
    this.coordinator = coordinator;
    for (int node = 0; node < coordinator.graph().nodes().size(); node++) {
      for (SlotRef ref : coordinator.graph().nodes().get(node).slotVariables()) {
        if (coordinator.isSkipped(ref.slotVariableNodeId())) {
          continue;
        }
        byVariable
            .computeIfAbsent(ref.originalVariableNodeId(), unused -> new ArrayList<>())
            .add(
                new Slot(
                    node, ref.originalVariableNodeId(), ref.slotVariableNodeId(), ref.slotName()));
      }
    }
  }

  /** Whether some slot's variable never came. */
  boolean isWaiting() {
    return !byVariable.isEmpty();
  }

  /** The paths of the slots that never came. */
  List<String> waiting() {
    return byVariable.values().stream()
        .flatMap(List::stream)
        .map(slot -> coordinator.pathOf(slot.slotNode()))
        .toList();
  }

  /** What happens to a slot that was found. */
  interface Found {
    void slot(int slotNode, Trackable slot);
  }

  /** Takes note that {@code object} was bound to {@code node}. */
  void resolve(int node, Trackable object, Found found) {
    List<WithVariable> ready = byOptimizer.remove(node);
    if (ready != null && object instanceof SlotOwner owner) {
      ready.forEach(each -> create(owner, each.slot(), each.variable(), found));
    }
    List<Slot> slots = byVariable.remove(node);
    if (slots == null) {
      return;
    }
    for (Slot slot : slots) {
      Trackable optimizer = coordinator.boundTo(slot.optimizerNode()).orElse(null);
      if (optimizer == null) {
        byOptimizer
            .computeIfAbsent(slot.optimizerNode(), unused -> new ArrayList<>())
            .add(new WithVariable(slot, object));
      } else if (optimizer instanceof SlotOwner owner) {
        create(owner, slot, object, found);
      }
    }
  }

  private void create(SlotOwner owner, Slot slot, Trackable variable, Found found) {
    CheckpointPosition position = new CheckpointPosition(coordinator, slot.slotNode());
    Trackable live = owner.createOrRestoreSlot(position, variable, slot.name());
    if (live != null && coordinator.bind(slot.slotNode(), live)) {
      found.slot(slot.slotNode(), live);
    }
  }
}
