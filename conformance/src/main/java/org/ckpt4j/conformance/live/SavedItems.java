package org.ckpt4j.conformance.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;

/** Writes tensors, reads them back from another's file, and compares folders of files. */
final class SavedItems {
  private SavedItems() {}

  static void write(Path prefix, WriteOptions options, List<Item> items) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix, options)) {
      for (Item item : items) {
        if (item.part() == null) {
          writer.add(item.key(), item.value());
        } else {
          writer.addSlice(item.key(), item.part().fullShape(), item.part().slice(), item.value());
        }
      }
      writer.finish();
    }
  }

  /** Every item as ckpt4j reads it from what TensorFlow wrote. */
  static void read(Checks checks, Path prefix, List<Item> items) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (Item item : items) {
        RawTensor found =
            item.part() == null
                ? reader.getTensor(item.key())
                : reader.getTensor(item.key(), item.part());
        String what =
            "read from TensorFlow's file: %s \"%s\" %s"
                .formatted(item.value().spec(), item.key(), item.part() == null ? "" : item.part());
        same(checks, what, item.value(), found);
      }
    }
  }

  /** The same type, shape and bytes. */
  static void same(Checks checks, String what, RawTensor expected, RawTensor found) {
    if (checks.same(what, expected.spec(), found.spec())) {
      checks.holds(what + ": another value", bytes(expected).equals(bytes(found)));
    }
  }

  private static List<java.nio.ByteBuffer> bytes(RawTensor value) {
    List<TensorBytes> parts =
        value.dtype().isFixedWidth() ? List.of(value.bytes()) : value.elements();
    List<java.nio.ByteBuffer> out = new ArrayList<>();
    for (TensorBytes part : parts) {
      out.add(part.window(0, (int) part.size()));
    }
    return out;
  }

  /** The same files in both folders, byte for byte. */
  static void sameFolders(Checks checks, Path ours, Path theirs) throws IOException {
    TreeSet<String> names = files(theirs);
    checks.same("files", names, files(ours));
    for (String name : names) {
      Path mine = ours.resolve(name);
      if (Files.isRegularFile(mine)) {
        long at = Files.mismatch(mine, theirs.resolve(name));
        checks.holds("%s differs from TensorFlow's from byte %d on".formatted(name, at), at < 0);
      }
    }
  }

  private static TreeSet<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      TreeSet<String> out = new TreeSet<>();
      walk.filter(Files::isRegularFile).forEach(p -> out.add(folder.relativize(p).toString()));
      return out;
    }
  }
}
