package org.ckpt4j.framework;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays that the runs of a session have let go of, for the next ones of the same type and shape:
 * fresh memory off the heap costs more than most of what is computed in it.
 *
 * <p>What no run has asked for lately is freed, so a pool is no larger than what a few runs have
 * used at once. Safe for use by several threads.
 */
public final class ArrayPool {
  /** Smaller values are cheaper on the heap. */
  static final long SMALLEST = 4096;

  /** After so many runs in which nobody took it an array is freed. */
  private static final int PATIENCE = 4;

  private final Map<TensorSpec, Shelf> shelves = new HashMap<>();
  private long run;
  private boolean closed;

  /** The arrays of one kind, and in which run each kind was asked for last. */
  private static final class Shelf {
    private final ArrayDeque<INDArray> idle = new ArrayDeque<>();
    private int leastIdle;
    private long since;
  }

  /** Where the kernels that run on this thread now find memory; null outside of sessions. */
  static @Nullable ArrayPool current() {
    return Contexts.innermostOrNull(ArrayPool.class);
  }

  /** An array of this type and shape; its elements are anything. */
  INDArray take(TensorSpec spec) {
    synchronized (this) {
      Shelf shelf = shelves.get(spec);
      if (shelf != null && !shelf.idle.isEmpty()) {
        INDArray found = shelf.idle.pop();
        shelf.leastIdle = Math.min(shelf.leastIdle, shelf.idle.size());
        return found;
      }
    }
    return ArrayBytes.uninitialized(ArrayBytes.typeOf(spec.dtype()), spec.shape().dims());
  }

  /** Takes back what {@link #take} gave; nobody uses it any more. */
  void give(TensorSpec spec, INDArray array) {
    synchronized (this) {
      if (!closed && !array.wasClosed()) {
        shelves.computeIfAbsent(spec, unused -> new Shelf()).idle.push(array);
        return;
      }
    }
    ArrayBytes.close(array);
  }

  /** A run is over: frees what the last ones had no use for. */
  synchronized void runEnded() {
    run++;
    for (Iterator<Shelf> all = shelves.values().iterator(); all.hasNext(); ) {
      Shelf shelf = all.next();
      if (shelf.leastIdle == 0) {
        shelf.since = run;
      } else if (run - shelf.since >= PATIENCE) {
        for (; shelf.leastIdle > 0; shelf.leastIdle--) {
          ArrayBytes.close(shelf.idle.removeLast());
        }
        shelf.since = run;
      }
      if (shelf.idle.isEmpty()) {
        all.remove();
      } else if (shelf.since == run) {
        shelf.leastIdle = shelf.idle.size();
      }
    }
  }

  /** Frees all; what is given back from now on is freed at once. */
  synchronized void close() {
    closed = true;
    shelves.values().forEach(shelf -> shelf.idle.forEach(ArrayBytes::close));
    shelves.clear();
  }
}
