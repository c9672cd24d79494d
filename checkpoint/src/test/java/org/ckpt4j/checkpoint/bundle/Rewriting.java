package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** Writes again what a reader reads: each shard in the order of its offsets, then merged. */
final class Rewriting {
  private final CheckpointReader reader;
  private final List<TensorEntry> stored = new ArrayList<>();
  private final Map<TensorKey, TensorEntry> tensorOfSlice = new HashMap<>();
  private final Map<TensorKey, TensorSlice> slices = new HashMap<>();

  private Rewriting(CheckpointReader reader) throws IOException {
    this.reader = reader;
    for (TensorEntry entry : reader.storedIndex().entries()) {
      if (!entry.isPartitioned()) {
        stored.add(entry);
      }
      for (TensorSlice slice : entry.slices()) {
        tensorOfSlice.put(SliceKey.of(entry.key(), slice), entry);
        slices.put(SliceKey.of(entry.key(), slice), slice);
      }
    }
    // Empty ones share their offset with the next that is not.
    stored.sort(
        Comparator.comparingLong(TensorEntry::offset)
            .thenComparing(entry -> entry.size() > 0)
            .thenComparing(TensorEntry::key));
  }

  static Rewriting of(CheckpointReader reader) throws IOException {
    return new Rewriting(reader);
  }

  void to(Path prefix, Path temporary) throws IOException {
    if (reader.numShards() == 1) {
      write(prefix, 0);
      return;
    }
    List<Path> parts = new ArrayList<>();
    for (int shard = 0; shard < reader.numShards(); shard++) {
      parts.add(temporary.resolve("parts/part" + shard));
      write(parts.get(shard), shard);
    }
    CheckpointMerger.merge(parts, prefix, true, false);
  }

  private void write(Path prefix, int shard) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (TensorEntry entry : stored) {
        if (entry.shard() == shard) {
          RawTensor value = reader.getTensor(entry.key());
          TensorEntry tensor = tensorOfSlice.get(entry.key());
          if (tensor == null) {
            writer.add(entry.key(), value);
          } else {
            writer.addSlice(tensor.key(), tensor.spec().shape(), slices.get(entry.key()), value);
          }
        }
      }
      writer.finish();
    }
  }
}
