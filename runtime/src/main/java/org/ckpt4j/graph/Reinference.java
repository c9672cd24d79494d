package org.ckpt4j.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.tensor.Shape;

/** Infers shapes again where an input of an operation became another one. */
final class Reinference {
  /** A loop whose shapes grow is given up as unknown long before; this only ends mistakes. */
  private static final int MOST_STEPS_A_NODE = 20;

  private Reinference() {}

  static void after(Operation changed) {
    changed.graph().headClosed(changed);
    follow(new ArrayDeque<>(List.of(changed)));
  }

  /** Nothing is known any more of what the operation gives, nor what follows from it. */
  static void forget(Operation op) {
    if (forgetOutputs(op)) {
      follow(new ArrayDeque<>(readers(op.graph()).getOrDefault(op, List.of())));
    }
  }

  static boolean forgetOutputs(Operation op) {
    boolean news = false;
    for (SymbolicTensor output : op.outputs()) {
      news |= output.reinfer(Shape.unknown());
    }
    return news;
  }

  private static void follow(ArrayDeque<Operation> todo) {
    Map<Operation, List<Operation>> readers = null;
    Map<Operation, Integer> steps = new HashMap<>();
    while (!todo.isEmpty()) {
      Operation op = todo.remove();
      if (steps.merge(op, 1, Integer::sum) > MOST_STEPS_A_NODE || !GraphContext.reinfer(op)) {
        continue;
      }
      if (readers == null) {
        readers = readers(op.graph());
      }
      todo.addAll(readers.getOrDefault(op, List.of()));
    }
  }

  private static Map<Operation, List<Operation>> readers(Graph graph) {
    Map<Operation, List<Operation>> readers = new HashMap<>();
    for (Operation op : graph.getOperations()) {
      for (SymbolicTensor input : op.inputs()) {
        readers.computeIfAbsent(input.op(), unused -> new ArrayList<>()).add(op);
      }
    }
    return readers;
  }
}
