package org.ckpt4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.convert.StoredTensors;
import org.ckpt4j.checkpoint.convert.StoredTensors.Piece;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * How two checkpoints differ. Values are read only where checksums cannot decide.
 *
 * @param equal how many tensors are the same under the same key
 */
record CheckpointDiff(
    List<TensorEntry> removed,
    List<TensorEntry> added,
    List<Pair> renamed,
    List<Changed> changed,
    long equal) {
  /** The same tensor in both. */
  record Pair(TensorEntry from, TensorEntry to) {}

  /**
   * One key with two values.
   *
   * @param distance null if dtype or shape differ
   */
  record Changed(TensorEntry from, TensorEntry to, @Nullable Distance distance) {}

  /**
   * How far two values of one dtype and shape are apart.
   *
   * @param numeric whether differences are numbers (not for strings and variants)
   * @param largest absolute difference; NaN if one side is not a number where the other one is
   * @param mean over all elements
   */
  record Distance(long elements, long different, boolean numeric, double largest, double mean) {}

  boolean same() {
    return removed.isEmpty() && added.isEmpty() && renamed.isEmpty() && changed.isEmpty();
  }

  /** Bytes that {@link #of} has to account for, for a progress bar. */
  static long work(CheckpointReader a, CheckpointReader b) throws IOException {
    long bytes = 0;
    for (TensorEntry entry : a.entries()) {
      bytes += b.hasTensor(entry.key()) ? entry.size() : 0;
    }
    return bytes;
  }

  static CheckpointDiff of(CheckpointReader a, CheckpointReader b, LongConsumer progress)
      throws IOException {
    return new Comparison(a, b, progress).run();
  }

  /** The work of one comparison. */
  private static final class Comparison {
    private final CheckpointReader a;
    private final CheckpointReader b;
    private final StoredTensors storedA;
    private final StoredTensors storedB;
    private final LongConsumer progress;

    Comparison(CheckpointReader a, CheckpointReader b, LongConsumer progress) throws IOException {
      this.a = a;
      this.b = b;
      this.storedA = StoredTensors.of(a);
      this.storedB = StoredTensors.of(b);
      this.progress = progress;
    }

    CheckpointDiff run() throws IOException {
      Map<TensorKey, TensorEntry> added = new TreeMap<>();
      for (TensorEntry entry : b.entries()) {
        added.put(entry.key(), entry);
      }
      List<TensorEntry> removed = new ArrayList<>();
      List<Changed> changed = new ArrayList<>();
      long equal = 0;
      for (TensorEntry from : a.entries()) {
        TensorEntry to = added.remove(from.key());
        if (to == null) {
          removed.add(from);
          continue;
        }
        if (!from.spec().equals(to.spec())) {
          changed.add(new Changed(from, to, null));
        } else if (checksumsAgree(from, to)) {
          equal++;
        } else {
          Distance distance = TensorDistance.between(a, b, from.key());
          if (distance.different() == 0) {
            equal++;
          } else {
            changed.add(new Changed(from, to, distance));
          }
        }
        progress.accept(from.size());
      }
      List<TensorEntry> stillAdded = new ArrayList<>(added.values());
      List<Pair> renamed = takeRenamed(removed, stillAdded);
      return new CheckpointDiff(removed, stillAdded, renamed, changed, equal);
    }

    /** Whether the stored bytes must be the same: same pieces, same checksums, same byte order. */
    private boolean checksumsAgree(TensorEntry from, TensorEntry to) throws IOException {
      List<Print> first = prints(a, storedA, from);
      return !first.isEmpty() && first.equals(prints(b, storedB, to));
    }

    /** What identifies the stored bytes of a piece. */
    private record Print(TensorSlice slice, long size, int crc, boolean swapped) {}

    private List<Print> prints(CheckpointReader reader, StoredTensors stored, TensorEntry entry)
        throws IOException {
      if (reader.format() == CheckpointFormat.V1) {
        return List.of(); // no checksums of values
      }
      DType dtype = entry.spec().dtype();
      boolean swapped = stored.bigEndian() && dtype.width() != 1;
      List<Print> prints = new ArrayList<>();
      for (Piece piece : stored.pieces(entry.key())) {
        prints.add(new Print(piece.slice(), piece.size(), piece.maskedCrc32c(), swapped));
      }
      return prints;
    }

    private record Identity(TensorSpec spec, List<Print> prints) {}

    /**
     * Moves out of both lists what has the same dtype, shape, size and checksum, once on each side.
     */
    private List<Pair> takeRenamed(List<TensorEntry> removed, List<TensorEntry> added)
        throws IOException {
      Map<Identity, List<TensorEntry>> byIdentity = new HashMap<>();
      for (TensorEntry entry : added) {
        List<Print> prints = prints(b, storedB, entry);
        if (!prints.isEmpty()) {
          byIdentity
              .computeIfAbsent(new Identity(entry.spec(), prints), i -> new ArrayList<>())
              .add(entry);
        }
      }
      List<Pair> pairs = new ArrayList<>();
      for (TensorEntry from : List.copyOf(removed)) {
        List<TensorEntry> candidates =
            byIdentity.getOrDefault(
                new Identity(from.spec(), prints(a, storedA, from)), new ArrayList<>());
        TensorEntry to = closest(from, candidates);
        if (to != null) {
          candidates.remove(to);
          removed.remove(from);
          added.remove(to);
          pairs.add(new Pair(from, to));
        }
      }
      return pairs;
    }

    /**
     * Tensors of equal value (all zeros, say) are told apart by the longest common end of the key.
     */
    private static @Nullable TensorEntry closest(TensorEntry from, List<TensorEntry> candidates) {
      TensorEntry best = null;
      int longest = -1;
      for (TensorEntry candidate : candidates) {
        int common = commonEnd(from.key().bytes(), candidate.key().bytes());
        if (common > longest) {
          longest = common;
          best = candidate;
        }
      }
      return best;
    }

    private static int commonEnd(byte[] x, byte[] y) {
      int n = 0;
      while (n < x.length && n < y.length && x[x.length - 1 - n] == y[y.length - 1 - n]) {
        n++;
      }
      return n;
    }
  }

  /** Compares two values element by element, a window at a time. */
  private static final class TensorDistance {
    private static final int WINDOW = 1 << 16;

    static Distance between(CheckpointReader a, CheckpointReader b, TensorKey key)
        throws IOException {
      RawTensor x = a.getTensor(key);
      RawTensor y = b.getTensor(key);
      return x.dtype().isFixedWidth() ? numbers(x, y) : strings(x, y);
    }

    private static Distance strings(RawTensor x, RawTensor y) {
      long different = 0;
      for (int i = 0; i < x.elements().size(); i++) {
        var s = x.elements().get(i);
        var t = y.elements().get(i);
        if (s.size() != t.size()) {
          different++;
          continue;
        }
        for (long at = 0; at < s.size(); at += WINDOW) {
          int length = (int) Math.min(WINDOW, s.size() - at);
          if (!s.window(at, length).equals(t.window(at, length))) {
            different++;
            break;
          }
        }
      }
      return new Distance(x.elements().size(), different, false, 0, 0);
    }

    private static Distance numbers(RawTensor x, RawTensor y) {
      DType dtype = x.dtype();
      int width = dtype.width();
      long elements = x.shape().numElements();
      long different = 0;
      double largest = 0;
      double sum = 0;
      for (long at = 0; at < x.bytes().size(); at += WINDOW) {
        int length = (int) Math.min(WINDOW, x.bytes().size() - at);
        var p = x.bytes().window(at, length);
        var q = y.bytes().window(at, length);
        if (p.equals(q)) {
          continue;
        }
        for (int i = 0; i < length; i += width) {
          if (p.slice(i, width).equals(q.slice(i, width))) {
            continue; // the same bits, also the same NaN
          }
          different++;
          double distance =
              Math.hypot(
                  Elements.real(dtype, p, i) - Elements.real(dtype, q, i),
                  Elements.imaginary(dtype, p, i) - Elements.imaginary(dtype, q, i));
          largest = Double.isNaN(largest) ? largest : Math.max(largest, distance);
          sum += distance;
        }
      }
      return new Distance(elements, different, true, largest, elements == 0 ? 0 : sum / elements);
    }
  }
}
