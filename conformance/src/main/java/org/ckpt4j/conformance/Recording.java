package org.ckpt4j.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** The words in which the recordings speak of tensors: keys, types, shapes, slices. */
final class Recording {
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNumberLength(10_000)
                      .build())
              .build());

  private Recording() {}

  static JsonNode read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return JSON.readTree(in);
    }
  }

  /** {@code key} (text), {@code key_hex} (any bytes) or {@code key_runs} (bytes and how often). */
  static TensorKey key(JsonNode node) {
    if (node.has("key_runs")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (JsonNode run : node.get("key_runs")) {
        byte[] part = hex(run.get(0));
        for (int i = 0; i < run.get(1).intValue(); i++) {
          out.writeBytes(part);
        }
      }
      return TensorKey.ofBytes(out.toByteArray());
    }
    return node.has("key_hex")
        ? TensorKey.ofBytes(hex(node.get("key_hex")))
        : TensorKey.of(required(node, "key").textValue());
  }

  static DType dtype(JsonNode node) {
    String name = required(node, "dtype").textValue();
    return DType.findByName(name)
        .orElseThrow(() -> new IllegalArgumentException("no dtype is called " + name));
  }

  static Shape shape(JsonNode node) {
    return Shape.of(longs(required(node, "shape")));
  }

  /** Absent members give an empty list. */
  static List<TensorSlice> slices(JsonNode node) {
    List<TensorSlice> out = new ArrayList<>();
    for (JsonNode slice : node.path("slices")) {
      List<Extent> extents = new ArrayList<>();
      for (JsonNode extent : slice) {
        extents.add(new Extent(extent.get(0).longValue(), extent.get(1).longValue()));
      }
      out.add(new TensorSlice(extents));
    }
    return out;
  }

  static byte[] hex(JsonNode text) {
    return HexFormat.of().parseHex(text.textValue());
  }

  static List<String> texts(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(item -> out.add(item.asText()));
    return out;
  }

  static JsonNode required(JsonNode node, String member) {
    JsonNode value = node.get(member);
    if (value == null) {
      throw new UncheckedIOException(
          new IOException("the recording has no \"" + member + "\" in " + brief(node)));
    }
    return value;
  }

  private static long[] longs(JsonNode array) {
    long[] out = new long[array.size()];
    Arrays.setAll(out, i -> array.get(i).longValue());
    return out;
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() < 120 ? text : text.substring(0, 120) + "...";
  }
}
