package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of the nodes that branches and loops are made of: a {@code Switch} goes back as a
 * {@code Merge}, an {@code Exit} as an {@code Enter}, and the other way round.
 */
final class FlowGradients {
  private FlowGradients() {}

  /** The gradient of such a node; null of others. */
  static @Nullable Gradient of(Operation op) {
    return switch (op.type()) {
      case "Switch", "RefSwitch" -> (call, dys) -> ofSwitch(op, dys);
      case "Merge", "RefMerge" -> (call, dys) -> ofMerge(op, dys.get(0));
      case "Exit", "RefExit" -> (call, dys) -> Collections.singletonList(ofExit(op, dys.get(0)));
      case "Enter", "RefEnter" -> (call, dys) -> Collections.singletonList(ofEnter(op, dys.get(0)));
      case "NextIteration", "RefNextIteration" -> (call, dys) -> dys;
      case "LoopCond" -> (call, dys) -> Collections.singletonList(null);
      default -> null;
    };
  }

  private static @Nullable ControlFlowContext current(Operation op) {
    return op.graph().controlFlowContext();
  }

  private static @Nullable WhileContext currentLoop(Operation op) {
    ControlFlowContext current = current(op);
    return current == null ? null : (WhileContext) current.whileContext();
  }

  private static List<@Nullable Operand> forData(@Nullable Operand gradient) {
    return Arrays.asList(gradient, null);
  }

  private static List<@Nullable Operand> ofSwitch(
      Operation op, List<? extends @Nullable Operand> dys) {
    Operand ifFalse = dys.get(0);
    Operand ifTrue = dys.get(1);
    if (op.controlFlowContext() instanceof WhileContext) {
      return ofLoopSwitch(op, ifFalse, ifTrue);
    }
    if (op.controlFlowContext() instanceof CondContext cond) {
      Operand taken = dys.get(cond.branch());
      Operand other = dys.get(1 - cond.branch());
      if (other == null) {
        boolean handle = op.inputs().get(0).dtype() == DType.RESOURCE && taken != null;
        return forData(
            handle ? FlowNodes.mergeOperands(List.of(taken, taken), "cond_resource_grad") : null);
      }
      return forData(
          FlowNodes.mergeOperands(
              List.of(Objects.requireNonNull(ifFalse), Objects.requireNonNull(ifTrue)),
              "cond_grad"));
    }
    if (ifFalse == null || ifTrue == null) {
      return forData(null);
    }
    SymbolicTensor pred = op.inputs().get(1);
    SymbolicTensor falseSide =
        FlowNodes.switchOn((SymbolicTensor) ifFalse.asTensor(), pred, "Switch").get(0);
    SymbolicTensor trueSide =
        FlowNodes.switchOn((SymbolicTensor) ifTrue.asTensor(), pred, "Switch").get(1);
    return forData(FlowNodes.merge(List.of(falseSide, trueSide), "Merge"));
  }

  /**
   * A loop's switch is visited twice: first from the exit, which begins the loop that goes
   * backwards, then from the end of the body, which closes it.
   */
  private static List<@Nullable Operand> ofLoopSwitch(
      Operation op, @Nullable Operand fromExit, @Nullable Operand fromBody) {
    LoopGradient gradient = gradientAround(op);
    SymbolicTensor merged = gradient.switches().get(op);
    if (merged != null) {
      if (fromBody != null) {
        SymbolicTensor next = FlowNodes.nextIteration((SymbolicTensor) fromBody.asTensor());
        merged.op().updateInput(1, next);
      }
      return forData(null);
    }
    if (fromExit == null) {
      return forData(null);
    }
    if (fromExit instanceof IndexedSlices) {
      throw new UnsupportedOperationException(
          "rows as the gradient of a loop variable are not supported yet: " + op.name());
    }
    SymbolicTensor begin = (SymbolicTensor) fromExit.asTensor();
    SymbolicTensor merge = FlowNodes.merge(List.of(begin, begin), "b_switch");
    gradient.switches().put(op, merge);
    return forData(merge);
  }

