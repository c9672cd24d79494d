package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** Tensors, types and shapes as the recorded ops write them. */
final class RecordedTensor {
  private RecordedTensor() {}

  static DType dtype(JsonNode name) {
    return DType.findByName(name.asText())
        .orElseThrow(() -> new MalformedCase("no dtype is called " + name));
  }

  /** Null is an unknown size; null alone, an unknown rank. */
  static Shape shape(JsonNode dims) {
    if (dims.isNull()) {
      return Shape.unknown();
    }
    if (!dims.isArray()) {
      throw new MalformedCase("no shape: " + dims);
    }
    long[] sizes = new long[dims.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = dims.get(i).isNull() ? Shape.UNKNOWN_SIZE : dims.get(i).longValue();
    }
    return Shape.of(sizes);
  }

  static EagerTensor value(JsonNode tensor) {
    return EagerTensor.of(read(tensor));
  }

  static RawTensor read(JsonNode tensor) {
    DType dtype = dtype(field(tensor, "dtype"));
    Shape shape = shape(field(tensor, "shape"));
    if (tensor.has("b64")) {
      return RawTensor.of(dtype, shape, decode(tensor.get("b64")));
    }
    JsonNode data = field(tensor, "data");
    if (data.size() != shape.numElements()) {
      throw new MalformedCase("%d elements for shape %s".formatted(data.size(), shape));
    }
    if (dtype == DType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      data.forEach(s -> strings.add(string(s)));
      return RawTensor.ofStrings(shape, strings);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(data.size() * dtype.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < data.size(); i++) {
      JsonNode x = data.get(i);
      long element = x.isBoolean() ? (x.booleanValue() ? 1 : 0) : x.bigIntegerValue().longValue();
      Elements.putLong(bytes, dtype, i, element);
    }
    return RawTensor.of(dtype, shape, bytes.array());
  }

  static byte[] string(JsonNode s) {
    return s.isObject() ? decode(s.get("b64")) : s.textValue().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] decode(JsonNode base64) {
    return Base64.getDecoder().decode(base64.textValue());
  }

  static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new MalformedCase("\"" + name + "\" is missing");
    }
    return value;
  }
}
