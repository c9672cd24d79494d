package org.ckpt4j.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.testkit.GoldenCase;
import org.ckpt4j.testkit.GoldenFiles;
import org.ckpt4j.testkit.HexDiff;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that TensorFlow wrote: every value right, and written again to the same bytes. */
class GoldenBundleTest {
  @TempDir Path temp;

  static Stream<GoldenCase> goldens() {
    return GoldenCase.all("golden/format").stream()
        .filter(golden -> golden.text("format").equals("V2"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void entriesAreThoseTensorFlowWrote(GoldenCase golden) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix(golden))) {
      List<TensorEntry> stored = reader.storedIndex().entries();

      assertEquals(CheckpointFormat.V2, reader.format());
      assertEquals(golden.expected().at("/header/num_shards").asInt(), reader.numShards());
      assertEquals(golden.expected().path("entries").size(), stored.size());
      for (int i = 0; i < stored.size(); i++) {
        checkEntry(golden.expected().path("entries").get(i), stored.get(i));
      }
    }
  }

  private static void checkEntry(JsonNode expected, TensorEntry entry) {
    assertEquals(key(expected), entry.key());
    assertEquals(expected.path("dtype").asText(), entry.spec().dtype().tfName());
    assertEquals(
        expected.path("shape").toString().replace(",", ", "), entry.spec().shape().toString());
    assertEquals(expected.path("shard").asInt(), entry.shard());
    assertEquals(expected.path("offset").asLong(), entry.offset());
    assertEquals(expected.path("size").asLong(), entry.size());
    assertEquals(
        expected.has("crc32c") ? Integer.parseUnsignedInt(expected.path("crc32c").asText(), 16) : 0,
        entry.maskedCrc32c());
    assertEquals(expected.path("slices").size(), entry.slices().size());
    for (int i = 0; i < entry.slices().size(); i++) {
      assertEquals(slice(expected.path("slices").get(i)), entry.slices().get(i));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void valuesAreThoseTensorFlowWrote(GoldenCase golden) throws IOException {
    checkValues(golden, prefix(golden), ReadOptions.defaults());
    checkValues(golden, prefix(golden), ReadOptions.defaults().withMapped(false).withThreads(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void valuesAreTheSameOnAnotherFileSystem(GoldenCase golden) throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path folder = memory.getPath("/case");
      copy(golden.folder(), folder);

      checkValues(golden, folder.resolve(golden.text("prefix")), ReadOptions.defaults());
    }
  }

  private static void checkValues(GoldenCase golden, Path prefix, ReadOptions options)
      throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix, options)) {
      List<TensorKey> listed = reader.entries().stream().map(TensorEntry::key).toList();
      List<TensorKey> expected = new ArrayList<>();
      for (JsonNode tensor : golden.expected().path("tensors")) {
        expected.add(key(tensor));
        checkValue(reader, tensor);
      }
      assertEquals(expected, listed);
      assertEquals(expected, reader.keys());
      for (JsonNode part : golden.expected().path("partial_reads")) {
        checkPart(reader, part);
      }
    }
  }

  private static void checkValue(CheckpointReader reader, JsonNode expected) throws IOException {
    TensorKey key = key(expected);
    if (!expected.has("hex") && !expected.has("values_hex") && !expected.has("sha256")) {
      // TensorFlow cannot assemble it: the slices do not cover it, or it is of strings.
      if (!expected.path("dtype").asText().equals("string")) {
        assertThrows(CorruptCheckpointException.class, () -> reader.getTensor(key));
      }
      return;
    }
    RawTensor value = reader.getTensor(key);
    checkTensor(expected, value);
    if (value.dtype().isFixedWidth()) {
      TensorBytes target = TensorBytes.allocate(value.bytes().size());
      reader.readInto(key, target);
      assertArrayEquals(value.bytes().toByteArray(), target.toByteArray());
    }
  }

