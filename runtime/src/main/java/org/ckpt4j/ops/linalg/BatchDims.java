package org.ckpt4j.ops.linalg;

import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The dimensions before the last two: which matrices of a batch meet which of another. */
final class BatchDims {
  /** Gets the number of the product, and of the two matrices that it is of. */
  @FunctionalInterface
  interface Visitor {
    void visit(int product, int left, int right);
  }

  private BatchDims() {}

  /** The batch that two shapes of known sizes widen to. */
  static Shape broadcast(Shape a, Shape b) {
    Shape found = infer(outer(a), outer(b));
    if (found == null) {
      throw new org.ckpt4j.errors.InvalidArgumentError(
          "batches of matrices of shapes %s and %s do not fit".formatted(a, b));
    }
    return found;
  }

  static Shape outer(Shape shape) {
    return Shape.of(java.util.Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }

  /** As NumPy's rules have it, with unknown sizes; null if they do not fit. */
  static @Nullable Shape infer(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      long x = i < rank - a.rank() ? 1 : a.dim(i - rank + a.rank());
      long y = i < rank - b.rank() ? 1 : b.dim(i - rank + b.rank());
      if (x == 1 || x == y) {
        dims[i] = y;
      } else if (y == 1) {
        dims[i] = x;
      } else if (x < 0 || y < 0) {
        dims[i] = Math.max(x, y); // a known size other than 1 decides
      } else {
        return null;
      }
    }
    return Shape.of(dims);
  }

  static void forEach(long[] batch, Shape a, Shape b, Visitor visitor) {
    int total = 1;
    for (long dim : batch) {
      total = Math.multiplyExact(total, Math.toIntExact(dim));
    }
    for (int at = 0; at < total; at++) {
      visitor.visit(at, matrix(at, batch, a), matrix(at, batch, b));
    }
  }

  private static int matrix(int at, long[] batch, Shape shape) {
    int number = 0;
    int step = 1;
    int rest = at;
    for (int i = batch.length - 1; i >= 0; i--) {
      int index = rest % (int) batch[i];
      rest /= (int) batch[i];
      int own = i - batch.length + shape.rank() - 2;
      if (own >= 0) {
        long size = shape.dim(own);
        number += size == 1 ? 0 : index * step;
        step *= (int) size;
      }
    }
    return number;
  }
}
