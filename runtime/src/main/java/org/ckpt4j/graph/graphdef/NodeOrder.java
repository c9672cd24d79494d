package org.ckpt4j.graph.graphdef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.ckpt4j.proto.NodeDef;

/**
 * An order in which nodes can be added: each after its inputs, otherwise as in the message. The way
 * back of a loop, from {@code NextIteration} to {@code Merge}, does not count.
 */
final class NodeOrder {
  private NodeOrder() {}

  /**
   * @param index where the node of a name is in {@code nodes}; inputs that are not there are taken
   *     as given
   * @throws IllegalArgumentException if nodes wait for each other
   */
  static List<Integer> of(
      List<NodeDef> nodes, List<List<InputRef>> inputs, Map<String, Integer> index) {
    int[] waiting = new int[nodes.size()];
    List<List<Integer>> users = new ArrayList<>();
    nodes.forEach(node -> users.add(new ArrayList<>(2)));
    for (int i = 0; i < nodes.size(); i++) {
      for (InputRef input : inputs.get(i)) {
        Integer from = index.get(input.node());
        if (from != null && !isBackEdge(nodes.get(from), nodes.get(i))) {
          users.get(from).add(i);
          waiting[i]++;
        }
      }
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    List<Integer> order = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      int next = ready.remove();
      order.add(next);
      for (int user : users.get(next)) {
        if (--waiting[user] == 0) {
          ready.add(user);
        }
      }
    }
    if (order.size() < nodes.size()) {
      int stuck = 0;
      while (waiting[stuck] == 0) {
        stuck++;
      }
      throw new IllegalArgumentException(
          "%d nodes wait for each other in a circle, among them \"%s\""
              .formatted(nodes.size() - order.size(), nodes.get(stuck).getName()));
    }
    return order;
  }

  static boolean isBackEdge(NodeDef from, NodeDef to) {
    return isLoopHead(to)
        && (from.getOp().equals("NextIteration") || from.getOp().equals("RefNextIteration"));
  }

  static boolean isLoopHead(NodeDef node) {
    return node.getOp().equals("Merge") || node.getOp().equals("RefMerge");
  }
}
