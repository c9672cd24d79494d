package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.util.Arrays;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** A part of a tensor in numbers: per dimension where it begins and how long it is. Immutable. */
public final class SliceBox {
  /**
   * Copies {@code count} neighbouring elements from {@code from} of one box to {@code to} of
   * another.
   */
  @FunctionalInterface
  public interface RunTask {
    void run(long from, long to, long count) throws IOException;
  }

  private final long[] start;
  private final long[] length;

  private SliceBox(long[] start, long[] length) {
    this.start = start;
    this.length = length;
  }

  /**
   * @throws IndexOutOfBoundsException if the slice does not lie within {@code full}
   */
  public static SliceBox of(Shape full, TensorSlice slice) {
    long[] length = slice.sliceShape(full).dims();
    long[] start = new long[length.length];
    for (int i = 0; i < start.length; i++) {
      Extent extent = slice.extents().get(i);
      start[i] = extent.start();
    }
    return new SliceBox(start, length);
  }

  public Shape shape() {
    return Shape.of(length);
  }

  public long numElements() {
    return shape().numElements();
  }

  public boolean sameAs(SliceBox other) {
    return Arrays.equals(start, other.start) && Arrays.equals(length, other.length);
  }

  /** Where it begins along {@code dimension}. */
  long start(int dimension) {
    return start[dimension];
  }

  /** The first index behind it along {@code dimension}. */
  long end(int dimension) {
    return start[dimension] + length[dimension];
  }

  int rank() {
    return start.length;
  }

  /** How many elements both have. */
  public long common(SliceBox other) {
    long count = 1;
    for (int i = 0; i < start.length; i++) {
      long shared = Math.min(end(i), other.end(i)) - Math.max(start[i], other.start[i]);
      if (shared <= 0) {
        return 0;
      }
      count *= shared;
    }
    return count;
  }

  /**
   * Walks over what this box and {@code target} have in common in the longest runs of elements that
   * are neighbours in both, row-major.
   */
  public void eachRun(SliceBox target, RunTask task) throws IOException {
    if (common(target) == 0) {
      return;
    }
    int rank = start.length;
    long[] low = new long[rank];
    long[] count = new long[rank];
    for (int i = 0; i < rank; i++) {
      low[i] = Math.max(start[i], target.start[i]);
      count[i] = Math.min(end(i), target.end(i)) - low[i];
    }
    // Trailing dimensions that both boxes hold whole join the run, and one more that need not be
    // whole.
    int outer = rank;
    long run = 1;
    boolean whole = true;
    while (outer > 0 && whole) {
      outer--;
      run *= count[outer];
      whole = count[outer] == length[outer] && count[outer] == target.length[outer];
    }
    long[] at = new long[outer];
    while (true) {
      task.run(place(low, at), target.place(low, at), run);
      int dimension = outer - 1;
      while (dimension >= 0 && ++at[dimension] == count[dimension]) {
        at[dimension--] = 0;
      }
      if (dimension < 0) {
        return;
      }
    }
  }

  /**
   * The element number, within this box, of {@code low} moved by {@code moved} in its first
   * dimensions.
   */
  private long place(long[] low, long[] moved) {
    long place = 0;
    for (int i = 0; i < start.length; i++) {
      place = place * length[i] + low[i] - start[i] + (i < moved.length ? moved[i] : 0);
    }
    return place;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < start.length; i++) {
      out.append(i == 0 ? "" : ":").append(start[i]).append(',').append(length[i]);
    }
    return out.toString();
  }
}
