package org.ckpt4j.checkpoint.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.convert.StoredTensors.Piece;

/**
 * Which piece goes into which file of a copy. No file is ever empty: TensorFlow cannot read that.
 */
final class Sharding {
  private Sharding() {}

  /** As many shards as wished, filled in saved order to about the same size; else as they were. */
  static List<List<Piece>> split(List<Piece> pieces, OptionalInt shards, CheckpointFormat format) {
    if (shards.isPresent()) {
      return bySize(pieces, Math.min(shards.getAsInt(), pieces.size()));
    }
    if (format == CheckpointFormat.V1) {
      return List.of(pieces);
    }
    TreeMap<Integer, List<Piece>> byShard = new TreeMap<>();
    for (Piece piece : pieces) {
      byShard.computeIfAbsent(piece.shard(), shard -> new ArrayList<>()).add(piece);
    }
    return List.copyOf(byShard.values());
  }

  private static List<List<Piece>> bySize(List<Piece> pieces, int shards) {
    double left = 0;
    for (Piece piece : pieces) {
      left += weight(piece);
    }
    List<List<Piece>> out = new ArrayList<>();
    int at = 0;
    for (int shard = 0; shard < shards; shard++) {
      double share = left / (shards - shard);
      int last = pieces.size() - (shards - shard - 1); // one piece at least for each that follows
      List<Piece> one = new ArrayList<>();
      double filled = 0;
      while (at < last && (one.isEmpty() || filled + weight(pieces.get(at)) / 2 <= share)) {
        filled += weight(pieces.get(at));
        one.add(pieces.get(at++));
      }
      left -= filled;
      out.add(one);
    }
    out.get(shards - 1).addAll(pieces.subList(at, pieces.size()));
    return out;
  }

  /** V1 knows no sizes of its records; the number of elements is near enough. */
  private static double weight(Piece piece) {
    return 1 + Math.max(piece.size(), (double) piece.shape().numElements());
  }
}
