package org.ckpt4j.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.ResourceStore;

/**
 * What a session does for one set of fetches and feeds: the operations they need and no others, in
 * the order in which they were added, each value released after its last use.
 *
 * <p>Immutable; made once per set and used by any number of runs.
 */
final class RunPlan {
  private final List<Step> steps;
  private final Map<SymbolicTensor, Integer> slots;
  private final int numSlots;

  /** One kernel: where its inputs lie, where its outputs go, what is not needed any more. */
  private record Step(Operation op, int[] inputs, int firstOutput, int[] release) {}

  private RunPlan(List<Step> steps, Map<SymbolicTensor, Integer> slots, int numSlots) {
    this.steps = steps;
    this.slots = slots;
    this.numSlots = numSlots;
  }

  static RunPlan of(Set<SymbolicTensor> fetched, Set<Operation> targets, Set<SymbolicTensor> fed) {
    List<Operation> needed = prune(fetched, targets, fed);
    Map<SymbolicTensor, Integer> slots = new IdentityHashMap<>();
    int next = 0;
    for (SymbolicTensor tensor : fed) {
      slots.put(tensor, next++);
    }
    List<Step> steps = new ArrayList<>();
    for (Operation op : needed) {
      int[] inputs = op.inputs().stream().mapToInt(slots::get).toArray();
      int first = next;
      for (SymbolicTensor output : op.outputs()) {
        // A fed output keeps the fed value; the computed one lands beside it, unseen.
        slots.putIfAbsent(output, next);
        next++;
      }
      steps.add(new Step(op, inputs, first, new int[0]));
    }
    return new RunPlan(withReleases(steps, slots, fetched), slots, next);
  }

  /** Backwards from what is asked for; a fed tensor needs nothing. */
  private static List<Operation> prune(
      Set<SymbolicTensor> fetched, Set<Operation> targets, Set<SymbolicTensor> fed) {
    Set<Operation> needed = new HashSet<>();
    List<Operation> todo = new ArrayList<>(targets);
    fetched.stream().filter(t -> !fed.contains(t)).forEach(t -> todo.add(t.op()));
    while (!todo.isEmpty()) {
      Operation op = todo.remove(todo.size() - 1);
      if (needed.add(op)) {
        op.inputs().stream().filter(t -> !fed.contains(t)).forEach(t -> todo.add(t.op()));
        todo.addAll(op.controlInputs());
      }
    }
    return needed.stream().sorted(Comparator.comparingInt(Operation::id)).toList();
  }

  private static List<Step> withReleases(
      List<Step> steps, Map<SymbolicTensor, Integer> slots, Set<SymbolicTensor> fetched) {
    BitSet kept = new BitSet();
    fetched.forEach(tensor -> kept.set(slots.get(tensor)));
    List<Step> out = new ArrayList<>(steps);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      List<Integer> last = new ArrayList<>();
      for (int input : step.inputs) {
        if (!kept.get(input)) {
          kept.set(input);
          last.add(input);
        }
      }
      int[] release = last.stream().mapToInt(Integer::intValue).toArray();
      out.set(i, new Step(step.op, step.inputs, step.firstOutput, release));
    }
    return out;
  }

  /** Runs the kernels; gives the values of {@code wanted}, in order. */
  List<EagerTensor> run(
      Map<SymbolicTensor, EagerTensor> feeds,
      List<SymbolicTensor> wanted,
      ResourceStore resources) {
    EagerTensor[] values = new EagerTensor[numSlots];
    feeds.forEach((tensor, value) -> values[slots.get(tensor)] = value);
    for (Step step : steps) {
      List<EagerTensor> inputs = new ArrayList<>(step.inputs.length);
      for (int input : step.inputs) {
        inputs.add(values[input]);
      }
      Operation op = step.op;
      var call = new KernelCall(op.def(), op.name(), op.attrs(), inputs, resources);
      List<EagerTensor> outputs = op.def().kernel().compute(call);
      for (int i = 0; i < outputs.size(); i++) {
        values[step.firstOutput + i] = outputs.get(i);
      }
      for (int slot : step.release) {
        values[slot] = null;
      }
    }
    return wanted.stream().map(tensor -> values[slots.get(tensor)]).toList();
  }
}
