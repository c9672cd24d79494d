package org.ckpt4j.ops.sparse;

import java.util.List;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.tensor.Shape;

/** What inference knows of sparse tensors, which are three inputs: indices, values, shape. */
final class SparseShapes {
  private SparseShapes() {}

  /** Checks the ranks of the three. */
  static void check(InferCall call, int indices, int values, int shape) {
    ranked(call, indices, 2);
    ranked(call, values, 1);
    ranked(call, shape, 1);
  }

  static void ranked(InferCall call, int input, int rank) {
    Shape found = call.shape(input);
    if (found.hasKnownRank() && found.rank() != rank) {
      throw call.invalid("input %d must have rank %d, given shape %s", input, rank, found);
    }
  }

  static long size(InferCall call, int input, int dimension) {
    Shape shape = call.shape(input);
    return shape.hasKnownRank() && shape.rank() > dimension
        ? shape.dim(dimension)
        : Shape.UNKNOWN_SIZE;
  }

  /** A sparse result of unknown many values, of the rank that input {@code shape} says. */
  static List<Shape> anyOf(long rank) {
    return List.of(
        Shape.of(Shape.UNKNOWN_SIZE, rank), Shape.of(Shape.UNKNOWN_SIZE), Shape.of(rank));
  }

  /** A shape of unknown sizes, as many as a vector has numbers. */
  static Shape unknownOf(InferCall call, int input) {
    return call.shapeFrom(input);
  }
}
