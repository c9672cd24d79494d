package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.math.Expressions.cast;
import static org.ckpt4j.ops.math.Expressions.div;
import static org.ckpt4j.ops.math.Expressions.ints;
import static org.ckpt4j.ops.math.Expressions.mul;
import static org.ckpt4j.ops.math.Expressions.number;
import static org.ckpt4j.ops.math.Expressions.reshape;
import static org.ckpt4j.ops.math.Expressions.shapeOf;

import java.util.Arrays;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.Tile;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Gradients of the operations that make one element of many. */
final class ReductionGradients {
  private ReductionGradients() {}

  static Tensor sum(GradientCall call, Tensor dy) {
    Tensor input = call.input(0);
    Shape in = input.shape();
    long[] axes = Expressions.knownInts(call.input(1));
    long[] sizes = keptSizes(in, axes);
    if (sizes == null || axes == null || !in.isFullyDefined()) {
      return Expressions.widened(kept(call, dy), input);
    }
    // Where all is known TF reshapes and repeats.
    Tensor reshaped = Reshape.of(dy, ints32(sizes));
    boolean all = axes.length == in.rank();
    for (int i = 0; all && i < axes.length; i++) {
      all = axes[i] == i;
    }
    if (all) {
      return Tile.DEF.call(Attrs.none(), reshaped, ints(in.dims()));
    }
    long[] repeats = in.dims();
    for (int i = 0; i < repeats.length; i++) {
      repeats[i] /= Math.max(1, sizes[i]);
    }
    return Tile.of(reshaped, ints32(repeats));
  }

  private static int[] ints32(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  static Tensor mean(GradientCall call, Tensor dy) {
    Tensor sum = sum(call, dy);
    return div(sum, cast(each(call, sum.dtype()), sum.dtype()));
  }

  /** How many elements go into each of the output. */
  private static Tensor each(GradientCall call, DType dtype) {
    Shape in = call.input(0).shape();
    Shape out = call.output(0).shape();
    if (in.isFullyDefined() && out.isFullyDefined()) {
      return number(
          dtype, (double) Math.floorDiv(in.numElements(), Math.max(1, out.numElements())));
    }
    Tensor all = Reductions.PROD.node(shapeOf(call.input(0)), ints(0), false);
    Tensor left = Reductions.PROD.node(shapeOf(call.output(0)), ints(0), false);
    Tensor safe = Arithmetic.MAXIMUM.node(left, number(DType.INT32, 1));
    return Arithmetic.FLOOR_DIV.node(all, safe);
  }

  /** {@code reduced}, with the dropped dimensions back at size 1. */
  private static Tensor kept(GradientCall call, Tensor reduced) {
    if (call.<Boolean>attr("keep_dims")) {
      return reduced;
    }
    Tensor input = call.input(0);
    long[] sizes = keptSizes(input.shape(), Expressions.knownInts(call.input(1)));
    if (sizes != null && Arrays.stream(sizes).filter(size -> size < 0).count() <= 1) {
      return reshape(reduced, ints(sizes));
    }
    // The shape that the sum has if it keeps them is what is meant.
    return reshape(reduced, shapeOf(Expressions.sum(input, call.input(1), true)));
  }

  private static long @Nullable [] keptSizes(Shape in, long @Nullable [] axes) {
    if (axes == null || !in.hasKnownRank()) {
      return null;
    }
    boolean[] dropped = Reduction.dropped(in.rank(), axes);
    if (dropped == null) {
      return null;
    }
    long[] sizes = in.dims();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = dropped[i] ? 1 : sizes[i];
    }
    return sizes;
  }

  /** Ties share the gradient evenly. */
  static Tensor extreme(GradientCall call, Tensor dy) {
    Tensor input = call.input(0);
    Tensor chosen = kept(call, call.output(0));
    Tensor gradient = kept(call, dy);
    Tensor indicators = cast(Comparisons.EQUAL.node(chosen, input), dy.dtype());
    Tensor ties = Expressions.sum(indicators, call.input(1), true);
    return mul(div(indicators, ties), gradient);
  }

  static Tensor euclideanNorm(GradientCall call, Tensor dy) {
    return div(call.input(0), div(kept(call, call.output(0)), kept(call, dy)));
  }

  /**
   * The product of all others, which holds for zeros too: along each dropped dimension in turn,
   * those before times those after.
   */
  static Tensor prod(GradientCall call, Tensor dy) {
    Tensor rest = Expressions.conj(call.input(0));
    long[] axes = Expressions.knownInts(call.input(1));
    if (axes == null) {
      throw new UnsupportedOperationException(
          "the gradient of Prod along dimensions that are computed is not supported yet; give them"
              + " as constants");
    }
    Tensor result = kept(call, dy);
    for (long axis : axes) {
      Tensor along = number(DType.INT32, axis);
      Tensor before = Scans.CUMPROD.node(rest, along, true, false);
      result = mul(result, mul(before, Scans.CUMPROD.node(rest, along, true, true)));
      rest = Reductions.PROD.node(rest, along, true);
    }
    return result;
  }
}
