package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Ways to cut variables. */
public final class Partitioners {
  private Partitioners() {}

  /**
   * That many parts along {@code axis}, or as many as it is long. Counterpart: {@code
   * fixed_size_partitioner}.
   */
  public static Partitioner fixedSize(int numShards, int axis) {
    return (shape, dtype) -> {
      List<Integer> parts = new ArrayList<>(Collections.nCopies(shape.rank(), 1));
      parts.set(axis, (int) Math.min(numShards, shape.dim(axis)));
      return parts;
    };
  }
}
