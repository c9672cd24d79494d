package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * A loop and the loop that goes backwards for its gradient.
 *
 * <p>The loop that went forward gets a counter, and a stack for each value that the way back needs:
 * a value is pushed in each iteration and popped in the reverse order. Pushes and pops are ordered
 * by control inputs around the counters. Counterpart: {@code _GradLoopState}.
 */
final class LoopGradient {
  private final WhileContext forward;
  private final @Nullable LoopGradient outer;
  private final SymbolicTensor forwardIndex;
  private final WhileContext backward;
  private final SymbolicTensor backwardIndex;
  private final Map<SymbolicTensor, SymbolicTensor> history = new IdentityHashMap<>();
  private final Map<Operation, SymbolicTensor> switches = new LinkedHashMap<>();
  private final List<SymbolicTensor> unusedExits = new ArrayList<>();
  private final List<SymbolicTensor> deferredExits = new ArrayList<>();
  private final List<SymbolicTensor> forwardExits;
  private int pendingExits;
  private @Nullable Operation forwardSync;
  private @Nullable Operation backwardSync;

  LoopGradient(WhileContext forward, @Nullable LoopGradient outer) {
    this.forward = forward;
    this.outer = outer;
    this.forwardExits = List.copyOf(forward.exits());
    this.pendingExits = forwardExits.size();
    ControlFlowContext around = outer != null ? outer.forward : forward.outer();
    LoopCounter counter = new LoopCounter(forward);
    List<SymbolicTensor> counted = in(around, () -> counter.countForward(outer));
    SymbolicTensor count = counted.get(0);
    this.forwardIndex = counted.get(1);
    Graph graph = forward.graph();
    if (outer != null) {
      // How often it ran is different in each iteration of the loop around it.
      Objects.requireNonNull(around).values().add(count);
      SymbolicTensor counts = outer.pushHistory(count, false);
      outer.backward.enter();
      this.backward = new WhileContext(graph, forward.name(), forward.settings(), this);
      SymbolicTensor real = outer.popHistory(counts, count, false);
      this.backwardIndex = new LoopCounter(backward).countBackward(real, outer);
      outer.backward.exit();
    } else {
      if (around != null) {
        around.enter();
      }
      this.backward = new WhileContext(graph, forward.name(), forward.settings(), this);
      this.backwardIndex = new LoopCounter(backward).countBackward(count, null);
      if (around != null) {
        around.exit();
      }
    }
  }

  static <T> T in(@Nullable ControlFlowContext context, java.util.function.Supplier<T> body) {
    return context == null ? body.get() : context.within(body);
  }

  WhileContext forward() {
    return forward;
  }

  WhileContext backward() {
    return backward;
  }

  @Nullable LoopGradient outer() {
    return outer;
  }

  /** What runs after the counter of the loop that goes forward has been increased. */
  Operation forwardAdd() {
    return forwardIndex.op().inputs().get(0).op();
  }

  Map<SymbolicTensor, SymbolicTensor> history() {
    return history;
  }

  /** Switches of the loop variables that were visited once, and the merge that was made then. */
  Map<Operation, SymbolicTensor> switches() {
    return switches;
  }

  List<SymbolicTensor> unusedExits() {
    return unusedExits;
  }

  List<SymbolicTensor> deferredExits() {
    return deferredExits;
  }

  List<SymbolicTensor> forwardExits() {
    return forwardExits;
  }

  /** One exit less is waited for; answers how many still are. */
  int countExit() {
    return --pendingExits;
  }

  private Operation forwardSync() {
    Operation sync = forwardSync;
    if (sync == null) {
      sync = freeTrigger("f_sync");
      sync.setControlFlowContext(forward);
      forwardIndex.op().addControlInput(sync);
      forwardSync = sync;
    }
    return sync;
  }

  /** What the next iteration backwards waits for. */
  Operation backwardSync() {
    Operation sync = backwardSync;
    if (sync == null) {
      sync = freeTrigger("b_sync");
      sync.setControlFlowContext(backward);
      backwardIndex.op().addControlInput(sync);
      backwardSync = sync;
    }
    return sync;
  }

  private static Operation freeTrigger(String name) {
    try (var free = Contexts.current().enterControlDependencies(null)) {
      return FlowNodes.trigger(name);
    }
  }

  /**
   * A stack to which {@code value} is pushed in each iteration. Called where the gradient was asked
   * for.
   *
   * @param dead whether the value is of the branch of a condition that is not taken
   */
  SymbolicTensor pushHistory(SymbolicTensor value, boolean dead) {
    ControlFlowContext current = forward.graph().controlFlowContext();
    try (var free = Contexts.current().enterControlDependencies(null)) {
      SymbolicTensor stack =
          in(
              current,
              () -> {
                try (var none = Contexts.current().enterColocation(value)) {
                  SymbolicTensor unbounded = FlowNodes.number(-1, "Const");
                  return FlowNodes.call(
                      "StackV2", "f_acc", Attrs.of("elem_type", value.dtype()), List.of(unbounded));
                }
              });
      SymbolicTensor entered = forward.addValue(stack);
      ControlFlowContext place = ControlFlowContext.ofOutput(value.op());
      Operation push;
      if (place == forward) {
        push = forward.within(() -> push(entered, value)).op();
        forwardIndex.op().addControlInput(push);
      } else {
        if (!(place instanceof CondContext cond)) {
          throw new IllegalStateException(
              "%s is needed by a gradient, but lies in %s, not in loop %s"
                  .formatted(value, place, forward));
        }
        push = in(dead ? cond.outer() : cond, () -> push(entered, value)).op();
        if (dead) {
          push.setControlFlowContext(cond);
        }
        forwardSync().addControlInput(push);
      }
      push.addControlInput(forwardAdd());
      return stack;
    }
  }

