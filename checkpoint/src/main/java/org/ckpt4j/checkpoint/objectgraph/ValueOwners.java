package org.ckpt4j.checkpoint.objectgraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds which saved objects own values, or lead to one that does: {@code has_checkpoint_values}.
 */
public final class ValueOwners {
  private ValueOwners() {}

  public static List<ObjectNode> mark(List<ObjectNode> nodes) {
    List<List<Integer>> parents = new ArrayList<>();
    nodes.forEach(node -> parents.add(new ArrayList<>()));
    BitSet owners = new BitSet(nodes.size());
    Deque<Integer> queue = new ArrayDeque<>();
    for (int id = 0; id < nodes.size(); id++) {
      ObjectNode node = nodes.get(id);
      for (ChildRef child : node.children()) {
        parents.get(child.nodeId()).add(id);
      }
      if (!node.attributes().isEmpty() || !node.slotVariables().isEmpty()) {
        owners.set(id);
        queue.add(id);
      }
    }
    while (!queue.isEmpty()) {
      for (int parent : parents.get(queue.remove())) {
        if (!owners.get(parent)) {
          owners.set(parent);
          queue.add(parent);
        }
      }
    }
    List<ObjectNode> marked = new ArrayList<>(nodes.size());
    for (int id = 0; id < nodes.size(); id++) {
      ObjectNode node = nodes.get(id);
      marked.add(
          new ObjectNode(
              node.children(),
              node.attributes(),
              node.slotVariables(),
              Optional.of(owners.get(id)),
              node.registeredSaver()));
    }
    return marked;
  }
}
