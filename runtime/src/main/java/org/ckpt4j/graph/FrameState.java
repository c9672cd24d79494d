package org.ckpt4j.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.graph.FramePlan.FrameLayout;
import org.ckpt4j.graph.FramePlan.Node;
import org.jspecify.annotations.Nullable;

/**
 * A loop that is running, or the whole graph: the values that wait at the inputs of the nodes of
 * the iteration that runs now. Iterations run one after the other, so one set of places serves all.
 */
final class FrameState {
  final FrameLayout layout;
  final @Nullable FrameState parent;
  final @Nullable EagerTensor[] values;

  /** For each node, how many of its inputs and control inputs have not arrived. */
  final int[] waitsFor;

  /** For each node that merges, how many dead inputs have arrived. */
  final int[] deadInputs;

  /** For each node that merges, which input arrived alive first; -1: none. */
  final int[] live;

  final boolean[] dead;
  final boolean[] started;
  final List<Passed> constants = new ArrayList<>();
  List<Passed> next = new ArrayList<>();
  final List<Node> deadExits = new ArrayList<>();
  final Map<FrameLayout, FrameState> children = new IdentityHashMap<>();
  int pendingEnters;
  int outstanding;

  /** A value that a node hands to another iteration or frame; it is held. */
  record Passed(Node by, EagerTensor value) {}

  FrameState(FrameLayout layout, @Nullable FrameState parent) {
    int nodes = layout.nodes.size();
    this.layout = layout;
    this.parent = parent;
    this.values = new @Nullable EagerTensor[layout.numInputs];
    this.waitsFor = new int[nodes];
    this.deadInputs = new int[nodes];
    this.live = new int[nodes];
    this.dead = new boolean[nodes];
    this.started = new boolean[nodes];
    this.pendingEnters = layout.numEnters;
    reset();
  }

  /** Makes the places ready for another iteration. */
  void reset() {
    releaseValues();
    Arrays.fill(deadInputs, 0);
    Arrays.fill(live, -1);
    Arrays.fill(dead, false);
    Arrays.fill(started, false);
    for (int i = 0; i < waitsFor.length; i++) {
      Node node = layout.nodes.get(i);
      boolean merges = node.planned.role == FlowRole.MERGE;
      waitsFor[i] = node.numControls + (merges ? 0 : node.planned.numInputs);
    }
  }

  private void releaseValues() {
    for (int i = 0; i < values.length; i++) {
      EagerTensor left = values[i];
      if (left != null) {
        left.release();
        values[i] = null;
      }
    }
  }

  /** Lets go of everything, children included. */
  void release() {
    releaseValues();
    constants.forEach(passed -> passed.value.release());
    constants.clear();
    next.forEach(passed -> passed.value.release());
    next.clear();
    children.values().forEach(FrameState::release);
    children.clear();
  }
}
