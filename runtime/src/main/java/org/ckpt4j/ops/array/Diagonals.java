package org.ckpt4j.ops.array;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.Shape;

/**
 * A band of diagonals of matrices, and how they are kept: side by side in rows, the highest first,
 * shorter ones to the left or to the right; one alone as a vector.
 *
 * @param low the lowest diagonal; 0 is the main one, below it they are negative
 * @param high the highest
 * @param align where the shorter ones lie: above the main one, and below it
 */
record Diagonals(long low, long high, long rows, long columns, String align) {
  static Diagonals of(long[] k, long rows, long columns, String align, Refusal refusal) {
    if (k.length < 1 || k.length > 2) {
      throw refusal.because("k has %d numbers; one or two", k.length);
    }
    long low = k[0];
    long high = k[k.length - 1];
    if (low > high) {
      throw refusal.because("diagonals %d to %d", low, high);
    }
    boolean known = rows >= 0 && columns >= 0;
    if (known && !(contains(low, rows, columns) && contains(high, rows, columns))) {
      throw refusal.because("diagonals %d to %d of a %d x %d matrix", low, high, rows, columns);
    }
    return new Diagonals(low, high, rows, columns, align);
  }

  private static boolean contains(long k, long rows, long columns) {
    return (k > -rows && k < columns) || k == 0;
  }

  /** How many elements the longest has; -1 if that is unknown. */
  long longest() {
    return rows < 0 || columns < 0
        ? Shape.UNKNOWN_SIZE
        : Math.min(rows + Math.min(high, 0), columns - Math.max(low, 0));
  }

  /** The shape in which they are kept, for matrices in this batch. */
  Shape kept(Shape batch) {
    return low == high
        ? Dims.joined(batch, Shape.of(longest()))
        : Dims.joined(batch, Shape.of(high - low + 1, longest()));
  }

  private long length(long k) {
    return Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0));
  }

  private long offset(long k) {
    boolean above = k >= 0 && align.startsWith("LEFT");
    boolean below = k <= 0 && align.endsWith("LEFT");
    return above || below ? 0 : longest() - length(k);
  }

  /** Moves the diagonals of {@code count} matrices to where they are kept. */
  void part(Assembly kept, EagerTensor matrices, long count) {
    kept.from(matrices);
    each(
        (length, inMatrix, inKept) ->
            kept.box(
                new long[] {count, length},
                inMatrix,
                new long[] {rows * columns, columns + 1},
                inKept,
                new long[] {(high - low + 1) * longest(), 1}));
  }

  /** Moves them from where they are kept into matrices. */
  void set(Assembly matrices, EagerTensor kept, long count) {
    matrices.from(kept);
    each(
        (length, inMatrix, inKept) ->
            matrices.box(
                new long[] {count, length},
                inKept,
                new long[] {(high - low + 1) * longest(), 1},
                inMatrix,
                new long[] {rows * columns, columns + 1}));
  }

  private interface Diagonal {
    void at(long length, long inMatrix, long inKept);
  }

  private void each(Diagonal action) {
    for (long k = high; k >= low; k--) {
      long length = length(k);
      if (length > 0) {
        long inMatrix = k >= 0 ? k : -k * columns;
        action.at(length, inMatrix, (high - k) * longest() + offset(k));
      }
    }
  }
}
