package org.ckpt4j.ops.state;

import java.util.Arrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;

/** The shapes that operations on variables ask for, as far as they are known. */
final class StateShapes {
  private StateShapes() {}

  /** The shape of the variable that an input leads to, by handle or by reference. */
  static Shape ofVariable(InferCall call, int input) {
    if (call.dtype(input) != DType.RESOURCE) {
      return call.shape(input);
    }
    TensorSpec spec = call.variable(input);
    return spec == null ? Shape.unknown() : spec.shape();
  }

  /** What both shapes say together. */
  static Shape merge(InferCall call, Shape a, Shape b, String what) {
    if (!a.hasKnownRank()) {
      return b;
    }
    if (!b.hasKnownRank()) {
      return a;
    }
    if (!a.isCompatibleWith(b)) {
      throw call.invalid("%s of shape %s does not fit shape %s", what, b, a);
    }
    long[] dims = new long[a.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = a.dim(i) >= 0 ? a.dim(i) : b.dim(i);
    }
    return Shape.of(dims);
  }

  static void requireRank(InferCall call, int input, int rank, String what) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() != rank) {
      throw call.invalid("%s must have rank %d, not shape %s", what, rank, shape);
    }
  }

  /** The dimensions from {@code from} up to, not including, {@code to}. */
  static Shape part(Shape shape, int from, int to) {
    return Shape.of(Arrays.copyOfRange(shape.dims(), from, to));
  }

  static Shape join(Shape a, Shape b) {
    if (!a.hasKnownRank() || !b.hasKnownRank()) {
      return Shape.unknown();
    }
    long[] dims = Arrays.copyOf(a.dims(), a.rank() + b.rank());
    System.arraycopy(b.dims(), 0, dims, a.rank(), b.rank());
    return Shape.of(dims);
  }
}
