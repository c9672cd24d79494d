package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The masks of a strided slice resolved: for each dimension of the input where to begin, how to
 * step and how many to take, as far as it is known.
 *
 * @param from the first index, by dimension of the input
 * @param steps the step, by dimension of the input
 * @param box how many are taken, by dimension of the input
 * @param shape the shape of the slice: the box without shrunk dimensions, with new ones
 */
record SlicePlan(long[] from, long[] steps, Shape box, Shape shape) {
  static final List<String> MASKS =
      List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

  /** In the place of a dimension of the input: a new one. */
  private static final int NEW = -1;

  /** What a slice was asked for; begin and end are null while they are not known. */
  record Request(long @Nullable [] begin, long @Nullable [] end, long[] strides, long[] masks) {
    boolean masks(int mask, int i) {
      return (masks[mask] >> i & 1) == 1;
    }
  }

  static SlicePlan of(Shape in, Request request, Refusal refusal) {
    int sparse = request.strides.length;
    if (Long.bitCount(request.masks[2]) > 1) {
      throw refusal.because("more than one ellipsis");
    }
    int ellipsis = request.masks[2] == 0 ? sparse : Long.numberOfTrailingZeros(request.masks[2]);
    int newAfter = 0;
    for (int i = ellipsis + 1; i < sparse; i++) {
      newAfter += request.masks(3, i) ? 1 : 0;
    }
    int rank = in.rank();
    int[] asked = new int[rank]; // by dimension of the input: which item speaks of it
    Arrays.fill(asked, NEW);
    List<Integer> kept = new ArrayList<>();
    int d = 0;
    for (int i = 0; i < sparse; i++) {
      if (i == ellipsis) {
        int upTo = Math.min(rank - (sparse - i - 1 - newAfter), rank);
        for (; d < upTo; d++) {
          kept.add(d);
        }
      } else if (request.masks(3, i)) {
        kept.add(NEW);
      } else if (d >= rank) {
        throw refusal.because("more indices than dimensions; the rank is %d", rank);
      } else {
        if (!request.masks(4, i)) {
          kept.add(d);
        }
        asked[d++] = i;
      }
    }
    for (; d < rank; d++) {
      kept.add(d);
    }
    return resolve(in, request, asked, kept, refusal);
  }

  private static SlicePlan resolve(
      Shape in, Request request, int[] asked, List<Integer> kept, Refusal refusal) {
    int rank = in.rank();
    long[] from = new long[rank];
    long[] steps = new long[rank];
    long[] count = new long[rank];
    for (int d = 0; d < rank; d++) {
      int i = asked[d];
      steps[d] = i < 0 ? 1 : request.strides[i];
      if (steps[d] == 0) {
        throw refusal.because("stride %d is zero", i);
      }
      if (i < 0) {
        count[d] = in.dim(d);
      } else if (request.masks(4, i)) {
        from[d] = index(in.dim(d), d, i, request, refusal);
        count[d] = 1;
      } else {
        count[d] = range(in.dim(d), d, i, request, from);
      }
    }
    long[] dims = kept.stream().mapToLong(k -> k == NEW ? 1 : count[k]).toArray();
    return new SlicePlan(from, steps, Shape.of(count), Shape.of(dims));
  }

  private static long index(long size, int d, int i, Request request, Refusal refusal) {
    if (request.strides[i] <= 0 && size >= 0) {
      throw refusal.because("a single index goes with stride 1, not %d", request.strides[i]);
    }
    if (request.begin == null || request.end == null || size < 0) {
      return 0;
    }
    long index = request.begin[i] < 0 ? request.begin[i] + size : request.begin[i];
    if (index < 0 || index >= size) {
      throw refusal.because("index %d lies beyond dimension %d of size %d", index, d, size);
    }
    return index;
  }

  private static long range(long size, int d, int i, Request request, long[] from) {
    boolean upwards = request.strides[i] > 0;
    boolean whole = request.masks(0, i) && request.masks(1, i);
    if (size < 0 || (!whole && (request.begin == null || request.end == null))) {
      return Shape.UNKNOWN_SIZE;
    }
    long low = upwards ? 0 : -1;
    long high = upwards ? size : size - 1;
    long first =
        request.masks(0, i) || request.begin == null
            ? (upwards ? low : high)
            : clamp(request.begin[i], size, low, high);
    long last =
        request.masks(1, i) || request.end == null
            ? (upwards ? high : low)
            : clamp(request.end[i], size, low, high);
    from[d] = first;
    long span = upwards ? last - first : first - last;
    long step = Math.abs(Math.max(request.strides[i], -Long.MAX_VALUE));
    return span <= 0 ? 0 : (span - 1) / step + 1;
  }

  private static long clamp(long index, long size, long low, long high) {
    long resolved = index < 0 ? index + size : index;
    return Math.min(Math.max(resolved, low), high);
  }
}
