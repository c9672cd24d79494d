package org.ckpt4j.ops.array;

import java.util.Arrays;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Reckoning with sizes of dimensions of which some may be unknown (-1). */
public final class Dims {
  static final long UNKNOWN = Shape.UNKNOWN_SIZE;

  private Dims() {}

  /** A shape of this rank, nothing known of its sizes. */
  public static Shape unknown(int rank) {
    long[] dims = new long[rank];
    Arrays.fill(dims, UNKNOWN);
    return Shape.of(dims);
  }

  /** The dimension that {@code axis} names; negative ones count from the end. */
  public static int axis(long axis, int rank, Refusal refusal) {
    if (axis < -rank || axis >= rank) {
      throw refusal.because("axis %d does not exist in rank %d", axis, rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The numbers an input holds, or null while they are not known. */
  public static long @Nullable [] known(InferCall call, int input) {
    RawTensor value = call.constant(input);
    return value == null ? null : ElementArrays.longs(EagerTensor.of(value));
  }

  /** The shape with another size in one place. */
  public static Shape with(Shape shape, int axis, long size) {
    long[] dims = shape.dims();
    dims[axis] = size;
    return Shape.of(dims);
  }

  /** Dimensions {@code from} to {@code to}, the latter excluded. */
  public static Shape part(Shape shape, int from, int to) {
    return Shape.of(Arrays.copyOfRange(shape.dims(), from, to));
  }

  public static Shape joined(Shape... parts) {
    return Shape.of(Arrays.stream(parts).flatMapToLong(p -> Arrays.stream(p.dims())).toArray());
  }

  /** How many elements dimensions {@code from} to {@code to} span; -1 if one is unknown. */
  public static long product(Shape shape, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      if (shape.dim(i) < 0) {
        return UNKNOWN;
      }
      product *= shape.dim(i);
    }
    return product;
  }

  /** What both say of one shape together; null if they contradict each other. */
  public static @Nullable Shape merged(Shape a, Shape b) {
    if (!a.hasKnownRank()) {
      return b;
    }
    if (!b.hasKnownRank()) {
      return a;
    }
    if (!a.isCompatibleWith(b)) {
      return null;
    }
    long[] dims = a.dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.max(dims[i], b.dim(i));
    }
    return Shape.of(dims);
  }

  /** Refuses an input whose rank is known to be another. */
  public static Shape rank(InferCall call, int input, int rank) {
    Shape shape = call.shape(input);
    if (!shape.hasKnownRank()) {
      return unknown(rank);
    }
    if (shape.rank() != rank) {
      throw call.invalid("input %d must have rank %d, its shape is %s", input, rank, shape);
    }
    return shape;
  }

  /** Refuses an input that is no scalar; at once TF takes a vector of one element for one. */
  static void scalar(InferCall call, int input) {
    if (!call.isEager() || call.shape(input).numElements() != 1) {
      rank(call, input, 0);
    }
  }

  /** Refuses an input whose rank is known to be lower. */
  public static void atLeast(InferCall call, int input, int rank) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() < rank) {
      throw call.invalid("input %d must have rank %d or more, its shape is %s", input, rank, shape);
    }
  }

  /** Steps from element to element of a dense tensor, by dimension. */
  static long[] strides(Shape shape) {
    long[] strides = new long[shape.rank()];
    long step = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape.dim(i);
    }
    return strides;
  }
}
