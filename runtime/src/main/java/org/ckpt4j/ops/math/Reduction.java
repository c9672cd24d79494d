package org.ckpt4j.ops.math;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Which dimensions of a shape are dropped, and the way through the elements: dimensions side by
 * side that share a fate are walked as one.
 *
 * @param out the shape that is left
 * @param sizes the joined dimensions
 * @param strides how far the output moves along each; 0 where it is dropped
 */
record Reduction(Shape in, Shape out, int[] sizes, int[] strides) {
  /** A run of the input and where it goes: all into one element, or one by one. */
  interface Run {
    void over(int from, int to, int step, int count);
  }

  /** The shape with those dimensions dropped, or null if one does not exist. */
  static @Nullable Shape shape(Shape in, long[] axes, boolean keep) {
    boolean[] dropped = dropped(in.rank(), axes);
    return dropped == null ? null : shape(in, dropped, keep);
  }

  private static Shape shape(Shape in, boolean[] dropped, boolean keep) {
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      if (!dropped[i] || keep) {
        dims.add(dropped[i] ? 1L : in.dim(i));
      }
    }
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  static boolean @Nullable [] dropped(int rank, long[] axes) {
    boolean[] dropped = new boolean[rank];
    for (long axis : axes) {
      long resolved = axis < 0 ? axis + rank : axis;
      if (resolved < 0 || resolved >= rank) {
        return null;
      }
      dropped[(int) resolved] = true;
    }
    return dropped;
  }

  /** Null if a dimension does not exist, or is named twice: a graph learns of that when run. */
  static @Nullable Reduction of(EagerTensor input, EagerTensor axes, boolean keep) {
    Shape in = input.shape();
    long[] wanted = ElementArrays.longs(axes);
    boolean[] dropped = dropped(in.rank(), wanted);
    int count = 0;
    for (int i = 0; dropped != null && i < dropped.length; i++) {
      count += dropped[i] ? 1 : 0;
    }
    return dropped == null || count < wanted.length ? null : of(in, dropped, keep);
  }

  private static Reduction of(Shape in, boolean[] dropped, boolean keep) {
    int[] sizes = new int[in.rank() + 1];
    boolean[] gone = new boolean[in.rank() + 1];
    int used = 0;
    for (int d = 0; d < in.rank(); d++) {
      int size = (int) in.dim(d);
      if (size == 1) {
        continue;
      }
      if (used > 0 && gone[used - 1] == dropped[d]) {
        sizes[used - 1] *= size;
      } else {
        gone[used] = dropped[d];
        sizes[used++] = size;
      }
    }
    if (used == 0) {
      sizes[used++] = 1;
    }
    int[] strides = new int[used];
    int stride = 1;
    for (int d = used - 1; d >= 0; d--) {
      strides[d] = gone[d] ? 0 : stride;
      stride *= gone[d] ? 1 : sizes[d];
    }
    return new Reduction(
        in, shape(in, dropped, keep), java.util.Arrays.copyOf(sizes, used), strides);
  }

  /** How many elements go into each of the output. */
  long each() {
    long left = out.numElements();
    return left == 0 ? 0 : in.numElements() / left;
  }

  void forEach(Run run) {
    int last = sizes.length - 1;
    int count = sizes[last];
    int runs = 1;
    for (int d = 0; d < last; d++) {
      runs *= sizes[d];
    }
    if (count == 0) {
      return;
    }
    int[] index = new int[sizes.length];
    int to = 0;
    for (int r = 0; r < runs; r++) {
      run.over(r * count, to, strides[last], count);
      for (int d = last - 1; d >= 0; d--) {
        boolean carries = ++index[d] == sizes[d];
        to += strides[d] * (carries ? 1 - sizes[d] : 1);
        if (!carries) {
          break;
        }
        index[d] = 0;
      }
    }
  }
}
