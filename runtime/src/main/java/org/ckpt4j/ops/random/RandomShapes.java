package org.ckpt4j.ops.random;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.tensor.Shape;

/** Shapes that operations are given as a vector of sizes, and the shapes that seeds must have. */
final class RandomShapes {
  private RandomShapes() {}

  /** The shape that input {@code input} holds, while a graph is built. */
  static Shape inferred(InferCall call, int input) {
    requireRank(call, input, 1, "the shape");
    return call.shapeFrom(input);
  }

  static List<Shape> first(InferCall call) {
    return List.of(inferred(call, 0));
  }

  static void requireRank(InferCall call, int input, int rank, String what) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() != rank) {
      throw call.invalid("%s must be of rank %d, given shape %s", what, rank, shape);
    }
  }

  static void requireLength(InferCall call, int input, long length, String what) {
    requireRank(call, input, 1, what);
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.dim(0) >= 0 && shape.dim(0) != length) {
      throw call.invalid("%s must have %d elements, given shape %s", what, length, shape);
    }
  }

  /**
   * The shape that an input holds.
   *
   * @throws InvalidArgumentError if it is no vector, or a size is negative
   */
  static Shape value(KernelCall call, int input) {
    if (call.input(input).shape().rank() != 1) {
      throw new InvalidArgumentError(
          "%s: the shape must be a vector, given shape %s"
              .formatted(call.def().name(), call.input(input).shape()));
    }
    long[] sizes = ElementArrays.longs(call.input(input));
    for (long size : sizes) {
      if (size < 0) {
        throw new InvalidArgumentError(
            "%s: size %d of the shape is negative".formatted(call.def().name(), size));
      }
    }
    return Shape.of(sizes);
  }

  /** One shape's sizes and then another's. */
  static Shape joined(Shape outer, Shape inner) {
    if (!outer.hasKnownRank() || !inner.hasKnownRank()) {
      return Shape.unknown();
    }
    long[] dims = java.util.Arrays.copyOf(outer.dims(), outer.rank() + inner.rank());
    System.arraycopy(inner.dims(), 0, dims, outer.rank(), inner.rank());
    return Shape.of(dims);
  }
}
