package org.ckpt4j.ops.math;

import java.util.List;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The shape that two shapes widen to, as NumPy's rules have it. */
final class Broadcast {
  private Broadcast() {}

  static List<Shape> infer(InferCall call) {
    Shape shape = of(call.shape(0), call.shape(1));
    if (shape == null) {
      throw call.invalid("shapes %s and %s do not fit", call.shape(0), call.shape(1));
    }
    return List.of(shape);
  }

  /** Null if they do not fit. */
  static @Nullable Shape of(Shape a, Shape b) {
    if (!a.hasKnownRank() || !b.hasKnownRank()) {
      return Shape.unknown();
    }
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
        // A known size other than 1 decides; the unknown one must be 1 or equal.
        dims[i] = Math.max(x, y);
      } else {
        return null;
      }
    }
    return Shape.of(dims);
  }
}
