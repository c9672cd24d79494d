package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.checkpoint.coding.FileActions;
import org.ckpt4j.checkpoint.coding.OutputFile;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Makes one bundle out of several: their data files are renamed to be its shards, a new index names
 * all their tensors. Shards are numbered by the first new key, in key order, part by part.
 *
 * <p>Counterpart: {@code MergeV2Checkpoints}. In TensorFlow a part without any tensor counts as a
 * shard that no file is made for, and the result cannot be read; here only files that hold
 * something count.
 */
public final class BundleMerger {
  private final FileActions files;
  private final Prefix destination;
  private final TreeMap<TensorKey, BundleEntry> entries = new TreeMap<>();

  /** The data files of the parts, in the order of their new numbers. */
  private final Map<Path, Integer> shards = new LinkedHashMap<>();

  private final List<Part> parts = new ArrayList<>();

  private record Part(Prefix prefix, BundleIndex index) {}

  private BundleMerger(FileActions files, Prefix destination) {
    this.files = files;
    this.destination = destination;
  }

  /**
   * @throws IllegalArgumentException if a part is missing that may not, none is left, two hold the
   *     same tensor, or they differ in version or byte order
   */
  public static void merge(
      List<Prefix> parts,
      Prefix destination,
      boolean deleteOldFolders,
      boolean allowMissing,
      boolean fsync)
      throws IOException {
    merge(FileActions.SYSTEM, parts, destination, deleteOldFolders, allowMissing, fsync);
  }

  static void merge(
      FileActions files,
      List<Prefix> parts,
      Prefix destination,
      boolean deleteOldFolders,
      boolean allowMissing,
      boolean fsync)
      throws IOException {
    BundleMerger merger = new BundleMerger(files, destination);
    for (Prefix part : parts) {
      merger.take(part, allowMissing);
    }
    if (merger.parts.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to merge into " + destination + ": none of the parts " + parts + " is there");
    }
    merger.write(fsync);
    merger.removeParts(deleteOldFolders);
  }

  private void take(Prefix prefix, boolean allowMissing) throws IOException {
    if (!files.exists(prefix.index())) {
      if (allowMissing) {
        return;
      }
      throw new IllegalArgumentException(
          "part %s of %s is missing: there is no %s"
              .formatted(prefix, destination, prefix.index()));
    }
    Part part = new Part(prefix, BundleIndex.read(prefix.index()));
    if (!parts.isEmpty()) {
      checkSameHeader(parts.get(0), part);
    }
    parts.add(part);
    for (int place = 0; place < part.index.size(); place++) {
      take(part, part.index.key(place), part.index.entry(place));
    }
  }

  private void checkSameHeader(Part first, Part part) {
    BundleHeader a = first.index.header();
    BundleHeader b = part.index.header();
    if (!a.equals(
        new BundleHeader(
            a.numShards(), b.bigEndian(), b.producer(), b.minConsumer(), b.badConsumers()))) {
      throw new IllegalArgumentException(
          "parts %s and %s differ in version or byte order: %s, %s"
              .formatted(first.prefix, part.prefix, a, b));
    }
  }

  private void take(Part part, TensorKey key, BundleEntry entry) {
    BundleEntry before = entries.get(key);
    if (before == null) {
      Path data = part.prefix.data(entry.shard(), part.index.header().numShards());
      Integer shard = shards.computeIfAbsent(data, file -> shards.size());
      entries.put(key, entry.withShard(shard));
      return;
    }
    if (!before.isPartitioned() || !entry.isPartitioned()) {
      throw new IllegalArgumentException(
          "tensor \"%s\" is in %s and in a part before it".formatted(key, part.prefix));
    }
    if (before.dtype() != entry.dtype() || !before.shape().equals(entry.shape())) {
      throw new IllegalArgumentException(
          "tensor \"%s\" has type number %d, full shape %s in %s, and %d, %s in a part before it"
              .formatted(
                  key, entry.dtype(), entry.shape(), part.prefix, before.dtype(), before.shape()));
    }
    List<TensorSlice> slices = new ArrayList<>(before.slices());
    slices.addAll(entry.slices());
    entries.put(key, before.withSlices(slices));
  }

  private void write(boolean fsync) throws IOException {
    if (!destination.folder().toString().isEmpty()) {
      files.createFolder(destination.folder());
    }
    InterruptedSaves.settle(files, destination);
    if (shards.isEmpty()) {
      // Parts without any tensor: one empty data file, so that the result can be read.
      Part part = parts.get(0);
      shards.put(part.prefix.data(0, part.index.header().numShards()), 0);
    }
    String id = AtomicFile.randomId();
    Deque<Path[]> moved = new ArrayDeque<>();
    Path index = AtomicFile.temporary(destination.index(), id);
    try {
      for (Map.Entry<Path, Integer> shard : shards.entrySet()) {
        Path data = destination.data(shard.getValue(), shards.size());
        Path here = AtomicFile.temporary(data, id);
        files.rename(shard.getKey(), here);
        moved.push(new Path[] {shard.getKey(), here});
      }
      writeIndex(index, id, fsync);
    } catch (IOException | RuntimeException e) {
      takeBack(moved, index, e);
      throw e;
    }
  }

  private void writeIndex(Path file, String id, boolean fsync) throws IOException {
    BundleHeader first = parts.get(0).index.header();
    BundleHeader header =
        new BundleHeader(
            shards.size(),
            first.bigEndian(),
            first.producer(),
            first.minConsumer(),
            first.badConsumers());
    try (OutputFile out = files.create(file)) {
      BundleIndex.write(ByteSink.into(out), header, entries);
      if (fsync) {
        out.force();
      }
      Publication.publish(files, destination, id, shards.size(), fsync);
    }
  }

  private void takeBack(Deque<Path[]> moved, Path index, Throwable cause) {
    try {
      files.delete(index);
      for (Path[] step : moved) {
        files.rename(step[1], step[0]);
      }
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void removeParts(boolean deleteOldFolders) throws IOException {
    for (Part part : parts) {
      if (!part.prefix.index().equals(destination.index())) {
        files.delete(part.prefix.index());
      }
      Path folder = part.prefix.folder();
      if (deleteOldFolders && !folder.equals(destination.folder())) {
        try {
          files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
          // Another part, or something that is not ours, still lies there; TF leaves it, too.
          continue;
        }
      }
    }
  }
}
