package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.Comparator;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;

/** The order of the elements of one tensor, whatever its type: by element numbers. */
final class Ranking {
  /** Up to this many are found by insertion, more by sorting the row. */
  private static final int FEW = 64;

  private final double[] doubles;
  private final long[] longs;
  private final boolean floating;
  private final long sign;

  Ranking(EagerTensor tensor) {
    DType dtype = tensor.dtype();
    floating = dtype.isFloating();
    doubles = floating ? ElementArrays.doubles(tensor) : new double[0];
    longs = floating ? new long[0] : ElementArrays.longs(tensor);
    // Flipping the sign bit puts unsigned numbers into signed order.
    sign = dtype == DType.UINT64 ? Long.MIN_VALUE : 0;
  }

  int compare(int a, int b) {
    if (floating) {
      double x = doubles[a];
      double y = doubles[b];
      return x < y ? -1 : x > y ? 1 : 0;
    }
    return Long.compare(longs[a] ^ sign, longs[b] ^ sign);
  }

  private boolean before(int a, int b) {
    int order = compare(a, b);
    return order > 0 || (order == 0 && a < b);
  }

  /**
   * The greatest {@code k} of the elements from {@code first} on, the greatest first, of equal ones
   * the earlier first.
   */
  int[] greatest(int first, int count, int k) {
    if (k > FEW) {
      Integer[] all = new Integer[count];
      Arrays.setAll(all, i -> first + i);
      Comparator<Integer> descending = (a, b) -> compare(b, a);
      Arrays.sort(all, descending);
      return Arrays.stream(all).limit(k).mapToInt(Integer::intValue).toArray();
    }
    int[] best = new int[k];
    int size = 0;
    for (int i = first; i < first + count && k > 0; i++) {
      if (size == k && !before(i, best[k - 1])) {
        continue;
      }
      int at = size == k ? k - 1 : size++;
      for (; at > 0 && before(i, best[at - 1]); at--) {
        best[at] = best[at - 1];
      }
      best[at] = i;
    }
    return best;
  }
}
