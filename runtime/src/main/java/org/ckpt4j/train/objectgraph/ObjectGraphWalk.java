package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.SlotRef;
import org.ckpt4j.trackable.SlotOwner;
import org.ckpt4j.trackable.Trackable;

/**
 * All objects below a root, numbered breadth first, each with the shortest path that leads to it;
 * slot variables follow last.
 */
final class ObjectGraphWalk {
  private final ObjectGraphView view;
  private final List<Trackable> objects = new ArrayList<>();
  private final Map<Trackable, Integer> ids = new IdentityHashMap<>();
  private final Map<Trackable, String> paths = new IdentityHashMap<>();
  private final Map<Trackable, List<ChildRef>> children = new IdentityHashMap<>();
  private final Map<Trackable, List<SlotRef>> slots = new IdentityHashMap<>();

  private ObjectGraphWalk(ObjectGraphView view) {
    this.view = view;
  }

  static ObjectGraphWalk of(ObjectGraphView view) {
    ObjectGraphWalk walk = new ObjectGraphWalk(view);
    walk.visit();
    walk.collectSlots();
    return walk;
  }

  private void visit() {
    add(view.root(), "");
    for (int i = 0; i < objects.size(); i++) {
      Trackable object = objects.get(i);
      String path = paths.get(object);
      List<ChildRef> refs = new ArrayList<>();
      for (ObjectGraphView.Child child : view.children(object)) {
        if (!ids.containsKey(child.object())) {
          String name = CheckpointKeys.escape(child.name());
          add(child.object(), i == 0 ? name : path + "/" + name);
        }
        refs.add(new ChildRef(ids.get(child.object()), child.name()));
      }
      children.put(object, refs);
    }
  }

  private void add(Trackable object, String path) {
    ids.put(object, objects.size());
    paths.put(object, path);
    objects.add(object);
  }

  private void collectSlots() {
    List<Trackable> withoutSlots = List.copyOf(objects);
    for (Trackable object : withoutSlots) {
      if (!(object instanceof SlotOwner owner)) {
        continue;
      }
      List<SlotRef> refs = new ArrayList<>();
      for (String slotName : owner.slotNames()) {
        for (int id = 0; id < withoutSlots.size(); id++) {
          Trackable slot = owner.slot(withoutSlots.get(id), slotName);
          if (slot != null) {
            requireLeaf(slot, slotName);
            refs.add(new SlotRef(id, slotName, objects.size()));
            add(slot, slotPath(paths.get(withoutSlots.get(id)), paths.get(owner), slotName));
            children.put(slot, List.of());
          }
        }
      }
      slots.put(owner, refs);
    }
  }

  private void requireLeaf(Trackable slot, String slotName) {
    if (!slot.trackableChildren().isEmpty() || ids.containsKey(slot)) {
      throw new UnsupportedOperationException(
          "slot \"%s\" (%s) %s; slots can only be variables of their own"
              .formatted(
                  slotName,
                  slot,
                  ids.containsKey(slot) ? "is a child of another object too" : "has children"));
    }
  }

  private static String slotPath(String variable, String optimizer, String slotName) {
    return variable
        + CheckpointKeys.OPTIMIZER_SLOT
        + optimizer
        + "/"
        + CheckpointKeys.escape(slotName);
  }

  List<Trackable> objects() {
    return objects;
  }

  /** As {@link #objects}, without the slots, which come last. */
  List<Trackable> objectsBesideSlots() {
    int kept = slots.values().stream().mapToInt(List::size).sum();
    return objects.subList(0, objects.size() - kept);
  }

  /** The escaped path, empty for the root. */
  String path(Trackable object) {
    return paths.get(object);
  }

  List<ChildRef> children(Trackable object) {
    return children.get(object);
  }

  List<SlotRef> slots(Trackable object) {
    return slots.getOrDefault(object, List.of());
  }
}
