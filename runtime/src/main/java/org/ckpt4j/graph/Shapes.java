package org.ckpt4j.graph;

import org.ckpt4j.tensor.Shape;

/** What two statements about one shape say together. */
final class Shapes {
  private Shapes() {}

  /**
   * @throws IllegalArgumentException if they contradict each other
   */
  static Shape merge(Shape a, Shape b) {
    if (!a.isCompatibleWith(b)) {
      throw new IllegalArgumentException("shapes %s and %s are not compatible".formatted(a, b));
    }
    if (!a.hasKnownRank()) {
      return b;
    }
    if (!b.hasKnownRank()) {
      return a;
    }
    long[] dims = a.dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == Shape.UNKNOWN_SIZE ? b.dim(i) : dims[i];
    }
    return Shape.of(dims);
  }
}