  private static LoopGradient gradientAround(Operation op) {
    WhileContext loop = currentLoop(op);
    LoopGradient gradient = loop == null ? null : loop.gradient();
    if (gradient == null) {
      throw new IllegalArgumentException(
          "\"%s\" is of a loop whose gradient is not being made; gradients go through a loop as a whole"
              .formatted(op.name()));
    }
    return gradient;
  }

  private static List<@Nullable Operand> ofMerge(Operation op, @Nullable Operand dy) {
    if (dy == null) {
      return Collections.nCopies(op.inputs().size(), null);
    }
    ControlFlowContext context = ControlFlowContext.ofOutput(op.inputs().get(0).op());
    if (context instanceof WhileContext) {
      return List.copyOf(
          FlowNodes.switchBeside(dy, Objects.requireNonNull(currentLoop(op)).pivot(), "Switch"));
    }
    if (context instanceof CondContext cond) {
      return List.copyOf(FlowNodes.switchBeside(dy, pred(op, cond), "cond_grad"));
    }
    List<SymbolicTensor> chosen = new ArrayList<>();
    for (int i = 0; i < op.inputs().size(); i++) {
      chosen.add(
          FlowNodes.call(
              "Equal",
              "Equal",
              Attrs.none(),
              List.of(op.output(1), FlowNodes.number(i, "Equal/y"))));
    }
    List<@Nullable Operand> out = new ArrayList<>();
    chosen.forEach(pred -> out.add(FlowNodes.switchBeside(dy, pred, "Switch").get(1)));
    return out;
  }

  /** The predicate of a condition; of one within a loop, as it was in that iteration. */
  private static SymbolicTensor pred(Operation op, CondContext cond) {
    WhileContext loop = currentLoop(op);
    LoopGradient gradient = loop == null ? null : loop.gradient();
    if (gradient == null) {
      return cond.pred();
    }
    SymbolicTensor real = gradient.history().get(cond.pred());
    if (real == null) {
      gradient.backward().exit();
      SymbolicTensor stack = gradient.pushHistory(cond.pred(), false);
      gradient.backward().enter();
      real = gradient.popHistory(stack, cond.pred(), false);
      gradient.history().put(cond.pred(), real);
    }
    return real;
  }

  private static @Nullable Operand ofExit(Operation op, @Nullable Operand dy) {
    WhileContext loop = currentLoop(op);
    if (loop == null || !loop.settings().backProp() || dy == null) {
      return null;
    }
    if (((WhileContext) Objects.requireNonNull(op.controlFlowContext())).gradient() != null) {
      throw new TypeError(
          "the second gradient of a loop is not defined (\"%s\"), as in TensorFlow"
              .formatted(op.name()));
    }
    List<SymbolicTensor> parts = new ArrayList<>();
    if (dy instanceof IndexedSlices rows) {
      parts.add((SymbolicTensor) rows.values());
      parts.add((SymbolicTensor) rows.indices());
      rows.denseShape().ifPresent(shape -> parts.add((SymbolicTensor) shape));
    } else {
      parts.add((SymbolicTensor) dy.asTensor());
    }
    loop.values().addAll(parts);
    List<SymbolicTensor> entered =
        loop.within(
            () ->
                parts.stream()
                    .map(
                        part -> {
                          SymbolicTensor in = loop.enter(part, false, "b_exit");
                          in.setShape(part.shape());
                          return in;
                        })
                    .toList());
    loop.enters().addAll(entered);
    return dy instanceof IndexedSlices
        ? new IndexedSlices(
            entered.get(0), entered.get(1), entered.size() == 3 ? entered.get(2) : null)
        : entered.get(0);
  }

  private static @Nullable Operand ofEnter(Operation op, @Nullable Operand dy) {
    WhileContext loop = currentLoop(op);
    if (loop == null || dy == null || !loop.settings().backProp() || loop.gradient() == null) {
      return dy;
    }
    if (WhileContext.isConstantEnter(op)) {
      return new Accumulator(loop.gradient()).of(op, dy);
    }
    SymbolicTensor out = FlowNodes.exit((SymbolicTensor) dy.asTensor(), "Exit");
    loop.exits().add(out);
    loop.exitResult(List.of(out));
    return out;
  }
}
