package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * Tensors as the trace language writes them: {@code {"dtype", "shape"}} with {@code data}, {@code
 * fill} or {@code seq}.
 */
final class TensorCodec {
  private TensorCodec() {}

  static DType dtype(JsonNode name) {
    return DType.findByName(name.asText())
        .orElseThrow(() -> new IllegalArgumentException("no dtype " + name));
  }

  static Shape shape(JsonNode dims) {
    long[] sizes = new long[dims.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = dims.get(i).isNull() ? Shape.UNKNOWN_SIZE : dims.get(i).longValue();
    }
    return Shape.of(sizes);
  }

  /** The tensor a step gives. */
  static RawTensor read(JsonNode tensor) {
    DType dtype = dtype(tensor.get("dtype"));
    // A recorded tensor without a shape was made by NumPy of a list of one.
    Shape shape = tensor.hasNonNull("shape") ? shape(tensor.get("shape")) : Shape.of(1);
    int count = Math.toIntExact(shape.numElements());
    if (dtype == DType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        strings.add(string(tensor, i));
      }
      return RawTensor.ofStrings(shape, strings);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, dtype.width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(dtype, bytes, tensor, i);
    }
    return RawTensor.of(dtype, shape, bytes.array());
  }

  private static byte[] string(JsonNode tensor, int i) {
    return given(tensor, i)
        .map(TensorCodec::bytes)
        .orElseGet(() -> ("s" + (seq(tensor) + i)).getBytes(StandardCharsets.UTF_8));
  }

  private static void put(DType dtype, ByteBuffer bytes, JsonNode tensor, int i) {
    Optional<JsonNode> given = given(tensor, i);
    if (dtype == DType.BOOL) {
      boolean set = given.map(JsonNode::asBoolean).orElseGet(() -> (seq(tensor) + i) % 2 != 0);
      Elements.putLong(bytes, dtype, i, set ? 1 : 0);
    } else if (dtype.isComplex()) {
      DType part = dtype == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
      double real =
          given.map(x -> number(x.isArray() ? x.get(0) : x)).orElseGet(() -> step(tensor, i));
      double imaginary =
          given.map(x -> x.isArray() ? number(x.get(1)) : 0).orElseGet(() -> -step(tensor, i));
      Elements.putDouble(bytes, part, 2 * i, real);
      Elements.putDouble(bytes, part, 2 * i + 1, imaginary);
    } else if (dtype.isFloating()) {
      Elements.putDouble(
          bytes, dtype, i, given.map(TensorCodec::number).orElseGet(() -> step(tensor, i)));
    } else {
      long value = given.map(x -> x.bigIntegerValue().longValue()).orElseGet(() -> seq(tensor) + i);
      Elements.putLong(bytes, dtype, i, value);
    }
  }

  /** The element as written; empty where it follows from {@code seq}. */
  private static Optional<JsonNode> given(JsonNode tensor, int i) {
    if (tensor.has("data")) {
      return Optional.of(tensor.get("data").get(i));
    }
    return Optional.ofNullable(tensor.get("fill"));
  }

  private static long seq(JsonNode tensor) {
    return tensor.get("seq").longValue();
  }

  private static double step(JsonNode tensor, int i) {
    return (double) (seq(tensor) + i);
  }

  /** A number, or one of the three that JSON has no word for. */
  static double number(JsonNode x) {
    return x.isTextual() ? Double.parseDouble(x.textValue()) : x.doubleValue();
  }

  static byte[] bytes(JsonNode x) {
    return x.isObject()
        ? Base64.getDecoder().decode(x.get("b64").textValue())
        : x.textValue().getBytes(StandardCharsets.UTF_8);
  }

  /** An observed tensor; {@link Comparison} compares its elements as what they are. */
  static ObjectNode observed(RawTensor tensor) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("dtype", tensor.dtype().tfName());
    node.set("shape", Observation.shape(tensor.shape()));
    node.putPOJO("data", tensor);
    return node;
  }

  /** Where {@code data}, an array in JSON, and {@code tensor} differ first; empty if nowhere. */
  static Optional<String> difference(JsonNode data, RawTensor tensor) {
    long count = tensor.shape().numElements();
    if (data.size() != count) {
      return Optional.of("%d elements expected, %d found".formatted(data.size(), count));
    }
    for (int i = 0; i < count; i++) {
      if (!sameElement(data.get(i), tensor, i)) {
        return Optional.of(
            "element %d: expected %s, found %s".formatted(i, data.get(i), text(tensor, i)));
      }
    }
    return Optional.empty();
  }

  private static boolean sameElement(JsonNode expected, RawTensor tensor, int i) {
    DType dtype = tensor.dtype();
    if (dtype == DType.STRING) {
      return java.util.Arrays.equals(bytes(expected), tensor.elements().get(i).toByteArray());
    }
    ByteBuffer element = window(tensor, i);
    if (dtype == DType.BOOL) {
      return expected.isBoolean() && expected.booleanValue() == (element.get(0) != 0);
    } else if (dtype.isComplex()) {
      DType part = dtype == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
      return sameFloat(part, number(expected.get(0)), Elements.getDouble(element, part, 0))
          && sameFloat(part, number(expected.get(1)), Elements.getDouble(element, part, 1));
    } else if (dtype.isFloating()) {
      return sameFloat(dtype, number(expected), Elements.getDouble(element, dtype, 0));
    }
    return expected.isIntegralNumber()
        && expected.bigIntegerValue().equals(integer(dtype, element));
  }

  /** The recorded decimal is the shortest that rounds to the value, hence the rounding. */
  private static boolean sameFloat(DType dtype, double expected, double found) {
    if (Double.isNaN(expected) || Double.isNaN(found)) {
      return Double.isNaN(expected) && Double.isNaN(found);
    }
    double rounded = dtype == DType.FLOAT64 ? expected : (float) expected;
    return Double.doubleToLongBits(rounded) == Double.doubleToLongBits(found);
  }

  private static String text(RawTensor tensor, int i) {
    DType dtype = tensor.dtype();
    if (dtype == DType.STRING) {
      TensorBytes bytes = tensor.elements().get(i);
      return '"' + new String(bytes.toByteArray(), StandardCharsets.UTF_8) + '"';
    }
    ByteBuffer element = window(tensor, i);
    if (dtype == DType.BOOL) {
      return Boolean.toString(element.get(0) != 0);
    } else if (dtype.isFloating()) {
      return Double.toString(Elements.getDouble(element, dtype, 0));
    } else if (dtype.isInteger()) {
      return integer(dtype, element).toString();
    }
    StringBuilder hex = new StringBuilder("0x");
    for (int b = 0; b < dtype.width(); b++) {
      hex.append("%02x".formatted(element.get(b)));
    }
    return hex.toString();
  }

  private static BigInteger integer(DType dtype, ByteBuffer element) {
    long bits = Elements.getLong(element, dtype, 0);
    return dtype == DType.UINT64
        ? new BigInteger(Long.toUnsignedString(bits))
        : BigInteger.valueOf(bits);
  }

  private static ByteBuffer window(RawTensor tensor, int i) {
    int width = tensor.dtype().width();
    return tensor.bytes().window((long) i * width, width);
  }
}
