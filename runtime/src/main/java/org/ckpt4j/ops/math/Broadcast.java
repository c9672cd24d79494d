package org.ckpt4j.ops.math;

import java.util.List;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The shape that two shapes widen to, as NumPy's rules have it. */
public final class Broadcast {
  private Broadcast() {}

  static List<Shape> infer(InferCall call) {
    Shape shape = of(call.shape(0), call.shape(1));
    if (shape == null) {
      throw call.invalid("shapes %s and %s do not fit", call.shape(0), call.shape(1));
    }
    return List.of(shape);
  }

  /** Null if they do not fit. */
  public static @Nullable Shape of(Shape a, Shape b) {
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
        // A known size above 1 decides; beside an empty one the unknown may be 1 or 0.
        dims[i] = Math.max(x, y) > 1 ? Math.max(x, y) : Shape.UNKNOWN_SIZE;
      } else {
        return null;
      }
    }
    return Shape.of(dims);
  }

  /** As {@link #of}, where shapes that do not fit are no error but give a scalar. */
  static Shape ofOrScalar(Shape a, Shape b) {
    Shape shape = of(a, b);
    if (shape == null) {
      return Shape.scalar();
    }
    if (!shape.hasKnownRank()) {
      return shape;
    }
    for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
      long x = a.dim(a.rank() - i);
      long y = b.dim(b.rank() - i);
      if ((x < 0 && y > 1) || (y < 0 && x > 1)) {
        return Shape.unknown();
      }
    }
    return shape;
  }

  /** What is known of one shape that two tell of; null if they contradict each other. */
  public static @Nullable Shape merged(Shape a, Shape b) {
    if (!a.hasKnownRank() || !b.hasKnownRank()) {
      return a.hasKnownRank() ? a : b;
    }
    if (a.rank() != b.rank()) {
      return null;
    }
    long[] dims = new long[a.rank()];
    for (int i = 0; i < dims.length; i++) {
      if (a.dim(i) >= 0 && b.dim(i) >= 0 && a.dim(i) != b.dim(i)) {
        return null;
      }
      dims[i] = a.dim(i) < 0 ? b.dim(i) : a.dim(i);
    }
    return Shape.of(dims);
  }
}
