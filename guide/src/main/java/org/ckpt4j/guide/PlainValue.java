package org.ckpt4j.guide;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** Values as JSON has them: what {@link Transcript} holds. */
final class PlainValue {
  private PlainValue() {}

  static @Nullable Object of(@Nullable Object value) {
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    } else if (value instanceof Float || value instanceof Double) {
      return ((Number) value).doubleValue();
    } else if (value instanceof Number number) {
      return number.longValue();
    } else if (value instanceof Shape shape) {
      return dims(shape);
    } else if (value instanceof Variable variable) {
      return nested(variable.numpy());
    } else if (value instanceof EagerTensor tensor) {
      return nested(tensor.raw());
    } else if (value instanceof RawTensor raw) {
      return nested(raw);
    } else if (value instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      list.forEach(item -> plain.add(of(item)));
      return plain;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      map.forEach((key, item) -> plain.put((String) key, of(item)));
      return plain;
    }
    throw new IllegalArgumentException("no plain form of a " + value.getClass().getName());
  }

  static List<Long> dims(Shape shape) {
    List<Long> dims = new ArrayList<>();
    for (long dim : shape.dims()) {
      dims.add(dim);
    }
    return dims;
  }

  /** As {@link #of}, but of a string scalar only the checksum: it may be an object graph. */
  static @Nullable Object listed(RawTensor value) {
    if (value.dtype() != DType.STRING || !value.shape().isScalar()) {
      return nested(value);
    }
    byte[] bytes = value.elements().get(0).toByteArray();
    Map<String, Object> digest = new LinkedHashMap<>();
    digest.put("bytes_sha256", sha256(bytes));
    digest.put("bytes_len", (long) bytes.length);
    return digest;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static Object nested(RawTensor value) {
    return nested(value, 0, new int[] {0});
  }

  private static Object nested(RawTensor value, int axis, int[] next) {
    if (axis == value.shape().rank()) {
      return element(value, next[0]++);
    }
    List<Object> items = new ArrayList<>();
    for (long i = 0; i < value.shape().dim(axis); i++) {
      items.add(nested(value, axis + 1, next));
    }
    return items;
  }

  private static Object element(RawTensor value, int i) {
    DType dtype = value.dtype();
    if (dtype == DType.STRING) {
      byte[] bytes = value.elements().get(i).toByteArray();
      return Map.of("bytes_base64", Base64.getEncoder().encodeToString(bytes));
    }
    ByteBuffer element = value.bytes().window((long) i * dtype.width(), dtype.width());
    if (dtype == DType.BOOL) {
      return Elements.getLong(element, dtype, 0) != 0;
    } else if (dtype.isComplex()) {
      DType part = dtype == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
      return PythonView.complex(
          Elements.getDouble(element, part, 0), Elements.getDouble(element, part, 1));
    } else if (dtype.isFloating()) {
      return Elements.getDouble(element, dtype, 0);
    }
    return Elements.getLong(element, dtype, 0);
  }

  /** A plain value as Python prints it. */
  static String text(@Nullable Object plain) {
    if (plain == null) {
      return "None";
    } else if (plain instanceof Boolean flag) {
      return flag ? "True" : "False";
    } else if (plain instanceof List<?> list) {
      return list.stream().map(PlainValue::quoted).collect(Collectors.joining(", ", "[", "]"));
    } else if (plain instanceof Map<?, ?> map && map.get("bytes_base64") instanceof String base64) {
      return "b'" + new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8) + "'";
    }
    return plain.toString();
  }

  private static String quoted(@Nullable Object item) {
    return item instanceof String text ? "'" + text + "'" : text(item);
  }
}