  private static void checkTensor(JsonNode expected, RawTensor value) {
    if (expected.has("dtype")) {
      assertEquals(expected.path("dtype").asText(), value.dtype().tfName());
    }
    assertEquals(expected.path("shape").toString().replace(",", ", "), value.shape().toString());
    if (expected.has("values_hex")) {
      List<String> elements =
          value.elements().stream()
              .map(element -> HexFormat.of().formatHex(element.toByteArray()))
              .toList();
      List<String> wanted = new ArrayList<>();
      expected.path("values_hex").forEach(hex -> wanted.add(hex.asText()));
      assertEquals(wanted, elements);
    } else if (expected.has("hex")) {
      assertEquals(
          expected.path("hex").asText(), HexFormat.of().formatHex(value.bytes().toByteArray()));
    } else {
      assertEquals(expected.path("sha256").asText(), sha256(value));
    }
  }

  private static String sha256(RawTensor value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      if (value.dtype().isFixedWidth()) {
        digest.update(value.bytes().toByteArray());
      } else {
        value.elements().forEach(element -> digest.update(element.toByteArray()));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void checkPart(CheckpointReader reader, JsonNode part) throws IOException {
    TensorKey key = key(part);
    String text = part.path("shape_and_slice").asText();
    if (part.has("hex") || part.has("values_hex")) {
      checkTensor(part, reader.getTensor(key, ShapeAndSlice.parse(text)));
    } else if (part.path("message").asText().startsWith("Dtype")) {
      // TensorFlow cannot assemble this type; we can.
      ShapeAndSlice wanted = ShapeAndSlice.parse(text);
      assertEquals(
          wanted.slice().sliceShape(wanted.fullShape()), reader.getTensor(key, wanted).shape());
    } else {
      Class<? extends Exception> kind =
          part.path("error").asText().equals("InternalError")
              ? IndexOutOfBoundsException.class
              : Exception.class;
      assertThrows(kind, () -> reader.getTensor(key, ShapeAndSlice.parse(text)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void rewritingAGoldenGivesTheSameBytes(GoldenCase golden) throws IOException {
    org.junit.jupiter.api.Assumptions.assumeFalse(
        golden.expected().path("not_byte_identical").asBoolean(),
        "left out: TensorFlow reads this file but does not write such");
    Path target = temp.resolve("out/" + golden.text("prefix"));
    Files.createDirectories(temp.resolve("out"));
    try (CheckpointReader reader = CheckpointReader.open(prefix(golden))) {
      Rewriting.of(reader).to(target, temp);
    }

    List<String> expected = new ArrayList<>();
    golden.expected().path("files").fieldNames().forEachRemaining(expected::add);
    expected.removeIf(name -> !name.matches(".*[.](index|data-\\d+-of-\\d+)"));
    for (String name : expected) {
      HexDiff.assertSameFile(golden.folder().resolve(name), temp.resolve("out").resolve(name));
    }
    try (Stream<Path> written = Files.walk(temp.resolve("out"))) {
      assertEquals(expected.size(), written.filter(Files::isRegularFile).count());
    }
  }

  private static Path prefix(GoldenCase golden) {
    return golden.folder().resolve(golden.text("prefix"));
  }

  static TensorKey key(JsonNode node) {
    if (node.has("key_hex")) {
      return TensorKey.ofBytes(HexFormat.of().parseHex(node.path("key_hex").asText()));
    }
    if (node.has("key_runs")) {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      for (JsonNode run : node.path("key_runs")) {
        for (int i = 0; i < run.get(1).asInt(); i++) {
          out.write(Integer.parseInt(run.get(0).asText(), 16));
        }
      }
      return TensorKey.ofBytes(out.toByteArray());
    }
    return TensorKey.of(node.path("key").asText());
  }

  private static TensorSlice slice(JsonNode node) {
    List<TensorSlice.Extent> extents = new ArrayList<>();
    for (JsonNode extent : node) {
      extents.add(new TensorSlice.Extent(extent.get(0).asLong(), extent.get(1).asLong()));
    }
    return new TensorSlice(extents);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(file));
        }
      }
    }
    assertTrue(GoldenFiles.required() || Files.exists(to));
  }
}
