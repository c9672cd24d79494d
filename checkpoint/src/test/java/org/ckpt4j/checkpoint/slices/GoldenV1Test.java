package org.ckpt4j.checkpoint.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.testkit.GoldenFiles;
import org.ckpt4j.testkit.HexDiff;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenV1Test {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  static Stream<Path> goldens() {
    return GoldenFiles.folders("golden/format", "expected.json").stream()
        .filter(folder -> String.valueOf(folder.getFileName()).startsWith("v1_"));
  }

  private static JsonNode expected(Path golden) throws IOException {
    return JSON.readTree(golden.resolve("expected.json").toFile());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void readsTheRecordedTensors(Path golden) throws IOException {
    JsonNode expected = expected(golden);
    Path prefix = golden.resolve(expected.get("prefix").asText());
    for (boolean mapped : new boolean[] {true, false}) {
      try (CheckpointReader reader =
          CheckpointReader.open(prefix, ReadOptions.defaults().withMapped(mapped))) {
        List<String> keys = new ArrayList<>();
        for (JsonNode tensor : expected.get("tensors")) {
          compare(tensor, reader);
          keys.add(tensor.get("key").asText());
        }

        assertEquals(keys.stream().sorted().toList(), texts(reader.keys()));
        assertEquals(expected.get("v1_files").size(), reader.numShards());
      }
    }
  }

  private static List<String> texts(List<TensorKey> keys) {
    return keys.stream().map(TensorKey::toString).sorted().toList();
  }

  private static void compare(JsonNode tensor, CheckpointReader reader) throws IOException {
    String key = tensor.get("key").asText();
    TensorEntry entry = reader.entry(key);
    RawTensor value = reader.getTensor(key);

    assertEquals(tensor.get("dtype").asText(), entry.spec().dtype().tfName(), key);
    assertEquals(tensor.get("shape").toString(), entry.spec().shape().toString().replace(" ", ""));
    assertEquals(entry.spec(), value.spec());
    List<TensorSlice> slices = slices(tensor.get("slices"));
    boolean whole = slices.size() == 1 && slices.get(0).isWhole();
    assertEquals(whole ? List.of() : slices, entry.slices(), key);
    if (tensor.has("values_hex")) {
      List<String> strings = new ArrayList<>();
      tensor.get("values_hex").forEach(item -> strings.add(item.asText()));
      assertEquals(
          strings,
          value.elements().stream().map(s -> HexFormat.of().formatHex(s.toByteArray())).toList(),
          key);
    } else {
      compareBytes(tensor, value.bytes().toByteArray());
      TensorBytes copy = TensorBytes.of(new byte[(int) value.bytes().size()]);
      reader.readInto(TensorKey.of(key), copy);
      compareBytes(tensor, copy.toByteArray());
    }
  }

  private static void compareBytes(JsonNode tensor, byte[] bytes) {
    boolean hashed = tensor.has("sha256");
    assertEquals(
        tensor.get(hashed ? "sha256" : "hex").asText(),
        HexFormat.of().formatHex(hashed ? sha256(bytes) : bytes),
        tensor.get("key").asText());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TensorSlice> slices(JsonNode array) {
    List<TensorSlice> out = new ArrayList<>();
    for (JsonNode slice : array) {
      List<TensorSlice.Extent> extents = new ArrayList<>();
      for (JsonNode extent : slice) {
        extents.add(new TensorSlice.Extent(extent.get(0).asLong(), extent.get(1).asLong()));
      }
      out.add(new TensorSlice(extents));
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void rewritingAGoldenGivesTheSameBytes(Path golden) throws IOException {
    for (JsonNode file : expected(golden).get("v1_files")) {
      Path target = temp.resolve(file.asText());

      V1Rewriting.rewrite(golden.resolve(file.asText()), target);

      HexDiff.assertSameFile(golden.resolve(file.asText()), target);
    }
    try (Stream<Path> left = Files.list(temp)) {
      assertFalse(left.anyMatch(path -> path.toString().contains(".tempstate")));
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void readsAndWritesOnOtherFileSystems(Path golden) throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      for (JsonNode name : expected(golden).get("v1_files")) {
        Path file = golden.resolve(name.asText());
        Path source = files.getPath(name.asText());
        Files.write(source, Files.readAllBytes(file));
        Path target = files.getPath("again-" + name.asText());

        V1Rewriting.rewrite(source, target);

        HexDiff.assertSameBytes(
            name.asText(), Files.readAllBytes(file), Files.readAllBytes(target));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void everyPartOfATensorCanBeReadByItself(Path golden) throws IOException {
    try (CheckpointReader reader =
        CheckpointReader.open(golden.resolve(expected(golden).get("prefix").asText()))) {
      int compared = 0;
      for (TensorEntry entry : reader.entries()) {
        if (entry.spec().shape().rank() == 0 || entry.spec().shape().dim(0) < 2) {
          continue;
        }
        RawTensor whole = reader.getTensor(entry.key());
        long rows = entry.spec().shape().dim(0);
        long rowElements = entry.spec().shape().numElements() / rows;
        List<TensorSlice.Extent> extents =
            new ArrayList<>(TensorSlice.whole(entry.spec().shape().rank()).extents());
        extents.set(0, new TensorSlice.Extent(1, rows - 1));

        RawTensor part = reader.getTensor(entry.key(), new TensorSlice(extents));

        assertTrue(part.shape().numElements() == (rows - 1) * rowElements);
        if (whole.dtype().isFixedWidth()) {
          long skipped = rowElements * whole.dtype().width();
          assertEquals(
              HexFormat.of()
                  .formatHex(
                      whole.bytes().slice(skipped, whole.bytes().size() - skipped).toByteArray()),
              HexFormat.of().formatHex(part.bytes().toByteArray()));
        } else {
          for (int i = 0; i < part.elements().size(); i++) {
            assertEquals(
                HexFormat.of().formatHex(whole.elements().get((int) rowElements + i).toByteArray()),
                HexFormat.of().formatHex(part.elements().get(i).toByteArray()));
          }
        }
        compared++;
      }
      assertTrue(compared > 0, "no tensor to cut in " + golden);
    }
  }
}