  private SymbolicTensor push(SymbolicTensor stack, SymbolicTensor value) {
    return FlowNodes.call(
        "StackPushV2",
        "StackPushV2",
        Attrs.of("swap_memory", forward.settings().swapMemory()),
        List.of(stack, value));
  }

  /** What was pushed last and not popped yet, in the loop that goes backwards. */
  SymbolicTensor popHistory(SymbolicTensor stack, SymbolicTensor value, boolean dead) {
    ControlFlowContext stackPlace = stack.op().controlFlowContext();
    CondContext cond = null;
    for (ControlFlowContext at = value.op().controlFlowContext();
        at != null && at != stackPlace;
        at = at.outer()) {
      if (at instanceof CondContext found) {
        cond = found;
        break;
      }
    }
    SymbolicTensor pop;
    CondContext guard = cond;
    try (var free = Contexts.current().enterControlDependencies(null)) {
      pop =
          backward.within(
              () -> {
                SymbolicTensor from = stack;
                if (guard != null) {
                  // Only what was pushed is popped: the branch must have been taken.
                  int branch = dead ? 1 - guard.branch() : guard.branch();
                  from = FlowNodes.switchBeside(stack, realPred(guard), "Switch").get(branch);
                }
                return FlowNodes.call(
                    "StackPopV2",
                    "StackPopV2",
                    Attrs.of("elem_type", value.dtype()),
                    List.of(from));
              });
      pop.setShape(value.shape());
    }
    if (backward.settings().parallelIterations() > 1) {
      backwardSync().addControlInput(pop.op());
    }
    return pop;
  }

  /** The predicate of a branch as it was in the iteration that is gone back over. */
  private SymbolicTensor realPred(CondContext cond) {
    for (LoopGradient at = this; at != null; at = at.outer) {
      SymbolicTensor real = at.history.get(cond.pred());
      if (real != null) {
        return real;
      }
    }
    return cond.pred();
  }

  /** The value that a tensor of the loop had in the iteration that is gone back over. */
  SymbolicTensor realValue(SymbolicTensor value) {
    SymbolicTensor found = history.get(value);
    if (found != null) {
      return found;
    }
    SymbolicTensor real;
    Operation enter = constantEnter(value);
    SymbolicTensor at = value;
    LoopGradient owner = this;
    while (enter != null) {
      at = enter.inputs().get(0);
      owner = owner.outer;
      if (owner == null) {
        break;
      }
      enter = constantEnter(at);
    }
    if (owner == null) {
      real = backward.addValue(at); // it is the same in all iterations
    } else if (at.op().type().equals("Const")) {
      real = (SymbolicTensor) Const.of(at.op().attrs().get("value"), "Const");
    } else {
      backward.exit();
      SymbolicTensor stack = owner.pushHistory(at, false);
      backward.enter();
      real = owner.popHistory(stack, at, false);
      if (owner != this) {
        real = backward.addValue(real);
      }
    }
    history.put(value, real);
    return real;
  }

  /** The enter of a loop invariant that a value is; null if it is none. */
  private static @Nullable Operation constantEnter(SymbolicTensor value) {
    Operation op = value.op();
    while (List.of("Switch", "RefSwitch", "Identity", "RefIdentity").contains(op.type())) {
      op = op.inputs().get(0).op();
    }
    return WhileContext.isConstantEnter(op) ? op : null;
  }

  /** Loop variables whose next value does not depend on the last: their gradient is zero. */
  void finish() {
    for (SymbolicTensor merge : switches.values()) {
      Operation op = merge.op();
      if (op.inputs().get(0) != op.inputs().get(1)) {
        continue;
      }
      SymbolicTensor begin = op.inputs().get(0);
      SymbolicTensor next;
      if (begin.shape().isFullyDefined()) {
        next =
            backward.within(
                () ->
                    FlowNodes.nextIteration(
                        LoopZeros.constant(begin.shape(), begin.dtype(), "Const")));
      } else {
        SymbolicTensor outside = begin.op().inputs().get(0);
        DType dtype = begin.dtype();
        SymbolicTensor zeros =
            in(backward.outer(), () -> FlowNodes.zeros(FlowNodes.shape(outside), dtype));
        next = backward.within(() -> FlowNodes.nextIteration(zeros));
      }
      op.updateInput(1, next);
    }
  }
}
