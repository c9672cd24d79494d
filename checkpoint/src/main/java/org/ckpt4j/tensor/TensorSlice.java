package org.ckpt4j.tensor;

import java.util.List;
import java.util.StringJoiner;

/**
 * A rectangular part of a tensor: per dimension a start and a length, or the whole of it.
 *
 * <p>Counterpart: {@code TensorSlice} and the slice half of a {@code shape_and_slice} text. A whole
 * dimension ({@code -}) and explicit numbers that happen to span it are different slices.
 */
public record TensorSlice(List<Extent> extents) {
  /** Start and length along one dimension; {@link #WHOLE} is start 0, length -1. */
  public record Extent(long start, long length) {
    public static final Extent WHOLE = new Extent(0, -1);

    public Extent {
      if (length == -1 ? start != 0 : start < 0 || length < 0) {
        throw new IllegalArgumentException(
            "no extent: start %d, length %d".formatted(start, length));
      }
      Math.addExact(start, length);
    }

    public boolean isWhole() {
      return length == -1;
    }
  }

  public TensorSlice {
    extents = List.copyOf(extents);
  }

  /** The slice that takes every dimension whole. */
  public static TensorSlice whole(int rank) {
    return new TensorSlice(java.util.Collections.nCopies(rank, Extent.WHOLE));
  }

  public int rank() {
    return extents.size();
  }

  /** As TensorFlow writes it: {@code 0,2:-}. */
  @Override
  public String toString() {
    StringJoiner out = new StringJoiner(":");
    for (Extent extent : extents) {
      out.add(extent.isWhole() ? "-" : extent.start() + "," + extent.length());
    }
    return out.toString();
  }
}
