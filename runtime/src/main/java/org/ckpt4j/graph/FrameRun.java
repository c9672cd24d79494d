package org.ckpt4j.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.RunScope;
import org.ckpt4j.graph.FramePlan.Edge;
import org.ckpt4j.graph.FramePlan.FrameLayout;
import org.ckpt4j.graph.FramePlan.Node;
import org.ckpt4j.graph.FrameState.Passed;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan with branches and loops.
 *
 * <p>A node starts when all its inputs have arrived, a merge when the first live one has. A value
 * that does not exist, because a switch went the other way, is dead, and so is what needs it; dead
 * values do not leave a loop, unless the loop never ran. The next iteration of a loop begins when
 * the one before is quiet, so {@code parallel_iterations} is 1.
 */
final class FrameRun {
  private final FramePlan plan;
  private final RunScope run;
  private final ArrayDeque<Ready> ready = new ArrayDeque<>();
  private final FrameState root;
  private final @Nullable EagerTensor[] fetched;

  private record Ready(Node node, FrameState frame) {}

  FrameRun(FramePlan plan, RunScope run) {
    this.plan = plan;
    this.run = run;
    this.root = new FrameState(plan.root, null);
    this.fetched = new @Nullable EagerTensor[plan.fetches.size()];
  }

  EagerTensor[] run(EagerTensor[] fed) {
    for (EagerTensor feed : fed) {
      feed.hold();
    }
    try {
      root.outstanding = 1; // never quiet
      for (Node source : plan.sources) {
        start(source, root);
      }
      for (int i = 0; i < fed.length; i++) {
        for (int place : plan.fed.get(i).fetchedAs()) {
          fetch(place, fed[i]);
        }
        for (Edge edge : plan.fed.get(i).edges()) {
          arrive(edge, fed[i], false, root);
        }
      }
      for (Ready next = ready.poll(); next != null; next = ready.poll()) {
        execute(next.node, next.frame);
        next.frame.outstanding--;
        settle(next.frame);
      }
      return results();
    } finally {
      run.callEnded();
      root.release();
      for (EagerTensor value : fetched) {
        if (value != null) {
          value.unhold();
        }
      }
      for (EagerTensor feed : fed) {
        feed.unhold();
      }
    }
  }

  private EagerTensor[] results() {
    EagerTensor[] out = new EagerTensor[fetched.length];
    for (int i = 0; i < out.length; i++) {
      EagerTensor value = fetched[i];
      if (value == null) {
        throw new InvalidArgumentError(
            "%s has no value in this run: a branch that was not taken gives it"
                .formatted(plan.fetches.get(i)));
      }
      out[i] = value;
    }
    return out;
  }

  private void fetch(int place, EagerTensor value) {
    fetched[place] = value.hold();
  }

  private void start(Node node, FrameState frame) {
    frame.started[node.index] = true;
    frame.outstanding++;
    ready.add(new Ready(node, frame));
  }

  /** A value, or null for a dead one, reaches an input. */
  private void arrive(Edge edge, @Nullable EagerTensor value, boolean fromEnter, FrameState frame) {
    Node node = edge.to();
    int i = node.index;
    if (node.planned.role == FlowRole.MERGE) {
      if (value == null) {
        // A loop that never ran gives its merges one dead input only: the other one is its own.
        frame.deadInputs[i] = fromEnter ? node.planned.numInputs : frame.deadInputs[i] + 1;
      } else if (frame.live[i] < 0) {
        frame.live[i] = edge.input();
        frame.values[node.firstInput + edge.input()] = value.hold();
      }
      startMerge(node, frame);
      return;
    }
    if (value == null) {
      frame.dead[i] = true;
    } else {
      frame.values[node.firstInput + edge.input()] = value.hold();
    }
    arrived(node, frame);
  }

  private void arriveControl(Node node, boolean dead, FrameState frame) {
    if (node.planned.role == FlowRole.MERGE) {
      frame.waitsFor[node.index]--;
      startMerge(node, frame);
    } else {
      frame.dead[node.index] |= dead;
      arrived(node, frame);
    }
  }

  private void arrived(Node node, FrameState frame) {
    if (--frame.waitsFor[node.index] == 0) {
      start(node, frame);
    }
  }

  private void startMerge(Node node, FrameState frame) {
    int i = node.index;
    boolean decided = frame.live[i] >= 0 || frame.deadInputs[i] >= node.planned.numInputs;
    if (decided && frame.waitsFor[i] == 0 && !frame.started[i]) {
      start(node, frame);
    }
  }

  private void execute(Node node, FrameState frame) {
    PlannedNode planned = node.planned;
    @Nullable EagerTensor[] taken = take(node, frame);
    boolean dead =
        planned.role == FlowRole.MERGE ? frame.live[node.index] < 0 : frame.dead[node.index];
    if (dead && planned.role != FlowRole.CONTROL_TRIGGER) {
      hand(node, new @Nullable EagerTensor[planned.numOutputs], true, frame);
    } else {
      hand(node, outputs(node, taken, frame), false, frame);
    }
    run.callEnded();
    for (EagerTensor value : taken) {
      if (value != null) {
        value.release();
      }
    }
  }

