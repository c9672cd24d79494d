package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** A V1 checkpoint of one or several files: listing, slices, values, and the bytes again. */
record TableCase(Path folder, JsonNode expected) implements ConformanceCase {
  @Override
  public String id() {
    return String.valueOf(folder.getFileName());
  }

  @Override
  public void run(Checks checks) throws IOException {
    FileCheck.recorded(checks, folder, Recording.required(expected, "files"));
    JsonNode tensors = Recording.required(expected, "tensors");
    List<String> files = Recording.texts(Recording.required(expected, "v1_files"));
    Path prefix = folder.resolve(Recording.required(expected, "prefix").textValue());
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      checks.same("format", CheckpointFormat.V1, reader.format());
      checks.same("number of files", files.size(), reader.numShards());
      List<TensorKey> keys = TensorValues.keys(tensors);
      keys.sort(Comparator.naturalOrder());
      checks.same("keys listed", keys, reader.entries().stream().map(TensorEntry::key).toList());
      checks.same(
          "the same tensors in reader order",
          Set.copyOf(reader.entries()),
          Set.copyOf(reader.entriesInReaderOrder()));
      slices(checks, reader, tensors);
      TensorValues.compare(checks, reader, tensors, "");
    }
    ReadOptions plain = ReadOptions.defaults().withMapped(false).withThreads(1);
    try (CheckpointReader reader = CheckpointReader.open(prefix, plain)) {
      TensorValues.compare(checks, reader, tensors, " (not mapped)");
    }
    for (String file : files) {
      rewrite(checks, folder.resolve(file));
    }
  }

  private static void slices(Checks checks, CheckpointReader reader, JsonNode tensors)
      throws IOException {
    Map<TensorKey, List<TensorSlice>> stored = new HashMap<>();
    for (TensorEntry entry : reader.storedIndex().entries()) {
      stored.put(entry.key(), entry.slices());
    }
    for (JsonNode tensor : tensors) {
      TensorKey key = Recording.key(tensor);
      checks.same("slices of \"" + key + "\"", Recording.slices(tensor), stored.get(key));
    }
  }

  /** Tensors and slices in the order of the save, which only the meta record tells. */
  private static void rewrite(Checks checks, Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    WriteOptions options = WriteOptions.defaults().withFormat(CheckpointFormat.V1);
    try (Scratch scratch = Scratch.create();
        CheckpointReader reader = CheckpointReader.open(file)) {
      Path copy = scratch.folder().resolve(name);
      try (CheckpointWriter writer = CheckpointWriter.create(copy, options)) {
        for (TensorEntry entry : reader.storedIndex().entries()) {
          for (TensorSlice slice : entry.slices()) {
            if (slice.equals(TensorSlice.whole(slice.rank()))) {
              writer.add(entry.key(), reader.getTensor(entry.key()));
            } else {
              writer.addSlice(
                  entry.key(), entry.spec().shape(), slice, reader.getTensor(entry.key(), slice));
            }
          }
        }
        writer.finish();
      }
      FileCheck.sameBytes(checks, file, copy);
      checks.same("files written", new TreeSet<>(Set.of(name)), scratch.files());
    }
  }
}
