package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A box of elements with steps in a source and in a target, in as few dimensions as possible:
 * dimensions that lie together in both are one.
 */
final class Box {
  /** Edge of the squares in which a transposition goes, so that both sides stay in the cache. */
  private static final int TILE = 32;

  private final int[] dims;
  private final int[] fromSteps;
  private final int[] toSteps;

  private Box(List<long[]> merged) {
    int rank = merged.size();
    dims = new int[rank];
    fromSteps = new int[rank];
    toSteps = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = (int) merged.get(i)[0];
      fromSteps[i] = (int) merged.get(i)[1];
      toSteps[i] = (int) merged.get(i)[2];
    }
  }

  /** Null if it is empty. */
  static @Nullable Box of(long[] dims, long[] fromSteps, long[] toSteps) {
    List<long[]> merged = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0) {
        return null;
      }
      if (dims[i] == 1) {
        continue;
      }
      long[] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && last[1] == fromSteps[i] * dims[i] && last[2] == toSteps[i] * dims[i]) {
        last[0] *= dims[i];
        last[1] = fromSteps[i];
        last[2] = toSteps[i];
      } else {
        merged.add(new long[] {dims[i], fromSteps[i], toSteps[i]});
      }
    }
    if (merged.isEmpty()) {
      merged.add(new long[] {1, 1, 1});
    }
    return new Box(merged);
  }

  void move(ElementMover mover, int from, int to) {
    move(mover, 0, from, to);
  }

  private void move(ElementMover mover, int d, int from, int to) {
    int left = dims.length - d;
    if (left == 1) {
      line(mover, d, from, to, dims[d]);
    } else if (left == 2 && fromSteps[d + 1] != 1 && toSteps[d] == 1) {
      tiles(mover, d, from, to);
    } else if (left == 2 && toSteps[d + 1] != 1 && fromSteps[d] == 1) {
      tiles(mover, d, from, to);
    } else {
      for (int i = 0; i < dims[d]; i++) {
        move(mover, d + 1, from + i * fromSteps[d], to + i * toSteps[d]);
      }
    }
  }

  private void line(ElementMover mover, int d, int from, int to, int count) {
    if (fromSteps[d] == 1 && toSteps[d] == 1) {
      mover.run(from, to, count);
    } else {
      mover.steps(from, fromSteps[d], to, toSteps[d], count);
    }
  }

  private void tiles(ElementMover mover, int d, int from, int to) {
    for (int j = 0; j < dims[d + 1]; j += TILE) {
      int count = Math.min(TILE, dims[d + 1] - j);
      int fromColumn = from + j * fromSteps[d + 1];
      int toColumn = to + j * toSteps[d + 1];
      for (int i = 0; i < dims[d]; i++) {
        line(mover, d + 1, fromColumn + i * fromSteps[d], toColumn + i * toSteps[d], count);
      }
    }
  }
}
