package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.table.TableCursor;
import org.ckpt4j.checkpoint.table.TableReader;
import org.ckpt4j.checkpoint.table.TableWriter;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Renames the tensors of a bundle without touching their values: an index with the same entries
 * under other keys, beside the same data files under a second name.
 */
final class IndexRename {
  private final CheckpointReader reader;
  private final KeySelection selection;
  private final Prefix source;
  private final Prefix target;
  private final boolean fsync;
  private final LongConsumer progress;
  private boolean linked = true;

  IndexRename(
      CheckpointReader reader,
      KeySelection selection,
      Path target,
      boolean fsync,
      LongConsumer progress) {
    this.reader = reader;
    this.selection = selection;
    this.source = Prefix.of(reader.prefix());
    this.target = Prefix.of(target);
    this.fsync = fsync;
    this.progress = progress;
  }

  boolean linked() {
    return linked;
  }

  /** Gives the files made. */
  List<Path> run() throws IOException {
    TreeMap<TensorKey, byte[]> entries = renamedEntries();
    Files.deleteIfExists(target.index());
    int shards = reader.numShards();
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      Path from = source.data(shard, shards);
      Path to = target.data(shard, shards);
      if (!CheckpointFiles.link(from, to)) {
        linked = false;
        CheckpointFiles.copyFile(from, to, fsync);
      }
      progress.accept(Files.size(from));
      files.add(to);
    }
    try (AtomicFile out = new AtomicFile(target.index(), fsync)) {
      TableWriter table = new TableWriter(out);
      for (Map.Entry<TensorKey, byte[]> entry : entries.entrySet()) {
        table.add(entry.getKey().bytes(), entry.getValue());
      }
      table.finish();
      out.commit();
    }
    files.add(target.index());
    return files;
  }

  private TreeMap<TensorKey, byte[]> renamedEntries() throws IOException {
    Map<TensorKey, TensorKey> newKeys = new HashMap<>();
    for (TensorEntry entry : reader.entries()) {
      TensorKey renamed = selection.findNewKey(entry.key()).orElseThrow();
      newKeys.put(entry.key(), renamed);
      for (TensorSlice slice : entry.slices()) {
        newKeys.put(SliceKey.of(entry.key(), slice), SliceKey.of(renamed, slice));
      }
    }
    TreeMap<TensorKey, byte[]> out = new TreeMap<>();
    try (ByteSource in = ByteSource.open(source.index(), false)) {
      TableCursor cursor = TableReader.open(in).cursor();
      while (cursor.next()) {
        TensorKey key = TensorKey.ofBytes(cursor.key());
        out.put(newKeys.getOrDefault(key, key), cursor.value().copy().toByteArray());
      }
    }
    return out;
  }
}
