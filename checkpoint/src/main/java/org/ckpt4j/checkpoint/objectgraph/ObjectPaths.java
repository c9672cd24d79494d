package org.ckpt4j.checkpoint.objectgraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the objects of a saved graph are reached from its root: {@code model.layer.kernel}, and
 * which of them owns a key.
 *
 * <p>Each object's path is the shortest, of equally short ones the first in a breadth-first walk,
 * as TensorFlow's messages have it. Slot variables are mostly nobody's children; they are named by
 * what they belong to. Not for several threads while it is made, safe afterwards.
 */
public final class ObjectPaths {
  private static final int NONE = -1;

  /** Whose value a key is. */
  public record Owner(int node, SavedAttribute attribute) {}

  /** A slot variable: which object keeps it, for which variable, under which name. */
  public record Slot(int optimizer, int variable, String slotName) {}

  private final ObjectGraph graph;
  private final int[] parent;
  private final @Nullable String[] localName;
  private final Map<Integer, Slot> slots = new HashMap<>();
  private final Map<String, Owner> owners = new HashMap<>();

  private ObjectPaths(ObjectGraph graph) {
    this.graph = graph;
    parent = new int[graph.nodes().size()];
    localName = new String[graph.nodes().size()];
  }

  public static ObjectPaths of(ObjectGraph graph) {
    ObjectPaths out = new ObjectPaths(graph);
    out.walk();
    out.collect();
    return out;
  }

  private void walk() {
    Arrays.fill(parent, NONE);
    if (parent.length == 0) {
      return;
    }
    Deque<Integer> toVisit = new ArrayDeque<>();
    toVisit.add(0);
    localName[0] = "";
    while (!toVisit.isEmpty()) {
      int node = toVisit.remove();
      for (ChildRef child : graph.nodes().get(node).children()) {
        if (localName[child.nodeId()] == null) {
          parent[child.nodeId()] = node;
          localName[child.nodeId()] = child.localName();
          toVisit.add(child.nodeId());
        }
      }
    }
  }

  private void collect() {
    for (int node = 0; node < parent.length; node++) {
      for (SlotRef slot : graph.nodes().get(node).slotVariables()) {
        slots.put(
            slot.slotVariableNodeId(),
            new Slot(node, slot.originalVariableNodeId(), slot.slotName()));
      }
      for (SavedAttribute attribute : graph.nodes().get(node).attributes()) {
        owners.putIfAbsent(attribute.checkpointKey(), new Owner(node, attribute));
      }
    }
  }

  /**
   * The names on the way from the root to {@code node}; empty if only slots, or nothing, lead
   * there.
   */
  public Optional<List<String>> path(int node) {
    if (localName[node] == null) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (int at = node; parent[at] != NONE; at = parent[at]) {
      names.add(localName[at]);
    }
    Collections.reverse(names);
    return Optional.of(names);
  }

  /**
   * How a person would call the object: {@code model.layer.kernel}, {@code (root)} for the root,
   * and for a slot variable {@code slot momentum of optimizer for model.layer.kernel}.
   */
  public String name(int node) {
    Optional<List<String>> path = path(node);
    if (path.isPresent()) {
      return node == 0 ? "(root)" : String.join(".", path.get());
    }
    Slot slot = slots.get(node);
    return slot == null
        ? "(node " + node + ", not reached from the root)"
        : "slot %s of %s for %s"
            .formatted(slot.slotName(), ownName(slot.optimizer()), ownName(slot.variable()));
  }

  /** As {@link #name}, but never that of a slot: a hostile graph may name slots by each other. */
  private String ownName(int node) {
    return localName[node] == null ? "(node " + node + ")" : name(node);
  }

  /** What {@code node} is a slot variable of, if it is one. */
  public Optional<Slot> slot(int node) {
    return Optional.ofNullable(slots.get(node));
  }

  /** The object whose value lies under {@code checkpointKey}. */
  public Optional<Owner> findOwner(String checkpointKey) {
    return Optional.ofNullable(owners.get(checkpointKey));
  }

  /** The keys of the values of {@code node}. */
  public List<String> keys(int node) {
    return graph.nodes().get(node).attributes().stream()
        .map(SavedAttribute::checkpointKey)
        .toList();
  }

  /** The object at the end of these names, also by ways that are not the shortest. */
  public OptionalInt findNode(List<String> path) {
    if (parent.length == 0) {
      return OptionalInt.empty();
    }
    int node = 0;
    for (String name : path) {
      int from = node;
      Optional<ChildRef> child =
          graph.nodes().get(from).children().stream()
              .filter(ref -> ref.localName().equals(name))
              .findFirst();
      if (child.isEmpty()) {
        return OptionalInt.empty();
      }
      node = child.get().nodeId();
    }
    return OptionalInt.of(node);
  }

  /** The object called {@code model.layer.kernel}, whose names may hold dots themselves. */
  public OptionalInt findNode(String dottedPath) {
    record Place(int node, int at) {}

    if (parent.length == 0) {
      return OptionalInt.empty();
    }
    if (dottedPath.isEmpty() || dottedPath.equals("(root)")) {
      return OptionalInt.of(0);
    }
    Set<Place> seen = new HashSet<>();
    Deque<Place> toVisit = new ArrayDeque<>();
    toVisit.add(new Place(0, 0));
    while (!toVisit.isEmpty()) {
      Place place = toVisit.remove();
      for (ChildRef child : graph.nodes().get(place.node()).children()) {
        String name = child.localName();
        int end = place.at() + name.length();
        if (!dottedPath.startsWith(name, place.at())) {
          continue;
        }
        if (end == dottedPath.length()) {
          return OptionalInt.of(child.nodeId());
        }
        Place next = new Place(child.nodeId(), end + 1);
        if (dottedPath.charAt(end) == '.' && seen.add(next)) {
          toVisit.add(next);
        }
      }
    }
    return OptionalInt.empty();
  }
}
