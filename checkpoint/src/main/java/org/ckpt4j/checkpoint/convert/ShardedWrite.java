package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.convert.StoredTensors.Piece;

/**
 * Writes a checkpoint of several files as TensorFlow's sharded savers do: in parts, then merged.
 */
final class ShardedWrite {
  /** Puts one piece into the file being written. */
  @FunctionalInterface
  interface PieceTask {
    void write(CheckpointWriter writer, Piece piece) throws IOException;
  }

  private final Path target;
  private final WriteOptions options;

  ShardedWrite(Path target, WriteOptions options) {
    this.target = target;
    this.options = options;
  }

  /** Gives the files made. */
  List<Path> run(List<List<Piece>> shards, PieceTask task) throws IOException {
    boolean v1 = options.format() == CheckpointFormat.V1;
    if (shards.size() == 1) {
      writeOne(target, shards.get(0), task);
      Prefix files = Prefix.of(target);
      return v1 ? List.of(target) : List.of(files.data(0, 1), files.index());
    }
    List<Path> files = new ArrayList<>();
    if (v1) {
      for (int i = 0; i < shards.size(); i++) {
        String name = "%s-%05d-of-%05d".formatted(target.getFileName(), i, shards.size());
        files.add(target.resolveSibling(name));
        writeOne(files.get(i), shards.get(i), task);
      }
      return files;
    }
    mergeParts(shards, task);
    for (int i = 0; i < shards.size(); i++) {
      files.add(Prefix.of(target).data(i, shards.size()));
    }
    files.add(Prefix.of(target).index());
    return files;
  }

  private void mergeParts(List<List<Piece>> shards, PieceTask task) throws IOException {
    Path folder = target.resolveSibling(target.getFileName() + "_temp");
    Files.createDirectories(folder);
    List<Path> parts = new ArrayList<>();
    try {
      for (int i = 0; i < shards.size(); i++) {
        Path part = folder.resolve("part-%05d-of-%05d".formatted(i, shards.size()));
        parts.add(part);
        writeOne(part, shards.get(i), task);
      }
      // First: a reader must never see an old index and new data.
      Files.deleteIfExists(Prefix.of(target).index());
      CheckpointMerger.merge(parts, target, true, false);
    } catch (IOException | RuntimeException e) {
      for (Path part : parts) {
        for (Path file : CheckpointFiles.existing(part)) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
      throw e;
    }
  }

  private void writeOne(Path prefix, List<Piece> pieces, PieceTask task) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix, options)) {
      for (Piece piece : pieces) {
        task.write(writer, piece);
      }
      writer.finish();
    }
  }
}
