package org.ckpt4j.variables;

import java.util.List;
import java.util.StringJoiner;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Which part of a partitioned variable a variable is, for files that hold the whole under one name.
 *
 * @param fullName the name of the whole
 * @param offset where the part begins, by dimension
 * @param shape the part's shape
 */
public record SaveSliceInfo(String fullName, Shape fullShape, List<Long> offset, Shape shape) {
  public SaveSliceInfo {
    offset = List.copyOf(offset);
  }

  /**
   * What a text as {@link #spec} gives says, of a variable without a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SaveSliceInfo parse(String spec) {
    int last = spec.lastIndexOf(' ');
    List<Long> full = new java.util.ArrayList<>();
    List<Long> offset = new java.util.ArrayList<>();
    List<Long> shape = new java.util.ArrayList<>();
    try {
      for (String dim : spec.substring(0, Math.max(0, last)).split(" ")) {
        full.add(Long.parseLong(dim));
      }
      for (String extent : spec.substring(last + 1).split(":")) {
        String[] startAndLength = extent.split(",", 2);
        offset.add(Long.parseLong(startAndLength[0]));
        shape.add(Long.parseLong(startAndLength[startAndLength.length - 1]));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"%s\" describes no part; write it as \"5 2 3,2:0,2\"".formatted(spec), e);
    }
    if (full.size() != offset.size()) {
      throw new IllegalArgumentException(
          "\"%s\" cuts %d dimensions of %d".formatted(spec, offset.size(), full.size()));
    }
    return new SaveSliceInfo("", shape(full), offset, shape(shape));
  }

  private static Shape shape(List<Long> dims) {
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** The part as a slice, every dimension with start and length. */
  public TensorSlice slice() {
    List<TensorSlice.Extent> extents = new java.util.ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      extents.add(new TensorSlice.Extent(offset.get(i), shape.dim(i)));
    }
    return new TensorSlice(extents);
  }

  /** Full shape and slice as save operations take them: {@code 5 2 3,2:0,2}. */
  public String spec() {
    StringJoiner sizes = new StringJoiner(" ");
    for (long dim : fullShape.dims()) {
      sizes.add(Long.toString(dim));
    }
    return sizes + " " + slice();
  }
}
