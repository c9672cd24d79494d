package org.ckpt4j.ops.math;

import org.ckpt4j.tensor.Shape;

/**
 * The way through inputs that are widened to one shape, row by row: dimensions that can be walked
 * as one are joined, and the last one is left to the caller as a run with a step per input.
 */
final class BroadcastLoop {
  /** A run of the output, and where it lies in each input. */
  interface Run {
    /**
     * @param out where the run begins in the output
     * @param at where it begins in each input
     * @param step how far the next element is in each input: 0 or 1
     */
    void over(int out, int[] at, int[] step, int count);
  }

  private final int rank;
  private final int[] dims;
  private final int[][] strides;

  BroadcastLoop(Shape out, Shape... inputs) {
    int full = out.rank();
    int[] sizes = new int[Math.max(1, full)];
    int[][] steps = new int[inputs.length][Math.max(1, full)];
    int used = 0;
    boolean[][] present = new boolean[inputs.length][Math.max(1, full)];
    for (int d = 0; d < full; d++) {
      int size = (int) out.dim(d);
      if (size == 1) {
        continue;
      }
      boolean joins = used > 0;
      for (int k = 0; k < inputs.length; k++) {
        int own = d - full + inputs[k].rank();
        present[k][used] = own >= 0 && inputs[k].dim(own) != 1;
        joins &= used > 0 && present[k][used] == present[k][used - 1];
      }
      if (joins) {
        sizes[used - 1] *= size;
      } else {
        sizes[used++] = size;
      }
    }
    for (int k = 0; k < inputs.length; k++) {
      int stride = 1;
      for (int d = used - 1; d >= 0; d--) {
        steps[k][d] = present[k][d] ? stride : 0;
        stride *= present[k][d] ? sizes[d] : 1;
      }
    }
    if (used == 0) {
      sizes[0] = 1;
      used = 1;
    }
    rank = used;
    dims = sizes;
    strides = steps;
  }

  void forEach(Run run) {
    int last = rank - 1;
    int count = dims[last];
    int runs = 1;
    for (int d = 0; d < last; d++) {
      runs *= dims[d];
    }
    if (runs == 0 || count == 0) {
      return;
    }
    int[] at = new int[strides.length];
    int[] step = new int[strides.length];
    for (int k = 0; k < step.length; k++) {
      step[k] = strides[k][last];
    }
    int[] index = new int[rank];
    for (int r = 0; r < runs; r++) {
      run.over(r * count, at, step, count);
      for (int d = last - 1; d >= 0; d--) {
        boolean carries = ++index[d] == dims[d];
        for (int k = 0; k < at.length; k++) {
          at[k] += strides[k][d] * (carries ? 1 - dims[d] : 1);
        }
        if (!carries) {
          break;
        }
        index[d] = 0;
      }
    }
  }
}
