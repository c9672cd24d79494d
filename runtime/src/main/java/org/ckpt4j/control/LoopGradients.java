package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.Trail.LoopExits;
import org.ckpt4j.gradients.Zeros;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The loops that one gradient goes through. Counterpart: {@code _ControlFlowState}. */
final class LoopGradients {
  private final Map<ControlFlowContext, LoopGradient> loops = new LinkedHashMap<>();

  boolean isEmpty() {
    return loops.isEmpty();
  }

  /** The loop of an exit is gone through; all its exits are then part of the way. */
  void add(Operation exit, List<Node> between, Set<Node> set) {
    if (!(ControlFlowContext.whileContextOf(exit) instanceof WhileContext forward)) {
      throw new IllegalArgumentException(
          "\"%s\" leaves a loop of which the graph does not know the context; import it with its meta graph"
              .formatted(exit.name()));
    }
    if (loops.containsKey(forward)) {
      return;
    }
    ControlFlowContext around = forward.outer();
    ControlFlowContext loopAround = around == null ? null : around.whileContext();
    LoopGradient gradient =
        new LoopGradient(forward, loopAround == null ? null : loops.get(loopAround));
    loops.put(forward, gradient);
    for (SymbolicTensor each : gradient.forwardExits()) {
      if (set.add(each.op())) {
        between.add(each.op());
      }
    }
  }

  /** The loop that a node is in; of an exit, {@code before} its own loop is entered, outside. */
  @Nullable LoopGradient of(Operation op, boolean before) {
    ControlFlowContext loop;
    if (before && ControlFlowContext.isLoopExit(op)) {
      ControlFlowContext outside = ControlFlowContext.ofOutput(op);
      loop = outside == null ? null : outside.whileContext();
    } else {
      loop = ControlFlowContext.whileContextOf(op);
    }
    return loop == null ? null : loops.get(loop);
  }

  /** Exits of loops of whose exits none leads to a target but by others. */
  List<Tensor> unusedExits(Map<Node, Integer> pending, Set<Node> targets) {
    List<Tensor> out = new ArrayList<>();
    for (LoopGradient loop : loops.values()) {
      for (SymbolicTensor exit : loop.forwardExits()) {
        if (pending.getOrDefault(exit.op(), 0) == 0) {
          int left = loop.countExit();
          if (!targets.contains(exit.op())) {
            loop.unusedExits().add(exit);
          }
          if (left == 0) {
            out.addAll(loop.unusedExits());
          }
        }
      }
      for (SymbolicTensor enter : loop.forward().enters()) {
        if (pending.getOrDefault(enter.op(), 0) == 0) {
          pending.put(enter.op(), 1);
        }
      }
    }
    return out;
  }

  @Nullable LoopExits exitReady(SymbolicTensor exit) {
    LoopGradient loop = Objects.requireNonNull(of(exit.op(), false));
    loop.deferredExits().add(exit);
    return loop.countExit() == 0
        ? new LoopExits(List.copyOf(loop.deferredExits()), new ArrayList<>(loop.unusedExits()))
        : null;
  }

  void finish() {
    loops.values().forEach(LoopGradient::finish);
  }

  private static SymbolicTensor zeros(Shape shape, DType dtype) {
    return (SymbolicTensor) Constants.zeros(shape, dtype);
  }

  /** Zeros as the gradient of an exit. Called where the gradient was asked for. */
  Operand zerosForExit(SymbolicTensor exit) {
    ControlFlowContext around = Objects.requireNonNull(exit.op().controlFlowContext()).outer();
    ControlFlowContext loopAround = around == null ? null : around.whileContext();
    LoopGradient outer = loopAround == null ? null : loops.get(loopAround);
    Shape shape = exit.shape();
    if (outer == null) {
      return shape.isFullyDefined()
          ? zeros(shape, exit.dtype())
          : Objects.requireNonNull(Zeros.like(exit));
    }
    if (shape.isFullyDefined()) {
      return outer.backward().within(() -> zeros(shape, exit.dtype()));
    }
    SymbolicTensor then = LoopGradient.in(around, () -> FlowNodes.shape(exit));
    SymbolicTensor stack = outer.pushHistory(then, false);
    return outer
        .backward()
        .within(() -> FlowNodes.zeros(outer.popHistory(stack, then, false), exit.dtype()));
  }

  /** Zeros in place of a gradient. Called within the loop that goes backwards, if there is one. */
  @Nullable Operand zerosFor(Operation op, int output) {
    if (isLoopSwitch(op)) {
      return null;
    }
    LoopGradient loop = of(op, false);
    if (loop == null) {
      return zerosOutside(op, output);
    }
    SymbolicTensor value = op.output(output);
    CondContext dead =
        isSwitch(op) && op.controlFlowContext() instanceof CondContext cond ? cond : null;
    if (value.dtype() == DType.RESOURCE) {
      return Zeros.like(value);
    }
    if (value.shape().isFullyDefined()) {
      SymbolicTensor zeros = LoopZeros.constant(value.shape(), value.dtype(), "Const");
      if (dead == null) {
        return zeros;
      }
      SymbolicTensor pred = loop.history().getOrDefault(dead.pred(), dead.pred());
      return FlowNodes.switchBeside(zeros, pred, "Switch").get(1 - dead.branch());
    }
    SymbolicTensor shape = shapeThen(op, value, dead);
    loop.backward().exit();
    SymbolicTensor stack = loop.pushHistory(shape, dead != null);
    loop.backward().enter();
    return FlowNodes.zeros(loop.popHistory(stack, shape, dead != null), value.dtype());
  }

  /** The shape that a value had in its iteration, computed there. */
  private static SymbolicTensor shapeThen(
      Operation op, SymbolicTensor value, @Nullable CondContext dead) {
    if (dead == null) {
      return LoopGradient.in(op.controlFlowContext(), () -> FlowNodes.shape(value));
    }
    return LoopGradient.in(
        dead.outer(),
        () -> {
          SymbolicTensor side =
              FlowNodes.switchBeside(op.inputs().get(0), dead.pred(), "Switch")
                  .get(1 - dead.branch());
          SymbolicTensor shape = FlowNodes.shape(side);
          side.op().setControlFlowContext(dead);
          shape.op().setControlFlowContext(dead);
          return shape;
        });
  }

  /** Zeros in place of a gradient that is of no loop; on the side of a branch not taken, if so. */
  static @Nullable Operand zerosOutside(Operation op, int output) {
    SymbolicTensor value = op.output(output);
    if (!isSwitch(op) || !(op.controlFlowContext() instanceof CondContext cond)) {
      return Zeros.like(value);
    }
    if (value.dtype() == DType.RESOURCE) {
      return Zeros.like(value);
    }
    SymbolicTensor side =
        FlowNodes.switchOn(op.inputs().get(0), cond.pred(), "Switch").get(1 - cond.branch());
    SymbolicTensor pivot = FlowNodes.identity(side, "Identity");
    SymbolicTensor shape = FlowNodes.shape(side);
    try (var after =
        org.ckpt4j.framework.Contexts.current().enterControlDependencies(List.of(pivot.op()))) {
      return FlowNodes.zeros(shape, value.dtype());
    }
  }

  static boolean isSwitch(Operation op) {
    return op.type().equals("Switch") || op.type().equals("RefSwitch");
  }

  /** A switch of a loop variable, rather than one that a branch within the loop made. */
  static boolean isLoopSwitch(Operation op) {
    return isSwitch(op) && op.controlFlowContext() instanceof WhileContext;
  }
}
