package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as a recorded graph has it: whole ({@code b64}, {@code strings_b64}), or of a large one
 * some elements and its norm ({@code samples}, {@code l2}), with an absolute tolerance.
 */
final class GraphTensor {
  private GraphTensor() {}

  /** A value that is fed. */
  static RawTensor read(JsonNode tensor) {
    DType dtype = dtype(tensor);
    Shape shape = shape(tensor);
    if (dtype == DType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      tensor.get("strings_b64").forEach(s -> strings.add(decode(s)));
      return RawTensor.ofStrings(shape, strings);
    }
    return RawTensor.of(dtype, shape, decode(tensor.get("b64")));
  }

  private static DType dtype(JsonNode tensor) {
    return DType.findByName(tensor.path("dtype").asText())
        .orElseThrow(() -> new IllegalArgumentException("no dtype in " + tensor));
  }

  private static Shape shape(JsonNode tensor) {
    JsonNode dims = tensor.get("shape");
    long[] sizes = new long[dims.size()];
    Arrays.setAll(sizes, i -> dims.get(i).longValue());
    return Shape.of(sizes);
  }

  private static byte[] decode(JsonNode text) {
    return Base64.getDecoder().decode(text.asText());
  }

  /** Null, or in what {@code got} is not the recorded value. */
  static @Nullable String difference(RawTensor got, JsonNode want) {
    DType dtype = dtype(want);
    if (got.dtype() != dtype) {
      return "dtype %s, expected %s".formatted(got.dtype(), dtype);
    }
    if (!got.shape().equals(shape(want))) {
      return "shape %s, expected %s".formatted(got.shape(), shape(want));
    }
    if (dtype == DType.STRING) {
      return strings(got, want);
    }
    int count = Math.toIntExact(got.shape().numElements());
    ByteBuffer found = got.bytes().window(0, (int) got.bytes().size());
    if (want.has("b64")) {
      int[] all = new int[count];
      Arrays.setAll(all, i -> i);
      return elements(dtype, found, all, buffer(want.get("b64")), want);
    }
    JsonNode samples = want.get("samples");
    int[] index = new int[samples.get("index").size()];
    Arrays.setAll(index, i -> samples.get("index").get(i).intValue());
    String sampled = elements(dtype, found, index, buffer(samples.get("b64")), want);
    return sampled != null ? sampled : whole(dtype, found, count, want);
  }

  private static @Nullable String strings(RawTensor got, JsonNode want) {
    List<TensorBytes> found = got.elements();
    for (int i = 0; i < found.size(); i++) {
      byte[] expected = decode(want.get("strings_b64").get(i));
      byte[] actual = found.get(i).toByteArray();
      if (!Arrays.equals(expected, actual)) {
        return "string %d is \"%s\", expected \"%s\"".formatted(i, text(actual), text(expected));
      }
    }
    return null;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static ByteBuffer buffer(JsonNode base64) {
    return ByteBuffer.wrap(decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static @Nullable String elements(
      DType dtype, ByteBuffer found, int[] index, ByteBuffer wanted, JsonNode want) {
    double tolerance = want.path("tol").asDouble();
    for (int i = 0; i < index.length; i++) {
      if (dtype.isFloating()) {
        double a = Elements.getDouble(found, dtype, index[i]);
        double b = Elements.getDouble(wanted, dtype, i);
        boolean same = a == b || (Double.isNaN(a) && Double.isNaN(b));
        if (!same && !(Math.abs(a - b) <= tolerance)) {
          return "element %d is %s, expected %s, tolerance %s".formatted(index[i], a, b, tolerance);
        }
      } else {
        int width = dtype.width();
        int at = found.slice(index[i] * width, width).mismatch(wanted.slice(i * width, width));
        if (at >= 0) {
          return "element %d differs".formatted(index[i]);
        }
      }
    }
    return null;
  }

  /** Beyond the samples: the bytes where they must be equal, else the norm. */
  private static @Nullable String whole(DType dtype, ByteBuffer found, int count, JsonNode want) {
    double tolerance = want.path("tol").asDouble();
    if (tolerance == 0) {
      return want.has("sha256") && !want.get("sha256").asText().equals(sha256(found))
          ? "an element that is not listed differs"
          : null;
    }
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double x = Elements.getDouble(found, dtype, i);
      squares += x * x;
    }
    double off = Math.abs(Math.sqrt(squares) - want.path("l2").asDouble());
    return off > tolerance * Math.sqrt(count) ? "the norm is off by " + off : null;
  }

  private static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
