package org.ckpt4j.ops.lists;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/**
 * Shapes of elements as list operations take them: a vector with -1 for unknown sizes, or the
 * number -1 for an unknown rank.
 */
final class ElementShapes {
  private ElementShapes() {}

  static Shape of(EagerTensor value) {
    long[] sizes = ElementArrays.longs(value);
    if (value.shape().isScalar()) {
      if (sizes[0] != -1) {
        throw new InvalidArgumentError(
            "a shape is a vector, or -1 if nothing is known of it, not " + sizes[0]);
      }
      return Shape.unknown();
    }
    if (value.shape().rank() != 1) {
      throw new InvalidArgumentError("a shape is a vector, not of shape " + value.shape());
    }
    for (long size : sizes) {
      if (size < -1) {
        throw new InvalidArgumentError("a shape holds the size " + size);
      }
    }
    return Shape.of(sizes);
  }

  /** As far as it is known while a graph is built. */
  static Shape known(InferCall call, int input) {
    RawTensor constant = call.constant(input);
    if (constant != null) {
      return of(EagerTensor.of(constant));
    }
    Shape shape = call.shape(input);
    return shape.hasKnownRank() && shape.rank() == 1 ? call.shapeFrom(input) : Shape.unknown();
  }

  static EagerTensor tensor(Shape shape, DType type) {
    return shape.hasKnownRank()
        ? ElementArrays.tensor(type, Shape.of(shape.rank()), shape.dims())
        : ElementArrays.tensor(type, Shape.scalar(), new long[] {-1});
  }

  /**
   * What both know together.
   *
   * @throws InvalidArgumentError if they contradict each other
   */
  static Shape merge(Shape a, Shape b) {
    if (!a.isCompatibleWith(b)) {
      throw new InvalidArgumentError(
          "elements of shape %s do not go with elements of shape %s".formatted(b, a));
    }
    if (!a.hasKnownRank() || !b.hasKnownRank()) {
      return a.hasKnownRank() ? a : b;
    }
    long[] dims = a.dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] < 0 ? b.dim(i) : dims[i];
    }
    return Shape.of(dims);
  }
}
