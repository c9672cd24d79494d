package org.ckpt4j.ops.sparse;

import static org.ckpt4j.ops.Formula.cast;
import static org.ckpt4j.ops.Formula.div;
import static org.ckpt4j.ops.Formula.gather;
import static org.ckpt4j.ops.Formula.mul;
import static org.ckpt4j.ops.Formula.op;
import static org.ckpt4j.ops.Formula.where;
import static org.ckpt4j.ops.Formula.zerosLike;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The gradients of {@link SegmentOps}: back from each segment to its rows. */
final class SegmentGradients {
  private SegmentGradients() {}

  static List<@Nullable Operand> sorted(
      GradientCall call, List<? extends @Nullable Operand> dys, SegmentReduction reduction) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    return Arrays.asList(new Rows(call, false).gradient(reduction, dy), null);
  }

  static List<@Nullable Operand> unsorted(
      GradientCall call, List<? extends @Nullable Operand> dys, SegmentReduction reduction) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    return Arrays.asList(new Rows(call, true).gradient(reduction, dy), null, null);
  }

  /** The rows of one call; those of negative numbers belong nowhere. */
  private record Rows(GradientCall call, boolean unsorted) {
    private Tensor data() {
      return call.input(0);
    }

    private Tensor ids() {
      return call.input(1);
    }

    Tensor gradient(SegmentReduction reduction, Tensor dy) {
      return switch (reduction) {
        case SUM -> toRows(dy);
        case MEAN -> toRows(div(dy, reduce("Sum", onesLikeIds(dy.dtype()))));
        case MAX, MIN -> ofSelected(dy);
        case PROD -> ofProduct(dy);
      };
    }

    /** What each row's segment has. */
    private Tensor toRows(Tensor segments) {
      if (!unsorted) {
        return gather(segments, ids());
      }
      Tensor clipped = op("Maximum", ids(), Formula.scalar(ids().dtype(), 0));
      Tensor rows = gather(segments, clipped);
      return where(belongs(rows), rows, zerosLike(rows));
    }

    /** Whether rows belong to a segment, in a shape that widens to theirs. */
    private Tensor belongs(Tensor rows) {
      Tensor positive = op("GreaterEqual", ids(), Formula.scalar(ids().dtype(), 0));
      int more = rows.shape().rank() - ids().shape().rank();
      for (int i = 0; i < more; i++) {
        positive = Formula.expandDims(positive, -1);
      }
      return positive;
    }

    private Tensor reduce(String what, Tensor rows) {
      return unsorted
          ? op("UnsortedSegment" + what, rows, ids(), call.input(2))
          : op("Segment" + what, rows, ids());
    }

    /** A one for each row, of as many dimensions as the data has. */
    private Tensor onesLikeIds(DType dtype) {
      Tensor ones = op("OnesLike", cast(ids(), dtype));
      Shape data = data().shape();
      for (int i = ids().shape().rank(); i < data.rank(); i++) {
        ones = Formula.expandDims(ones, -1);
      }
      return ones;
    }

    /** Rows that are the extremum share the gradient evenly. */
    private Tensor ofSelected(Tensor dy) {
      Tensor best = toRows(call.output(0));
      Tensor selected = op("Equal", data(), best);
      if (unsorted) {
        selected = op("LogicalAnd", selected, belongs(best));
      }
      Tensor share = div(dy, reduce("Sum", cast(selected, dy.dtype())));
      Tensor rows = toRows(share);
      return where(selected, rows, zerosLike(rows));
    }

    /** The product of the others; where one row is zero only that row has a gradient. */
    private Tensor ofProduct(Tensor dy) {
      Tensor zero = op("Equal", data(), zerosLike(data()));
      Tensor zeros = reduce("Sum", cast(zero, DType.INT32));
      Tensor many = op("Greater", zeros, Formula.scalar(DType.INT32, 1));
      Tensor effective = where(many, zerosLike(dy), dy);
      Tensor others = where(zero, op("OnesLike", data()), data());
      Tensor ofOthers = toRows(reduce("Prod", others));
      Tensor divided = div(toRows(call.output(0)), data());
      return mul(toRows(effective), where(zero, ofOthers, divided));
    }
  }

  /** The gradient operation of a sparse segment reduction. */
  static Tensor ofSparse(GradientCall call, Operand dy, String op) {
    Tensor rows =
        Formula.op(
            "StridedSlice",
            Attrs.of("shrink_axis_mask", 1L),
            Formula.shape(call.input(0)),
            Formula.ints(0),
            Formula.ints(1),
            Formula.ints(1));
    return Formula.op(op, dy, call.input(1), call.input(2), rows);
  }
}
