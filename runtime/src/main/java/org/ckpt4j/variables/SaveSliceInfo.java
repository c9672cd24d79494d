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
