package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SlotRef;
import org.jspecify.annotations.Nullable;

/** Names saved objects as messages do: {@code (root).layer.kernel}, by the shortest path. */
final class ObjectPathNames {
  private final ObjectGraph graph;
  private @Nullable List<String> names;

  ObjectPathNames(ObjectGraph graph) {
    this.graph = graph;
  }

  String of(int node) {
    if (names == null) {
      names = find();
    }
    return names.get(node);
  }

  private List<String> find() {
    int size = graph.nodes().size();
    String[] found = new String[size];
    List<Integer> queue = new ArrayList<>();
    found[0] = "(root)";
    queue.add(0);
    for (int i = 0; i < queue.size(); i++) {
      int node = queue.get(i);
      for (ChildRef child : graph.nodes().get(node).children()) {
        if (found[child.nodeId()] == null) {
          found[child.nodeId()] = found[node] + "." + child.localName();
          queue.add(child.nodeId());
        }
      }
    }
    for (int node = 0; node < size; node++) {
      ObjectNode saved = graph.nodes().get(node);
      for (SlotRef slot : saved.slotVariables()) {
        found[slot.slotVariableNodeId()] =
            "%s's state '%s' for %s"
                .formatted(found[node], slot.slotName(), found[slot.originalVariableNodeId()]);
      }
    }
    List<String> out = new ArrayList<>(size);
    for (int node = 0; node < size; node++) {
      out.add(found[node] == null ? "(unreachable node " + node + ")" : found[node]);
    }
    return out;
  }
}