  /** The values at the node's inputs; from now on the caller holds them. */
  private static @Nullable EagerTensor[] take(Node node, FrameState frame) {
    @Nullable EagerTensor[] taken = new @Nullable EagerTensor[node.planned.numInputs];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = frame.values[node.firstInput + i];
      frame.values[node.firstInput + i] = null;
    }
    return taken;
  }

  private @Nullable EagerTensor[] outputs(
      Node node, @Nullable EagerTensor[] taken, FrameState frame) {
    PlannedNode planned = node.planned;
    switch (planned.role) {
      case SWITCH -> {
        @Nullable EagerTensor[] sides = new @Nullable EagerTensor[2];
        boolean side = planned.value(taken, 1, run).booleanValue();
        sides[side ? 1 : 0] = planned.value(taken, 0, run);
        return sides;
      }
      case MERGE -> {
        int live = frame.live[node.index];
        EagerTensor index = ElementArrays.scalar(DType.INT32, live);
        return new @Nullable EagerTensor[] {planned.value(taken, live, run), index};
      }
      case ENTER, EXIT, NEXT_ITERATION -> {
        return new @Nullable EagerTensor[] {planned.value(taken, 0, run)};
      }
      default -> {
        EagerTensor[] inputs = new EagerTensor[taken.length];
        System.arraycopy(taken, 0, inputs, 0, inputs.length);
        return planned.compute(inputs, run).toArray(EagerTensor[]::new);
      }
    }
  }

  /** Outputs go where the node's role sends them; null ones are dead. */
  private void hand(Node node, @Nullable EagerTensor[] outputs, boolean dead, FrameState frame) {
    switch (node.planned.role) {
      case ENTER -> {
        FrameState child = childFrame(node, frame);
        EagerTensor value = outputs[0];
        if (value != null && node.constantEnter) {
          child.constants.add(new Passed(node, value.hold()));
        }
        deliver(node, outputs, dead, child);
        child.pendingEnters--;
        settle(child);
      }
      case EXIT -> {
        if (dead) {
          frame.deadExits.add(node); // final only if no iteration follows
        } else {
          deliver(node, outputs, false, java.util.Objects.requireNonNull(frame.parent));
        }
      }
      case NEXT_ITERATION -> {
        EagerTensor value = outputs[0];
        if (value != null) {
          frame.next.add(new Passed(node, value.hold()));
        }
      }
      default -> deliver(node, outputs, dead, frame);
    }
  }

  private static FrameState childFrame(Node enter, FrameState frame) {
    FrameLayout layout = java.util.Objects.requireNonNull(enter.entered);
    FrameState child = frame.children.get(layout);
    if (child == null) {
      child = new FrameState(layout, frame);
      frame.children.put(layout, child);
      frame.outstanding++;
    }
    return child;
  }

  private void deliver(
      Node node, @Nullable EagerTensor[] outputs, boolean dead, FrameState target) {
    boolean fromEnter = node.planned.role == FlowRole.ENTER;
    for (int i = 0; i < outputs.length; i++) {
      EagerTensor value = outputs[i];
      if (value != null) {
        value.hold();
        for (int place : node.fetchedAs.get(i)) {
          fetch(place, value);
        }
      }
      for (Edge edge : node.outputs.get(i)) {
        arrive(edge, value, fromEnter, target);
      }
      if (value != null) {
        value.release();
      }
    }
    for (Edge edge : node.controls) {
      arriveControl(edge.to(), dead, target);
    }
  }

  /** Where nothing is going on any more: the next iteration begins, or the loop is over. */
  private void settle(FrameState from) {
    FrameState frame = from;
    while (frame.parent != null && frame.outstanding == 0 && frame.pendingEnters <= 0) {
      if (!frame.next.isEmpty()) {
        nextIteration(frame);
      } else {
        FrameState parent = frame.parent;
        parent.children.remove(frame.layout);
        for (Node exit : frame.deadExits) {
          deliver(exit, new @Nullable EagerTensor[1], true, parent);
        }
        frame.release();
        parent.outstanding--;
        frame = parent;
      }
    }
  }

  private void nextIteration(FrameState frame) {
    List<Passed> passed = frame.next;
    frame.next = new ArrayList<>();
    frame.deadExits.clear();
    frame.reset();
    frame.outstanding++; // while it is being filled
    for (Passed constant : frame.constants) {
      deliver(constant.by(), new @Nullable EagerTensor[] {constant.value()}, false, frame);
    }
    for (Passed value : passed) {
      deliver(value.by(), new @Nullable EagerTensor[] {value.value()}, false, frame);
      value.value().release();
    }
    frame.outstanding--;
  }
}
