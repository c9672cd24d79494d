package org.ckpt4j.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.RunScope;

/**
 * What a session does for one list of fetches, targets and feeds: the operations they need and no
 * others.
 *
 * <p>Immutable; made once per list and used by any number of runs, of any number of threads.
 */
abstract sealed class RunPlan permits StraightPlan, FramePlan {
  /** They may fail, and somebody waits for them so that they do. */
  private static final Set<String> ALWAYS_RUN =
      Set.of("Assert", "CheckNumerics", "CheckNumericsV2", "Placeholder", "PlaceholderV2");

  /**
   * Runs the kernels.
   *
   * @param fed a value for each feed, in order; they stay the caller's
   * @return a value for each fetch, in order, held by nobody
   */
  abstract EagerTensor[] run(EagerTensor[] fed, RunScope run);

  static RunPlan of(
      List<SymbolicTensor> fetches, List<Operation> targets, List<SymbolicTensor> feeds) {
    Set<SymbolicTensor> fed = new HashSet<>(feeds);
    Set<Operation> needed = prune(fetches, targets, fed);
    Map<Operation, PlannedNode> nodes = new IdentityHashMap<>();
    boolean straight = true;
    for (Operation op : needed) {
      PlannedNode node = new PlannedNode(op);
      nodes.put(op, node);
      straight &= node.role.isStraight();
    }
    if (straight) {
      List<PlannedNode> order = inOrder(needed, nodes, fed);
      Set<Operation> computed = computed(fetches, targets, fed);
      order.removeIf(node -> !computed.contains(node.op));
      return StraightPlan.ofOrdered(order, fetches, feeds);
    }
    return FramePlan.ofNodes(needed.stream().map(nodes::get).toList(), fetches, feeds);
  }

  /** Backwards from what is asked for; a fed tensor needs nothing. */
  private static Set<Operation> prune(
      List<SymbolicTensor> fetches, List<Operation> targets, Set<SymbolicTensor> fed) {
    Set<Operation> needed = new HashSet<>();
    List<Operation> todo = new ArrayList<>(targets);
    fetches.stream().filter(t -> !fed.contains(t)).forEach(t -> todo.add(t.op()));
    while (!todo.isEmpty()) {
      Operation op = todo.remove(todo.size() - 1);
      if (needed.add(op)) {
        for (SymbolicTensor input : op.inputs()) {
          if (!fed.contains(input)) {
            todo.add(input.op());
          }
        }
        todo.addAll(awaited(op, fed::contains));
      }
    }
    return needed;
  }

  /**
   * Of what is needed, what must be computed: an operation that others only wait for, and that does
   * nothing but give values, need not run; whatever it would have waited for, they wait for still.
   * TensorFlow's optimizer of dependencies drops the same.
   */
  private static Set<Operation> computed(
      List<SymbolicTensor> fetches, List<Operation> targets, Set<SymbolicTensor> fed) {
    Set<Operation> computed = new HashSet<>();
    Set<Operation> waitedFor = new HashSet<>();
    List<Operation> todo = new ArrayList<>(targets);
    fetches.stream().filter(t -> !fed.contains(t)).forEach(t -> todo.add(t.op()));
    computed.addAll(todo);
    while (!todo.isEmpty()) {
      Operation op = todo.remove(todo.size() - 1);
      boolean runs = computed.contains(op);
      for (SymbolicTensor input : op.inputs()) {
        if (!fed.contains(input)) {
          add(input.op(), runs, computed, waitedFor, todo);
        }
      }
      for (Operation before : awaited(op, fed::contains)) {
        add(before, false, computed, waitedFor, todo);
      }
    }
    return computed;
  }

  private static void add(
      Operation op,
      boolean valueUsed,
      Set<Operation> computed,
      Set<Operation> waitedFor,
      List<Operation> todo) {
    boolean runs = valueUsed || !onlyGivesValues(op);
    if (runs ? computed.add(op) : !computed.contains(op) && waitedFor.add(op)) {
      todo.add(op);
    }
  }

  private static boolean onlyGivesValues(Operation op) {
    return !op.def().isStateful()
        && !op.def().takesFunctions()
        && !ALWAYS_RUN.contains(op.type())
        && op.def().inputs().stream().noneMatch(input -> input.reference())
        && op.outputs().stream().noneMatch(SymbolicTensor::isReference);
  }

  /** The operations it waits for; a placeholder whose value is given is there already. */
  static List<Operation> awaited(Operation op, Predicate<SymbolicTensor> isFed) {
    return op.controlInputs().stream()
        .filter(before -> !isPlaceholder(before) || !isFed.test(before.output(0)))
        .toList();
  }

  private static boolean isPlaceholder(Operation op) {
    return op.type().equals("Placeholder") || op.type().equals("PlaceholderV2");
  }

  /** Each after what it needs; of those that could be next, the one that was added first. */
  private static List<PlannedNode> inOrder(
      Set<Operation> needed, Map<Operation, PlannedNode> nodes, Set<SymbolicTensor> fed) {
    Map<Operation, Integer> waitsFor = new HashMap<>();
    Map<Operation, List<Operation>> leadsTo = new HashMap<>();
    PriorityQueue<Operation> ready = new PriorityQueue<>((a, b) -> Integer.compare(a.id(), b.id()));
    for (Operation op : needed) {
      Set<Operation> before = new HashSet<>(awaited(op, fed::contains));
      for (SymbolicTensor input : op.inputs()) {
        if (!fed.contains(input)) {
          before.add(input.op());
        }
      }
      waitsFor.put(op, before.size());
      before.forEach(b -> leadsTo.computeIfAbsent(b, unused -> new ArrayList<>()).add(op));
      if (before.isEmpty()) {
        ready.add(op);
      }
    }
    List<PlannedNode> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Operation op = ready.remove();
      order.add(nodes.get(op));
      for (Operation next : leadsTo.getOrDefault(op, List.of())) {
        if (waitsFor.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    if (order.size() < needed.size()) {
      needed.removeIf(op -> waitsFor.get(op) == 0);
      throw new InvalidArgumentError(
          "operations wait for each other in a circle: " + needed.iterator().next());
    }
    return order;
  }
}
