package org.ckpt4j.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostEntryTest {
  private static final TensorKey PART = TensorKey.of("part");

  @TempDir Path folder;

  @Test
  void aTensorOfWhichOnlySlicesAreLeftIsDamagedNotAbsent() throws IOException {
    Path prefix = folder.resolve("m");
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      writer.add("other", RawTensor.of(DType.INT8, Shape.of(1), new byte[1]));
      writer.addSlice(
          PART,
          Shape.of(4),
          new TensorSlice(List.of(new Extent(0, 2))),
          RawTensor.of(DType.INT8, Shape.of(2), new byte[2]));
      writer.finish();
    }
    dropEntry(prefix, PART);

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      CorruptCheckpointException lost =
          assertThrows(CorruptCheckpointException.class, () -> reader.getTensor(PART));

      assertEquals(Optional.of("part"), lost.key());
      assertEquals(prefix + ".index", lost.file());
      assertFalse(reader.hasTensor(PART));
      assertThrows(NoSuchTensorException.class, () -> reader.getTensor("par"));
      assertThrows(NoSuchTensorException.class, () -> reader.getTensor("part2"));
    }
  }

  private static void dropEntry(Path prefix, TensorKey key) throws IOException {
    Path file = Path.of(prefix + ".index");
    BundleIndex index = BundleIndex.read(file);
    var kept = new TreeMap<TensorKey, BundleEntry>();
    for (int place = 0; place < index.size(); place++) {
      if (!index.key(place).equals(key)) {
        kept.put(index.key(place), index.entry(place));
      }
    }
    var bytes = new ByteBuilder(256);
    BundleIndex.write(ByteSink.into(bytes), index.header(), kept);
    Files.write(file, bytes.toByteArray());
  }
}
