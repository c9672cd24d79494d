package org.ckpt4j.checkpoint.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.audit.CheckpointAudit;
import org.ckpt4j.checkpoint.audit.Salvage;
import org.ckpt4j.checkpoint.convert.Conversion.Way;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a file system in memory: no mapping, no default provider. */
final class CheckpointConverterTest {
  private FileSystem files;
  private Path source;

  @BeforeEach
  void writeACheckpoint() throws IOException {
    files = Jimfs.newFileSystem(Configuration.unix());
    Files.createDirectory(files.getPath("/d"));
    source = files.getPath("/d/m");
    try (CheckpointWriter writer = CheckpointWriter.create(source)) {
      writer.add("b", RawTensor.of(DType.UINT8, Shape.of(3), new byte[] {1, 2, 3}));
      writer.add("a", RawTensor.ofString(new byte[] {'x'}));
      for (int row = 0; row < 2; row++) {
        writer.addSlice(
            org.ckpt4j.tensor.TensorKey.of("p"),
            Shape.of(2, 2),
            TensorSlice.parse(row + ",1:0,2"),
            RawTensor.of(DType.UINT8, Shape.of(1, 2), new byte[] {(byte) row, 9}));
      }
      writer.finish();
    }
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  @Test
  void aRenameKeepsEveryEntryAndLinksTheData() throws IOException {
    Path target = files.getPath("/d/renamed");
    ConversionPlan plan =
        ConversionPlan.plain().withRenames(List.of(KeyRename.parse("^(.)$=new/$1")));

    Conversion done = CheckpointConverter.convert(source, target, plan, bytes -> {});

    assertEquals(Way.LINKED, done.way());
    assertEquals(3, done.renamed());
    try (CheckpointReader reader = CheckpointReader.open(target)) {
      assertEquals(
          List.of("new/a", "new/b", "new/p"),
          reader.entries().stream().map(entry -> entry.key().toString()).toList());
      assertEquals(9, reader.getTensor("new/p").bytes().toByteArray()[3]);
    }
    assertTrue(CheckpointAudit.of(target, bytes -> {}).clean());
  }

  @Test
  void rewritingInSavedOrderGivesTheSameBytes() throws IOException {
    Path target = files.getPath("/d/again");

    try (CheckpointReader reader = CheckpointReader.open(source)) {
      CheckpointConverter.rewrite(reader, target, ConversionPlan.plain(), bytes -> {});
    }

    for (String end : new String[] {".index", ".data-00000-of-00001"}) {
      assertEquals(
          -1, Files.mismatch(files.getPath("/d/m" + end), files.getPath("/d/again" + end)), end);
    }
  }

  @Test
  void progressCountsEveryByteOnce() throws IOException {
    long[] counted = {0};

    try (CheckpointReader reader = CheckpointReader.open(source)) {
      CheckpointConverter.rewrite(
          reader, files.getPath("/d/q"), ConversionPlan.plain(), bytes -> counted[0] += bytes);
      assertEquals(CheckpointConverter.work(reader), counted[0]);
    }
  }

  @Test
  void aFailedCopyLeavesNothingBehind() throws IOException {
    Path data = files.getPath("/d/m.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[0] ^= 1;
    Files.write(data, bytes);
    Path target = files.getPath("/d/other/m");

    assertThrows(
        org.ckpt4j.checkpoint.CorruptCheckpointException.class,
        () ->
            CheckpointConverter.convert(
                source, target, ConversionPlan.plain().withShards(2), count -> {}));

    try (var left = Files.list(files.getPath("/d/other"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void salvageLeavesOnlyTheDamagedTensorOut() throws IOException {
    Path data = files.getPath("/d/m.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length - 1] ^= 1; // the second slice of "p"
    Files.write(data, bytes);

    Salvage done = Salvage.copy(source, files.getPath("/d/saved"), false, false, count -> {});

    assertEquals(2, done.saved());
    assertEquals(
        Optional.of("p"),
        done.findings().get(0).key(),
        () -> "slices are told of by their tensor: " + done.findings());
    assertTrue(CheckpointAudit.of(files.getPath("/d/saved"), count -> {}).clean());
    assertFalse(CheckpointAudit.of(source, count -> {}).clean());
  }

  @Test
  void aReplacementThatNamesNoGroupIsRefusedAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> KeyRename.parse("a=$1"));
    assertThrows(IllegalArgumentException.class, () -> KeyRename.parse("no replacement"));
    assertEquals("a=b", KeyRename.parse("x\\=y=a=b").apply("x=y"));
  }
}
