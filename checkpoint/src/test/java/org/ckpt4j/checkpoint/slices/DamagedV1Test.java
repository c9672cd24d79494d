package org.ckpt4j.checkpoint.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.testkit.ByteDamage;
import org.ckpt4j.testkit.GoldenFiles;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedV1Test {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path BAD = GoldenFiles.at("golden/format/bad");

  static Stream<String> cases() throws IOException {
    List<String> out = new ArrayList<>();
    for (JsonNode badCase : JSON.readTree(BAD.resolve("bad.json").toFile()).get("cases")) {
      if (badCase.get("base").asText().startsWith("v1")) {
        out.add(badCase.get("id").asText());
      }
    }
    return out.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void damagedFilesGiveWhatIsAllowed(String id) throws IOException {
    JsonNode all = JSON.readTree(BAD.resolve("bad.json").toFile());
    JsonNode badCase = null;
    for (JsonNode item : all.get("cases")) {
      badCase = item.get("id").asText().equals(id) ? item : badCase;
    }
    JsonNode bases = all.get("bases").get(badCase.get("base").asText());
    JsonNode allowed = badCase.get("allowed");
    Path prefix = BAD.resolve(id).resolve(badCase.get("prefix").asText());
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertTrue(texts(allowed.get("open_or_list")).contains(listing(reader, bases)), "listing");
      for (Map.Entry<String, JsonNode> tensor : allowed.get("tensors").properties()) {
        String outcome = outcome(reader, tensor.getKey(), bases);
        assertTrue(
            texts(tensor.getValue()).contains(outcome), tensor.getKey() + " gives " + outcome);
      }
    } catch (CorruptCheckpointException e) {
      assertTrue(texts(allowed.get("open_or_list")).contains("error"), e.toString());
      assertTrue(e.getMessage().contains(badCase.get("prefix").asText()), e.toString());
    }
  }

  private static String listing(CheckpointReader reader, JsonNode bases) {
    try {
      List<String> keys = new ArrayList<>();
      bases.fieldNames().forEachRemaining(keys::add);
      return reader.entries().stream().map(entry -> entry.key().toString()).toList().equals(keys)
          ? "base"
          : "other";
    } catch (IOException e) {
      return "error";
    }
  }

  private static String outcome(CheckpointReader reader, String key, JsonNode bases)
      throws IOException {
    RawTensor value;
    try {
      value = reader.getTensor(key);
    } catch (NoSuchTensorException e) {
      return "absent";
    } catch (CorruptCheckpointException e) {
      assertTrue(e.getMessage().contains(key), e.toString());
      return "error";
    }
    JsonNode base = bases.get(key);
    boolean same =
        base.get("dtype").asInt() == value.dtype().number()
            && base.get("shape").toString().equals(value.shape().toString().replace(" ", ""))
            && base.get("sha").asText().equals(ValueHash.of(value));
    return same ? "base" : "wrong value";
  }

  private static List<String> texts(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(item -> out.add(item.asText()));
    return out;
  }

  /** Every tensor's text, or the kind of its error; never another exception. */
  private static Map<String, String> contents(Path file) throws IOException {
    Map<String, String> out = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(file)) {
      for (TensorKey key : reader.keys()) {
        try {
          RawTensor value = reader.getTensor(key);
          out.put(key.toString(), value.spec() + Arrays.toString(flat(value)));
        } catch (CorruptCheckpointException e) {
          out.put(key.toString(), "error");
        }
      }
    } catch (CorruptCheckpointException e) {
      return Map.of("", "error");
    }
    return out;
  }

  private static byte[] flat(RawTensor value) {
    if (value.dtype().isFixedWidth()) {
      return value.bytes().toByteArray();
    }
    StringBuilder out = new StringBuilder();
    for (TensorBytes element : value.elements()) {
      out.append(Arrays.toString(element.toByteArray()));
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void everyFlippedByteAndEveryTruncationIsNoticedOrDoesNoHarm() throws IOException {
    Path golden = GoldenFiles.at("golden/format/v1_small/model");
    byte[] sound = Files.readAllBytes(golden);
    Map<String, String> expected = contents(golden);
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      Path damaged = files.getPath("model");
      Stream.of(
              ByteDamage.everyByteFlipped(sound),
              ByteDamage.everyTruncation(sound),
              ByteDamage.random(sound, 2000, Seeds.printed("damagedV1")))
          .flatMap(stream -> stream)
          .forEach(damage -> check(damage, damaged, expected));
    }
  }

  private static void check(ByteDamage damage, Path file, Map<String, String> expected) {
    Map<String, String> found;
    try {
      Files.write(file, damage.bytes());
      found = contents(file);
    } catch (IOException e) {
      throw new UncheckedIOException(damage.what(), e);
    }
    found.forEach(
        (key, text) -> {
          if (!text.equals("error")) {
            assertEquals(expected.get(key), text, () -> damage.what().toLowerCase(Locale.ROOT));
          }
        });
  }
}
