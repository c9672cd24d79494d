package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Adds up, over a loop that goes backwards, the gradients of what is the same in all iterations.
 */
final class Accumulator {
  private final WhileContext loop;
  private final LoopGradient gradient;

  Accumulator(LoopGradient gradient) {
    this.loop = gradient.backward();
    this.gradient = gradient;
  }

  /**
   * The sum. Called inside of the loop.
   *
   * @param enter how the value came into the loop that went forward
   */
  Operand of(Operation enter, Operand part) {
    return part instanceof IndexedSlices rows
        ? rows(enter, rows)
        : tensor(enter, (SymbolicTensor) part.asTensor());
  }

  private SymbolicTensor tensor(Operation enter, SymbolicTensor part) {
    loop.exit();
    SymbolicTensor zeros;
    if (part.shape().isFullyDefined()) {
      zeros =
          LoopGradient.in(
              loop.outer(), () -> LoopZeros.constant(part.shape(), part.dtype(), "b_acc"));
    } else {
      zeros = zerosLike(enter.inputs().get(0), part.dtype());
    }
    loop.enter();
    loop.values().add(zeros);
    SymbolicTensor entered = enter(zeros);
    entered.setShape(zeros.shape());
    SymbolicTensor merged = FlowNodes.merge(List.of(entered, entered), "b_acc");
    List<SymbolicTensor> sides = FlowNodes.switchOn(merged, loop.pivot(), "Switch");
    SymbolicTensor sum = FlowNodes.add(sides.get(1), part, "Add");
    merged.op().updateInput(1, FlowNodes.nextIteration(sum));
    SymbolicTensor result = FlowNodes.exit(sides.get(0), "b_acc");
    loop.exits().add(result);
    loop.exitResult(List.of(result));
    return result;
  }

  /** Zeros of the shape that {@code value}, outside of the loop that went forward, has. */
  private SymbolicTensor zerosLike(SymbolicTensor value, DType dtype) {
    ControlFlowContext around = loop.outer();
    LoopGradient outer = gradient.outer();
    if (around instanceof WhileContext nested && nested.gradient() != null && outer != null) {
      SymbolicTensor shape =
          LoopGradient.in(gradient.forward().outer(), () -> FlowNodes.shape(value));
      SymbolicTensor stack = outer.pushHistory(shape, false);
      return around.within(() -> FlowNodes.zeros(outer.popHistory(stack, shape, false), dtype));
    }
    return LoopGradient.in(around, () -> FlowNodes.zeros(FlowNodes.shape(value), dtype));
  }

  private IndexedSlices rows(Operation enter, IndexedSlices part) {
    SymbolicTensor values = (SymbolicTensor) part.values();
    SymbolicTensor indices = (SymbolicTensor) part.indices();
    @Nullable SymbolicTensor dense = (SymbolicTensor) part.denseShape().orElse(null);
    loop.exit();
    List<SymbolicTensor> begin =
        LoopGradient.in(loop.outer(), () -> firstRows(enter, values, indices, dense));
    loop.enter();
    loop.values().addAll(begin);
    List<SymbolicTensor> entered = begin.stream().map(this::enter).toList();
    entered.get(0).setShape(Shape.of(Shape.UNKNOWN_SIZE));
    if (begin.get(1).shape().hasKnownRank()) {
      long[] dims = begin.get(1).shape().dims();
      dims[0] = Shape.UNKNOWN_SIZE;
      entered.get(1).setShape(Shape.of(dims));
    }
    List<List<SymbolicTensor>> sides = new ArrayList<>();
    for (SymbolicTensor each : entered) {
      SymbolicTensor merged = FlowNodes.merge(List.of(each, each), "b_acc");
      sides.add(FlowNodes.switchOn(merged, loop.pivot(), "Switch"));
    }
    List<SymbolicTensor> sums = new ArrayList<>();
    sums.add((SymbolicTensor) ConcatV2.of(List.of(sides.get(0).get(1), indices), 0));
    sums.add((SymbolicTensor) ConcatV2.of(List.of(sides.get(1).get(1), values), 0));
    if (dense != null) {
      sums.add(
          FlowNodes.call("Maximum", "Maximum", Attrs.none(), List.of(dense, sides.get(2).get(1))));
    }
    List<SymbolicTensor> out = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      SymbolicTensor merged = sides.get(i).get(0).op().inputs().get(0);
      merged.op().updateInput(1, FlowNodes.nextIteration(sums.get(i)));
    }
    for (List<SymbolicTensor> side : sides) {
      out.add(FlowNodes.exit(side.get(0), "b_acc"));
    }
    loop.exits().addAll(out);
    loop.exitResult(out);
    return new IndexedSlices(out.get(1), out.get(0), dense == null ? null : out.get(2));
  }

  /** One row of zeros, with which rows can be put together: index, values, shape. */
  private static List<SymbolicTensor> firstRows(
      Operation enter,
      SymbolicTensor values,
      SymbolicTensor indices,
      @Nullable SymbolicTensor dense) {
    List<SymbolicTensor> begin = new ArrayList<>();
    begin.add(LoopZeros.constant(Shape.of(1), indices.dtype(), "Const"));
    if (values.shape().isFullyDefined()) {
      long[] dims = values.shape().dims();
      dims[0] = 1;
      begin.add(LoopZeros.constant(Shape.of(dims), values.dtype(), "b_acc"));
    } else {
      SymbolicTensor outside = enter.inputs().get(0);
      if (outside.dtype() == DType.RESOURCE) {
        var variable = outside.handleSpec();
        if (variable == null || !variable.shape().isFullyDefined()) {
          throw new UnsupportedOperationException(
              "rows of " + outside + ", whose shape is not known, cannot be added up in a loop");
        }
        long[] dims = variable.shape().dims();
        dims[0] = 1;
        begin.add(LoopZeros.constant(Shape.of(dims), values.dtype(), "b_acc"));
      } else {
        SymbolicTensor rest = FlowNodes.tail(FlowNodes.shape(outside));
        SymbolicTensor whole =
            (SymbolicTensor) ConcatV2.of(List.of(Constants.of(new int[] {1}, null, null), rest), 0);
        begin.add(FlowNodes.zeros(whole, values.dtype()));
      }
    }
    if (dense != null) {
      if (!dense.shape().isFullyDefined()) {
        throw new UnsupportedOperationException(
            "rows of unknown rank cannot be added up in a loop; set the shape of " + values);
      }
      begin.add(LoopZeros.constant(dense.shape(), dense.dtype(), "Const"));
    }
    return begin;
  }

  private SymbolicTensor enter(SymbolicTensor value) {
    SymbolicTensor entered = loop.enter(value, false, "b_acc");
    loop.enters().add(entered);
    return entered;
  }
}
