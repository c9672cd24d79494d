package org.ckpt4j.checkpoint.convert;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.checkpoint.objectgraph.SlotRef;
import org.ckpt4j.checkpoint.objectgraph.ValueOwners;
import org.jspecify.annotations.Nullable;

/** Saved objects while they are put together; numbered as TensorFlow does when they are built. */
final class ObjectGraphDraft {
  private final Node root = new Node(List.of());

  /** One object. */
  static final class Node {
    private final List<String> path;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final Map<String, Map<Node, Node>> slots = new TreeMap<>();
    private @Nullable String owner;
    private @Nullable String fullName;

    private Node(List<String> path) {
      this.path = path;
    }

    boolean has(String child) {
      return children.containsKey(child);
    }

    /** Makes it the variable that was {@code source}, and is remembered as {@code name}. */
    void own(String source, String name) {
      if (owner != null) {
        throw new IllegalArgumentException(
            "\"%s\" and \"%s\" would both become %s; give rules that tell them apart"
                .formatted(owner, source, String.join(".", path)));
      }
      owner = source;
      fullName = name;
    }

    /** The slot that this object keeps for {@code variable}. */
    Node slot(String name, Node variable) {
      return slots
          .computeIfAbsent(name, absent -> new LinkedHashMap<>())
          .computeIfAbsent(variable, absent -> new Node(List.of(name)));
    }
  }

  Node root() {
    return root;
  }

  /** The object at the end of these names, made with those above it if it is not there. */
  Node at(List<String> path) {
    Node node = root;
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).isEmpty()) {
        throw new IllegalArgumentException(
            "%s has an empty name; give a rule that leads elsewhere".formatted(path));
      }
      List<String> own = List.copyOf(path.subList(0, i + 1));
      node = node.children.computeIfAbsent(path.get(i), absent -> new Node(own));
    }
    return node;
  }

  /** The finished graph and the keys of its variables. */
  record Built(ObjectGraph graph, Map<Node, String> keys) {
    String key(Node node) {
      return keys.get(node);
    }
  }

  Built build() {
    List<Node> order = new ArrayList<>(List.of(root));
    Map<Node, Integer> ids = new IdentityHashMap<>();
    Map<Node, String> keys = new IdentityHashMap<>();
    for (int i = 0; i < order.size(); i++) {
      ids.put(order.get(i), i);
      order.addAll(order.get(i).children.values());
    }
    List<Node> keepers = order.stream().filter(node -> !node.slots.isEmpty()).toList();
    Map<Node, List<SlotRef>> slots = new IdentityHashMap<>();
    List<Node> all = new ArrayList<>(order);
    for (Node node : order) {
      keys.put(node, key(CheckpointKeys.path(node.path)));
    }
    for (Node keeper : keepers) {
      List<SlotRef> refs = new ArrayList<>();
      keeper.slots.forEach(
          (name, byVariable) ->
              byVariable.entrySet().stream()
                  .sorted(
                      java.util.Comparator.comparingInt(
                          (Map.Entry<Node, Node> entry) -> ids.get(entry.getKey())))
                  .forEach(
                      entry -> {
                        Node variable = entry.getKey();
                        refs.add(new SlotRef(ids.get(variable), name, all.size()));
                        keys.put(
                            entry.getValue(),
                            key(
                                CheckpointKeys.slotPath(
                                    CheckpointKeys.path(variable.path),
                                    CheckpointKeys.path(keeper.path),
                                    name)));
                        all.add(entry.getValue());
                      }));
      slots.put(keeper, refs);
    }
    List<ObjectNode> nodes = new ArrayList<>();
    for (Node node : all) {
      nodes.add(
          new ObjectNode(
              children(node, ids),
              attributes(node, keys),
              slots.getOrDefault(node, List.of()),
              Optional.empty(),
              Optional.empty()));
    }
    return new Built(new ObjectGraph(ValueOwners.mark(nodes)), keys);
  }

  private static String key(String path) {
    return CheckpointKeys.key(path, CheckpointKeys.VARIABLE_VALUE);
  }

  private static List<ChildRef> children(Node node, Map<Node, Integer> ids) {
    List<ChildRef> refs = new ArrayList<>();
    node.children.forEach((name, child) -> refs.add(new ChildRef(ids.get(child), name)));
    return refs;
  }

  private static List<SavedAttribute> attributes(Node node, Map<Node, String> keys) {
    return node.fullName == null
        ? List.of()
        : List.of(new SavedAttribute(CheckpointKeys.VARIABLE_VALUE, node.fullName, keys.get(node)));
  }
}
