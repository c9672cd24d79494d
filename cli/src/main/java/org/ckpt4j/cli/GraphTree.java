package org.ckpt4j.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.checkpoint.objectgraph.SlotRef;

/**
 * The saved objects as a tree: every object below the first parent on the shortest way from the
 * root, and a reference elsewhere; the slots of a variable right below it.
 */
final class GraphTree {
  private static final int ROOT = 0;
  private static final int NOBODY = -1;

  private final ObjectGraph graph;
  private final TreeMap<String, TensorEntry> tensors = new TreeMap<>();
  private final int[] parents;
  private final String[] names;
  private final Map<Integer, List<Slot>> slots = new HashMap<>();

  private record Slot(int optimizer, SlotRef ref) {}

  GraphTree(ObjectGraph graph, List<TensorEntry> entries) {
    this.graph = graph;
    for (TensorEntry entry : entries) {
      tensors.put(entry.key().toString(), entry);
    }
    int n = graph.nodes().size();
    parents = new int[n];
    names = new String[n];
    Arrays.fill(parents, NOBODY);
    Arrays.fill(names, "");
    findParents();
    for (int id = 0; id < n; id++) {
      for (SlotRef ref : graph.nodes().get(id).slotVariables()) {
        slots
            .computeIfAbsent(ref.originalVariableNodeId(), v -> new ArrayList<>())
            .add(new Slot(id, ref));
      }
    }
  }

  private void findParents() {
    if (graph.nodes().isEmpty()) {
      return;
    }
    Deque<Integer> queue = new ArrayDeque<>(List.of(ROOT));
    parents[ROOT] = ROOT;
    while (!queue.isEmpty()) {
      int id = queue.remove();
      for (ChildRef child : graph.nodes().get(id).children()) {
        if (parents[child.nodeId()] == NOBODY) {
          parents[child.nodeId()] = id;
          names[child.nodeId()] = child.localName();
          queue.add(child.nodeId());
        }
      }
    }
  }

  TreeText text() {
    TreeText root = new TreeText("(root)");
    if (graph.nodes().isEmpty()) {
      return root;
    }
    record Place(int id, TreeText text) {}
    Deque<Place> todo = new ArrayDeque<>(List.of(new Place(ROOT, root)));
    while (!todo.isEmpty()) {
      Place place = todo.remove();
      addValues(place.id, place.text);
      for (ChildRef child : graph.nodes().get(place.id).children()) {
        int id = child.nodeId();
        // One object may be two children of one parent; the first name is where it is shown.
        boolean home = parents[id] == place.id && names[id].equals(child.localName()) && id != ROOT;
        String name = Printable.brief(child.localName());
        if (home) {
          todo.add(new Place(id, place.text.add(name + valueLabel(id))));
        } else {
          place.text.add(name + " -> " + path(id));
        }
      }
    }
    return root;
  }

  /** The one value that most objects with values have, on the object's own line. */
  private String valueLabel(int id) {
    List<SavedAttribute> attributes = graph.nodes().get(id).attributes();
    return attributes.size() == 1 ? "  " + describe(attributes.get(0)) : "";
  }

  private void addValues(int id, TreeText text) {
    ObjectNode node = graph.nodes().get(id);
    if (node.attributes().size() > 1 || id == ROOT) {
      for (SavedAttribute attribute : node.attributes()) {
        text.add("." + Printable.brief(attribute.name()) + "  " + describe(attribute));
      }
    }
    node.registeredSaver()
        .ifPresent(
            saver ->
                text.add(
                    "saved by "
                        + Printable.brief(saver.name())
                        + " as "
                        + Printable.brief(saver.objectName())));
    for (Slot slot : slots.getOrDefault(id, List.of())) {
      text.add(
          "slot "
              + Printable.brief(slot.ref.slotName())
              + " of "
              + path(slot.optimizer)
              + valueLabel(slot.ref.slotVariableNodeId()));
    }
  }

  private String describe(SavedAttribute attribute) {
    TensorEntry entry = tensors.get(attribute.checkpointKey());
    String what =
        entry == null
            ? parts(attribute.checkpointKey())
            : entry.spec().dtype() + " " + entry.spec().shape();
    return attribute.fullName().isEmpty()
        ? what
        : what + "  \"" + Printable.brief(attribute.fullName()) + '"';
  }

