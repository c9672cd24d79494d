package org.ckpt4j.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.RunScope;

/** A plan without branches and loops: kernels one after the other, values in numbered slots. */
final class StraightPlan extends RunPlan {
  private final PlannedNode[] nodes;
  private final int[][] inputs;
  private final int[] firstOutputs;

  /** For each node the slots that nobody reads after it. */
  private final int[][] releases;

  private final int numSlots;
  private final int numFeeds;
  private final int[] fetches;

  private StraightPlan(
      PlannedNode[] nodes,
      int[][] inputs,
      int[] firstOutputs,
      int[][] releases,
      int numSlots,
      int numFeeds,
      int[] fetches) {
    this.nodes = nodes;
    this.inputs = inputs;
    this.firstOutputs = firstOutputs;
    this.releases = releases;
    this.numSlots = numSlots;
    this.numFeeds = numFeeds;
    this.fetches = fetches;
  }

  static StraightPlan ofOrdered(
      List<PlannedNode> order, List<SymbolicTensor> fetches, List<SymbolicTensor> feeds) {
    Map<SymbolicTensor, Integer> slots = new IdentityHashMap<>();
    int next = 0;
    for (SymbolicTensor tensor : feeds) {
      slots.put(tensor, next++);
    }
    int count = order.size();
    int[][] inputs = new int[count][];
    int[] firstOutputs = new int[count];
    for (int i = 0; i < count; i++) {
      Operation op = order.get(i).op;
      inputs[i] = op.inputs().stream().mapToInt(slots::get).toArray();
      firstOutputs[i] = next;
      for (SymbolicTensor output : op.outputs()) {
        // A fed output keeps the fed value; the computed one lands beside it, unseen.
        slots.putIfAbsent(output, next);
        next++;
      }
    }
    int[] fetched = fetches.stream().mapToInt(slots::get).toArray();
    PlannedNode[] nodes = order.toArray(PlannedNode[]::new);
    int[][] releases = releases(nodes, inputs, firstOutputs, fetched, feeds.size(), next);
    return new StraightPlan(nodes, inputs, firstOutputs, releases, next, feeds.size(), fetched);
  }

  /** The last to read a slot releases it; what nobody reads is released by who made it. */
  private static int[][] releases(
      PlannedNode[] nodes,
      int[][] inputs,
      int[] firstOutputs,
      int[] fetched,
      int numFeeds,
      int numSlots) {
    BitSet seen = new BitSet(numSlots);
    for (int slot : fetched) {
      seen.set(slot);
    }
    int[][] releases = new int[nodes.length][];
    for (int i = nodes.length - 1; i >= 0; i--) {
      List<Integer> last = new ArrayList<>();
      for (int output = 0; output < nodes[i].numOutputs; output++) {
        addUnseen(firstOutputs[i] + output, seen, last);
      }
      for (int slot : inputs[i]) {
        if (slot >= numFeeds) {
          addUnseen(slot, seen, last);
        }
      }
      releases[i] = last.stream().mapToInt(Integer::intValue).toArray();
    }
    return releases;
  }

  private static void addUnseen(int slot, BitSet seen, List<Integer> last) {
    if (!seen.get(slot)) {
      seen.set(slot);
      last.add(slot);
    }
  }

  @Override
  EagerTensor[] run(EagerTensor[] fed, RunScope run) {
    EagerTensor[] values = new EagerTensor[numSlots];
    for (int i = 0; i < numFeeds; i++) {
      values[i] = fed[i].hold();
    }
    try {
      for (int i = 0; i < nodes.length; i++) {
        runNode(i, values, run);
      }
      EagerTensor[] out = new EagerTensor[fetches.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = values[fetches[i]];
      }
      // Handed on, hence not released here.
      for (int slot : fetches) {
        handOn(values, slot);
      }
      return out;
    } finally {
      run.callEnded();
      for (int slot = numFeeds; slot < numSlots; slot++) {
        if (values[slot] != null) {
          values[slot].release();
        }
      }
      for (int slot = 0; slot < numFeeds; slot++) {
        handOn(values, slot);
      }
    }
  }

  private static void handOn(EagerTensor[] values, int slot) {
    if (values[slot] != null) {
      values[slot].unhold();
      values[slot] = null;
    }
  }

  private void runNode(int i, EagerTensor[] values, RunScope run) {
    int[] slots = inputs[i];
    EagerTensor[] arguments = new EagerTensor[slots.length];
    for (int j = 0; j < slots.length; j++) {
      arguments[j] = values[slots[j]];
    }
    List<EagerTensor> outputs = nodes[i].compute(arguments, run);
    int first = firstOutputs[i];
    for (int j = 0; j < outputs.size(); j++) {
      values[first + j] = outputs.get(j).hold();
    }
    run.callEnded();
    for (int slot : releases[i]) {
      values[slot].release();
      values[slot] = null;
    }
  }
}
