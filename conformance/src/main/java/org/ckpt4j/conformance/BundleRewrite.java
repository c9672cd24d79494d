package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.StoredIndex;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Writes a V2 checkpoint again from what was read of it and compares all bytes: each data file's
 * tensors in the order of their offsets, several data files as parts that are merged.
 */
final class BundleRewrite {
  /** The tensor a slice entry belongs to, and which part of it it is. */
  private record Part(TensorEntry whole, TensorSlice slice) {}

  private final CheckpointReader reader;
  private final List<TensorEntry> stored;
  private final Map<TensorKey, Part> parts = new HashMap<>();

  private BundleRewrite(CheckpointReader reader, StoredIndex index) {
    this.reader = reader;
    this.stored = index.entries();
    for (TensorEntry entry : stored) {
      for (TensorSlice slice : entry.slices()) {
        parts.put(StoredSliceKey.of(entry.key(), slice), new Part(entry, slice));
      }
    }
  }

  /** Every file of the checkpoint at {@code prefix} comes out the same, and no other file. */
  static void compare(Checks checks, Path prefix) throws IOException {
    String name = String.valueOf(prefix.getFileName());
    TreeSet<String> names = new TreeSet<>(List.of(name + ".index"));
    try (Scratch scratch = Scratch.create();
        CheckpointReader reader = CheckpointReader.open(prefix)) {
      StoredIndex index = reader.storedIndex();
      new BundleRewrite(reader, index).write(scratch.folder().resolve(name), index.numShards());
      for (int shard = 0; shard < index.numShards(); shard++) {
        names.add("%s.data-%05d-of-%05d".formatted(name, shard, index.numShards()));
      }
      for (String file : names) {
        FileCheck.sameBytes(checks, prefix.resolveSibling(file), scratch.folder().resolve(file));
      }
      checks.same("files written", names, scratch.files());
    }
  }

  private void write(Path prefix, int numShards) throws IOException {
    if (numShards == 1) {
      writeShard(prefix, 0);
      return;
    }
    Path folder = Files.createDirectory(prefix.resolveSibling(prefix.getFileName() + "_temp"));
    List<Path> written = new ArrayList<>();
    for (int shard = 0; shard < numShards; shard++) {
      Path part = folder.resolve("part-%05d-of-%05d".formatted(shard, numShards));
      writeShard(part, shard);
      written.add(part);
    }
    CheckpointMerger.merge(written, prefix, true, false);
  }

  private void writeShard(Path prefix, int shard) throws IOException {
    List<TensorEntry> mine = new ArrayList<>();
    for (TensorEntry entry : stored) {
      if (entry.shard() == shard && !entry.isPartitioned()) {
        mine.add(entry);
      }
    }
    // A stable sort: tensors without bytes share an offset and go in key order.
    mine.sort(Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::size));
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (TensorEntry entry : mine) {
        Part part = parts.get(entry.key());
        if (part == null) {
          writer.add(entry.key(), reader.getTensor(entry.key()));
        } else {
          TensorEntry whole = part.whole();
          writer.addSlice(
              whole.key(),
              whole.spec().shape(),
              part.slice(),
              reader.getTensor(whole.key(), part.slice()));
        }
      }
      writer.finish();
    }
  }
}