  /** The value of a lookup table is several tensors, {@code KEY-keys} and {@code KEY-values}. */
  private String parts(String key) {
    List<String> ends = new ArrayList<>();
    for (String tensor : tensors.tailMap(key, false).keySet()) {
      if (!tensor.startsWith(key)) {
        break;
      }
      ends.add(Printable.brief(tensor.substring(key.length())));
    }
    return ends.isEmpty()
        ? "(no tensor under its key " + Printable.brief(key) + ")"
        : "(" + HumanSize.count(ends.size(), "tensor") + ": *" + String.join(", *", ends) + ")";
  }

  /** The names from the root to an object: {@code model.dense.kernel}. */
  private String path(int id) {
    if (id == ROOT) {
      return "(root)";
    }
    if (parents[id] == NOBODY) {
      return "(object " + id + ")";
    }
    List<String> parts = new ArrayList<>();
    for (int at = id; at != ROOT && parts.size() < 32; at = parents[at]) {
      parts.add(0, names[at]);
    }
    return Printable.brief(String.join(".", parts));
  }

  /** All nodes, in file order. */
  List<Object> json() {
    List<Object> nodes = new ArrayList<>();
    for (int id = 0; id < graph.nodes().size(); id++) {
      ObjectNode node = graph.nodes().get(id);
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("id", id);
      out.put("path", path(id));
      out.put("children", node.children().stream().map(GraphTree::json).toList());
      out.put("attributes", node.attributes().stream().map(this::json).toList());
      out.put("slots", node.slotVariables().stream().map(GraphTree::json).toList());
      node.hasCheckpointValues().ifPresent(has -> out.put("has_checkpoint_values", has));
      node.registeredSaver()
          .ifPresent(
              saver ->
                  out.put(
                      "registered_saver",
                      Map.of("name", saver.name(), "object_name", saver.objectName())));
      nodes.add(out);
    }
    return nodes;
  }

  private static Map<String, Object> json(ChildRef child) {
    return new TreeMap<>(Map.of("name", child.localName(), "node", child.nodeId()));
  }

  private Map<String, Object> json(SavedAttribute attribute) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", attribute.name());
    out.put("full_name", attribute.fullName());
    out.put("key", attribute.checkpointKey());
    out.put("in_checkpoint", tensors.containsKey(attribute.checkpointKey()));
    return out;
  }

  private static Map<String, Object> json(SlotRef slot) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", slot.slotName());
    out.put("variable", slot.originalVariableNodeId());
    out.put("slot_variable", slot.slotVariableNodeId());
    return out;
  }

  /** A checkpoint without objects, as the tree of its variable scopes. */
  static TreeText ofNames(List<TensorEntry> entries) {
    TreeText root = new TreeText("(names)");
    Map<String, TreeText> scopes = new HashMap<>();
    scopes.put("", root);
    for (TensorEntry entry : entries) {
      String key = entry.key().toString();
      int slash = key.lastIndexOf('/');
      TreeText scope = slash <= 0 ? root : scope(scopes, key.substring(0, slash));
      scope.add(
          Printable.brief(slash <= 0 ? key : key.substring(slash + 1))
              + "  "
              + entry.spec().dtype()
              + " "
              + entry.spec().shape());
    }
    return root;
  }

  private static TreeText scope(Map<String, TreeText> scopes, String name) {
    // From the innermost known scope outwards in; names may have very many parts.
    List<String> missing = new ArrayList<>();
    String at = name;
    while (!scopes.containsKey(at)) {
      missing.add(at);
      int slash = at.lastIndexOf('/');
      at = slash <= 0 || missing.size() > 200 ? "" : at.substring(0, slash);
    }
    TreeText scope = scopes.get(at);
    for (int i = missing.size() - 1; i >= 0; i--) {
      String full = missing.get(i);
      String part = at.isEmpty() ? full : full.substring(at.length() + 1);
      scope = scope.add(Printable.brief(part) + "/");
      scopes.put(full, scope);
      at = full;
    }
    return scope;
  }
}
