package org.ckpt4j.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.testkit.GoldenCase;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged bundles: for each it is recorded what a reader may do with it, judged by what TensorFlow
 * does and by what the bytes say.
 */
class BadBundleTest {
  private static final String BAD = "golden/format/bad";

  record BadCase(String id, Path folder, JsonNode expected, JsonNode base) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<BadCase> cases() {
    Path folder = GoldenFiles.at(BAD);
    JsonNode bad = GoldenCase.json(folder.resolve("bad.json"));
    return StreamSupport.stream(bad.path("cases").spliterator(), false)
        .filter(one -> !one.path("base").asText().startsWith("v1"))
        .map(
            one ->
                new BadCase(
                    one.path("id").asText(),
                    folder.resolve(one.path("id").asText()),
                    one,
                    bad.path("bases").path(one.path("base").asText())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void mappedReaderDoesWhatIsAllowed(BadCase bad) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> check(bad, ReadOptions.defaults()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void copyingReaderDoesWhatIsAllowed(BadCase bad) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> check(bad, ReadOptions.defaults().withMapped(false)));
  }

  private static void check(BadCase bad, ReadOptions options) throws IOException {
    Set<String> mayOpen = names(bad.expected.at("/allowed/open_or_list"));
    Path prefix = bad.folder.resolve(bad.expected.path("prefix").asText());
    CheckpointReader reader;
    try {
      reader = CheckpointReader.open(prefix, options);
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      assertNames(e, bad.folder.toString());
      assertTrue(mayOpen.contains("error"), "opening must succeed: " + e);
      return;
    }
    try (reader) {
      String listed = list(bad, reader);
      assertTrue(mayOpen.contains(listed), listed + " is none of " + mayOpen);
      JsonNode tensors = bad.expected.at("/allowed/tensors");
      tensors
          .fieldNames()
          .forEachRemaining(key -> checkTensor(bad, reader, key, names(tensors.path(key))));
    }
  }

  private static String list(BadCase bad, CheckpointReader reader) throws IOException {
    Set<String> keys = new TreeSet<>();
    try {
      for (TensorEntry entry : reader.entries()) {
        if (entry.key().bytes()[0] != 0) {
          keys.add(entry.key().toString());
        }
      }
    } catch (CorruptCheckpointException e) {
      assertNames(e, bad.folder.toString());
      return "error";
    }
    if (keys.equals(fields(bad.base))) {
      return "base";
    }
    Set<String> strict = fields(bad.expected.at("/strict_reader/tensors"));
    strict.removeIf(key -> key.startsWith("\0"));
    return keys.equals(strict) ? "strict" : "neither base nor strict: " + keys;
  }

  private static void checkTensor(
      BadCase bad, CheckpointReader reader, String key, Set<String> allowed) {
    String outcome;
    try {
      RawTensor value = reader.getTensor(keyOf(key));
      String text = describe(value);
      if (text.equals(described(bad.base.path(key)))) {
        outcome = "base";
      } else if (text.equals(described(bad.expected.at("/strict_reader/tensors").path(key)))) {
        outcome = "strict";
      } else {
        outcome = "wrong value " + text;
      }
    } catch (NoSuchTensorException e) {
      outcome = "absent";
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      assertNames(e, bad.folder.toString());
      assertNames(e, key);
      outcome = "error";
    } catch (IOException e) {
      outcome = "untyped " + e;
    }
    if (allowed.contains("strict") && outcome.equals("base")) {
      outcome =
          described(bad.base.path(key))
                  .equals(described(bad.expected.at("/strict_reader/tensors").path(key)))
              ? "strict"
              : "base";
    }
    assertTrue(allowed.contains(outcome), key + ": " + outcome + " is none of " + allowed);
  }

  private static void assertNames(Exception e, String what) {
    assertTrue(String.valueOf(e.getMessage()).contains(what), e + " does not name " + what);
  }

  private static String described(JsonNode expected) {
    JsonNode ok = expected.path("ok");
    return ok.isMissingNode()
        ? expected.path("dtype")
            + " "
            + expected.path("shape")
            + " "
            + expected.path("sha").asText()
        : ok.get(0) + " " + ok.get(1) + " " + ok.get(2).asText();
  }

  private static String describe(RawTensor value) {
    return value.dtype().number()
        + " "
        + value.shape().toString().replace(" ", "")
        + " "
        + sha(value);
  }

  private static String sha(RawTensor value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<byte[]> buffers = new ArrayList<>();
      if (value.dtype().isFixedWidth()) {
        byte[] bytes = value.bytes().toByteArray();
        for (int i = 0; value.dtype() == DType.BOOL && i < bytes.length; i++) {
          bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
        }
        buffers.add(bytes);
      } else {
        value.elements().stream().map(TensorBytes::toByteArray).forEach(buffers::add);
      }
      for (byte[] buffer : buffers) {
        digest.update(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(buffer.length).flip());
        digest.update(buffer);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The key whose text, with {@code \xNN} for bytes that are not UTF-8, is recorded. */
  private static TensorKey keyOf(String text) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < text.length(); ) {
      if (text.startsWith("\\x", i)) {
        out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 4;
      } else {
        int point = text.codePointAt(i);
        out.writeBytes(Character.toString(point).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        i += Character.charCount(point);
      }
    }
    return TensorKey.ofBytes(out.toByteArray());
  }

  private static Set<String> names(JsonNode list) {
    Set<String> out = new TreeSet<>();
    list.forEach(name -> out.add(name.asText()));
    return out;
  }

  private static Set<String> fields(JsonNode object) {
    Set<String> out = new TreeSet<>();
    object.fieldNames().forEachRemaining(out::add);
    return out;
  }
}
