package org.ckpt4j.checkpoint.convert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.tensor.TensorKey;

/**
 * An object graph whose values got other keys, or none: objects find their values by the key that
 * the graph names, so the graph follows the keys.
 *
 * @param graph after it
 * @param rekeyed how many values have another key
 * @param removed how many values are no longer there
 */
record GraphRewrite(ObjectGraph graph, int rekeyed, int removed) {
  /**
   * @param repair whether values that were not there before either are taken out as well
   * @throws IllegalArgumentException if the tensors of one value would no longer have one name
   */
  static GraphRewrite of(ObjectGraph graph, KeySelection selection, boolean repair) {
    return new Rewriter(selection, repair).rewrite(graph);
  }

  boolean changed() {
    return rekeyed + removed > 0;
  }

  private static final class Rewriter {
    private final NavigableMap<String, String> newKeys = new TreeMap<>();
    private final Set<String> dropped = new HashSet<>();
    private final boolean repair;
    private int rekeyed;
    private int removed;

    Rewriter(KeySelection selection, boolean repair) {
      selection.newKeys().forEach((from, to) -> newKeys.put(from.toString(), to.toString()));
      for (TensorKey key : selection.dropped()) {
        dropped.add(key.toString());
      }
      this.repair = repair;
    }

    GraphRewrite rewrite(ObjectGraph graph) {
      List<ObjectNode> nodes = new ArrayList<>(graph.nodes().size());
      for (ObjectNode node : graph.nodes()) {
        List<SavedAttribute> attributes = new ArrayList<>();
        for (SavedAttribute attribute : node.attributes()) {
          String key = attribute.checkpointKey();
          Optional<String> renamed = newKey(key);
          if (renamed.isEmpty()) {
            removed++;
          } else {
            checkLoadable(key, renamed.get());
            rekeyed += renamed.get().equals(key) ? 0 : 1;
            attributes.add(
                new SavedAttribute(attribute.name(), attribute.fullName(), renamed.get()));
          }
        }
        nodes.add(
            new ObjectNode(
                node.children(),
                attributes,
                node.slotVariables(),
                node.hasCheckpointValues(),
                node.registeredSaver()));
      }
      ObjectGraph out = new ObjectGraph(removed == 0 ? nodes : withValuesMarked(nodes));
      return new GraphRewrite(out, rekeyed, removed);
    }

    /** TensorFlow cuts an object's keys at this mark, and adds the names of its parts by itself. */
    private static void checkLoadable(String key, String renamed) {
      int mark = key.indexOf(CheckpointKeys.ATTRIBUTES);
      if (mark >= 0 && !renamed.endsWith(key.substring(mark))) {
        throw new IllegalArgumentException(
            ("\"%s\" would become \"%s\", which tf.train.Checkpoint cannot load; keep the"
                    + " part from %s on, or leave the object graph out with --drop %s")
                .formatted(key, renamed, CheckpointKeys.ATTRIBUTES, ObjectGraph.KEY));
      }
    }

    /** The key after it; empty if nothing is left under it. */
    private Optional<String> newKey(String key) {
      String renamed = newKeys.get(key);
      if (renamed != null) {
        return Optional.of(renamed);
      }
      if (dropped.contains(key)) {
        return Optional.empty();
      }
      return newStart(key);
    }

    /** The value of a lookup table is several tensors, {@code KEY-keys} and {@code KEY-values}. */
    private Optional<String> newStart(String key) {
      String out = null;
      for (Map.Entry<String, String> tensor : newKeys.tailMap(key, false).entrySet()) {
        if (!tensor.getKey().startsWith(key)) {
          break;
        }
        String end = tensor.getKey().substring(key.length());
        String renamed = tensor.getValue();
        String start =
            renamed.endsWith(end) ? renamed.substring(0, renamed.length() - end.length()) : null;
        if (start == null || out != null && !start.equals(out)) {
          throw new IllegalArgumentException(
              "\"%s\" is one of several tensors of one object and cannot become \"%s\"; rename all"
                      .formatted(tensor.getKey(), renamed)
                  + " of them in the same way, in front of \""
                  + end
                  + '"');
        }
        out = start;
      }
      boolean wasThere = dropped.stream().anyMatch(old -> old.startsWith(key));
      return out != null
          ? Optional.of(out)
          : wasThere || repair ? Optional.empty() : Optional.of(key);
    }
  }

  /**
   * As TensorFlow marks them: an object with values, slots or a saver of its own, and all above it.
   */
  private static List<ObjectNode> withValuesMarked(List<ObjectNode> nodes) {
    List<List<Integer>> parents = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      parents.add(new ArrayList<>());
    }
    boolean[] marked = new boolean[nodes.size()];
    Deque<Integer> todo = new ArrayDeque<>();
    for (int id = 0; id < nodes.size(); id++) {
      ObjectNode node = nodes.get(id);
      for (ChildRef child : node.children()) {
        parents.get(child.nodeId()).add(id);
      }
      if (!node.attributes().isEmpty()
          || !node.slotVariables().isEmpty()
          || node.registeredSaver().isPresent()) {
        marked[id] = true;
        todo.add(id);
      }
    }
    while (!todo.isEmpty()) {
      for (int parent : parents.get(todo.remove())) {
        if (!marked[parent]) {
          marked[parent] = true;
          todo.add(parent);
        }
      }
    }
    List<ObjectNode> out = new ArrayList<>(nodes.size());
    for (int id = 0; id < nodes.size(); id++) {
      ObjectNode node = nodes.get(id);
      boolean has = marked[id];
      out.add(
          new ObjectNode(
              node.children(),
              node.attributes(),
              node.slotVariables(),
              node.hasCheckpointValues().map(old -> has),
              node.registeredSaver()));
    }
    return out;
  }
}
