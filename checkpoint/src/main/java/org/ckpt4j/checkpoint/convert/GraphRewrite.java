package org.ckpt4j.checkpoint.convert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
  static GraphRewrite of(ObjectGraph graph, KeySelection selection) {
    int rekeyed = 0;
    int removed = 0;
    List<ObjectNode> nodes = new ArrayList<>(graph.nodes().size());
    for (ObjectNode node : graph.nodes()) {
      List<SavedAttribute> attributes = new ArrayList<>();
      for (SavedAttribute attribute : node.attributes()) {
        TensorKey key = TensorKey.of(attribute.checkpointKey());
        Optional<TensorKey> renamed = selection.findNewKey(key);
        if (renamed.isPresent()) {
          rekeyed += renamed.get().equals(key) ? 0 : 1;
          attributes.add(
              new SavedAttribute(attribute.name(), attribute.fullName(), renamed.get().toString()));
        } else if (selection.dropped().contains(key)) {
          removed++;
        } else {
          attributes.add(attribute); // was dangling before; not ours to repair
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

  boolean changed() {
    return rekeyed + removed > 0;
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
