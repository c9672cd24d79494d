package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Ways to cut variables. */
public final class Partitioners {
  /** How large one string of a variable is taken to be. */
  public static final int BYTES_PER_STRING = 16;

  private Partitioners() {}

  /**
   * That many parts along {@code axis}, or as many as it is long. Counterpart: {@code
   * fixed_size_partitioner}.
   */
  public static Partitioner fixedSize(int numShards, int axis) {
    return (shape, dtype) -> cut(shape, axis, Math.min(numShards, length(shape, axis)));
  }

  /**
   * As many parts along {@code axis} as it takes for none to be larger than {@code maxShardBytes},
   * if cutting along one axis can do that. Counterpart: {@code variable_axis_size_partitioner}.
   *
   * @param bytesPerString what a string counts
   * @param maxShards at most so many parts, whatever their size; 0: no limit
   * @throws IllegalArgumentException if a size is not positive; from the partitioner, if the shape
   *     is not fully known
   */
  public static Partitioner variableAxisSize(
      long maxShardBytes, int axis, int bytesPerString, int maxShards) {
    if (maxShardBytes < 1 || bytesPerString < 1 || maxShards < 0) {
      throw new IllegalArgumentException(
          "sizes of parts must be positive: %d bytes a part, %d a string, at most %d parts"
              .formatted(maxShardBytes, bytesPerString, maxShards));
    }
    return (shape, dtype) -> {
      requireKnown(shape);
      double sliceBytes =
          (double) shape.numElements() / length(shape, axis) * elementSize(dtype, bytesPerString);
      double slices = Math.max(1, Math.floor(maxShardBytes / sliceBytes));
      long parts = (long) Math.ceil(length(shape, axis) / slices);
      return cut(shape, axis, maxShards == 0 ? parts : Math.min(maxShards, parts));
    };
  }

  /**
   * At most {@code maxPartitions} parts along {@code axis}, and no more than leave each with {@code
   * minSliceBytes}. Counterpart: {@code min_max_variable_partitioner}.
   */
  public static Partitioner minMax(
      int maxPartitions, int axis, long minSliceBytes, int bytesPerString) {
    return (shape, dtype) -> {
      requireKnown(shape);
      double bytes = (double) shape.numElements() * elementSize(dtype, bytesPerString);
      long enough = (long) Math.ceil(bytes / minSliceBytes);
      long parts = Math.min(Math.min(length(shape, axis), maxPartitions), enough);
      return cut(shape, axis, Math.max(1, parts));
    };
  }

  private static int elementSize(DType dtype, int bytesPerString) {
    return dtype == DType.STRING ? bytesPerString : dtype.width();
  }

  private static void requireKnown(Shape shape) {
    if (!shape.isFullyDefined()) {
      throw new IllegalArgumentException("only a fully known shape can be cut, not " + shape);
    }
  }

  private static long length(Shape shape, int axis) {
    if (axis < 0 || axis >= shape.rank()) {
      throw new IllegalArgumentException(
          "shape %s has no dimension %d to cut along".formatted(shape, axis));
    }
    return shape.dim(axis);
  }

  private static List<Integer> cut(Shape shape, int axis, long parts) {
    List<Integer> out = new ArrayList<>(Collections.nCopies(shape.rank(), 1));
    out.set(axis, (int) parts);
    return out;
  }
}
