package org.ckpt4j.ops.array;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * Tensors of Java's values: numbers, booleans, strings, byte strings, and lists and arrays of them,
 * nested.
 *
 * <p>{@code float}, {@code double}, {@code int}, {@code long} are FLOAT32, FLOAT64, INT32, INT64.
 * {@code byte[]} is a string, as Python's {@code bytes}. A type that was asked for is taken by
 * numbers that it can hold; what was computed before (tensors, arrays of primitives) is converted
 * as NumPy would.
 */
public final class Values {
  private Values() {}

  /**
   * @param dtype the type to make, or null for the one that fits the values
   * @throws TypeError if the values are of a kind the type does not take, or differ in kind
   * @throws IllegalArgumentException if rows differ in length, or an integer lies beyond the type's
   *     range
   */
  public static RawTensor of(Object value, @Nullable DType dtype) {
    if (value instanceof EagerTensor tensor) {
      return converted(tensor.raw(), dtype);
    }
    if (value instanceof RawTensor raw) {
      return converted(raw, dtype);
    }
    Leaves leaves = Leaves.of(value);
    DType natural = leaves.dtype();
    if (leaves.primitive) {
      return converted(leaves.write(natural), dtype);
    }
    return leaves.write(dtype == null ? natural : dtype);
  }

  /**
   * As {@link #of}, but null if the type cannot hold the values. Numbers and lists of them are
   * rounded to a floating type, as Python's literals are; arrays have to be held as they are.
   */
  public static @Nullable RawTensor exactly(Object value, DType dtype) {
    RawTensor raw;
    try {
      raw = of(value, dtype);
    } catch (IllegalArgumentException doesNotFit) {
      return null;
    }
    if (dtype.isFloating() && value.getClass().isArray()) {
      Leaves leaves = Leaves.of(value);
      for (int i = 0; i < leaves.items.size(); i++) {
        ByteBuffer one = raw.bytes().window((long) i * dtype.width(), dtype.width());
        double kept = Elements.getDouble(one, dtype, 0);
        if (leaves.items.get(i) instanceof Number n
            && Double.compare(kept, n.doubleValue()) != 0
            && !Double.isNaN(kept)) {
          return null;
        }
      }
    }
    return raw;
  }

  private static RawTensor converted(RawTensor raw, @Nullable DType dtype) {
    return dtype == null || raw.dtype() == dtype ? raw : Conversion.convert(raw, dtype);
  }

  /** Items of nested lists, row by row, and the shape they have. */
  private static final class Leaves {
    private final List<Object> items = new ArrayList<>();
    private final Shape shape;
    private final boolean primitive;

    private Leaves(Object value) {
      List<Long> dims = new ArrayList<>();
      Object probe = value;
      while (isList(probe)) {
        List<?> list = asList(probe);
        dims.add((long) list.size());
        probe = list.isEmpty() ? 0f : list.get(0);
      }
      shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
      Class<?> component = value.getClass();
      while (component.isArray() && component != byte[].class) {
        component = component.getComponentType();
      }
      primitive = component.isPrimitive();
      collect(value, 0);
    }

    static Leaves of(Object value) {
      return new Leaves(value);
    }

    private static boolean isList(@Nullable Object value) {
      return value instanceof List<?>
          || (value != null && value.getClass().isArray() && !(value instanceof byte[]));
    }

    private static List<?> asList(Object value) {
      if (value instanceof List<?> list) {
        return list;
      }
      int length = Array.getLength(value);
      List<Object> out = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        out.add(Array.get(value, i));
      }
      return out;
    }

    private void collect(@Nullable Object value, int depth) {
      if (depth == shape.rank()) {
        if (value == null || isList(value)) {
          throw new IllegalArgumentException(
              "rows of different depth: %s where shape %s has one element".formatted(value, shape));
        }
        items.add(value);
        return;
      }
      if (!isList(value) || asList(value).size() != shape.dim(depth)) {
        throw new IllegalArgumentException(
            "rows of different length: dimension %d of %s does not fit %s"
                .formatted(depth, shape, value));
      }
      asList(value).forEach(item -> collect(item, depth + 1));
    }

    /** The type that fits all items; an empty list is FLOAT32. */
    DType dtype() {
      DType found = null;
      for (Object item : items) {
        DType mine = typeOf(item);
        found = found == null ? mine : common(found, mine);
      }
      return found == null ? DType.FLOAT32 : found;
    }

    private static DType typeOf(Object item) {
      if (item instanceof Boolean) {
        return DType.BOOL;
      } else if (item instanceof Byte) {
        return DType.INT8;
      } else if (item instanceof Short) {
        return DType.INT16;
      } else if (item instanceof Integer) {
        return DType.INT32;
      } else if (item instanceof Long) {
        return DType.INT64;
      } else if (item instanceof Float) {
        return DType.FLOAT32;
      } else if (item instanceof Double) {
        return DType.FLOAT64;
      } else if (item instanceof Complex) {
        return DType.COMPLEX128;
      } else if (item instanceof String || item instanceof byte[]) {
        return DType.STRING;
      } else if (item instanceof EagerTensor tensor && tensor.shape().isScalar()) {
        return tensor.dtype();
      }
      throw new TypeError(
          "cannot make a tensor of a "
              + item.getClass().getName()
              + "; use numbers, booleans,"
              + " strings, byte strings, or lists of them");
    }

    private static DType common(DType a, DType b) {
      if (a == b) {
        return a;
      }
      boolean numbers = a != DType.BOOL && b != DType.BOOL && a.width() > 0 && b.width() > 0;
      if (!numbers) {
        throw new TypeError("a list cannot mix %s and %s".formatted(a, b));
      }
      if (a.isComplex() || b.isComplex()) {
        return DType.COMPLEX128;
      }
      if (a.isFloating() != b.isFloating()) {
        return a.isFloating() ? a : b;
      }
      return a.width() >= b.width() ? a : b;
    }

    RawTensor write(DType dtype) {
      if (dtype == DType.STRING) {
        return RawTensor.ofStrings(shape, items.stream().map(Leaves::bytesOf).toList());
      }
      if (!dtype.isFixedWidth()) {
        throw new TypeError("cannot make a tensor of " + dtype + " of Java's values");
      }
      long size = Math.multiplyExact(shape.numElements(), dtype.width());
      var bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < items.size(); i++) {
        put(bytes, dtype, i, items.get(i));
      }
      return RawTensor.of(dtype, shape, TensorBytes.of(bytes.rewind()));
    }

    private static byte[] bytesOf(Object item) {
      if (item instanceof byte[] bytes) {
        return bytes.clone();
      } else if (item instanceof String text) {
        return text.getBytes(StandardCharsets.UTF_8);
      } else if (item instanceof EagerTensor tensor && tensor.dtype() == DType.STRING) {
        return tensor.raw().elements().get(0).toByteArray();
      }
      throw new TypeError("%s is no string".formatted(item));
    }

    private static void put(ByteBuffer bytes, DType dtype, int i, Object item) {
      if (item instanceof EagerTensor tensor) {
        put(
            bytes,
            dtype,
            i,
            tensor.dtype().isFloating() ? tensor.doubleValue() : tensor.longValue());
      } else if (dtype.isComplex()) {
        Complex z =
            item instanceof Complex c ? c : new Complex(number(item, dtype).doubleValue(), 0);
        DType part = dtype == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
        Elements.putDouble(bytes, part, 2 * i, z.real());
        Elements.putDouble(bytes, part, 2 * i + 1, z.imaginary());
      } else if (dtype.isFloating()) {
        Elements.putDouble(bytes, dtype, i, number(item, dtype).doubleValue());
      } else if (dtype == DType.BOOL) {
        if (!(item instanceof Boolean flag)) {
          throw new TypeError("%s is no boolean".formatted(item));
        }
        Elements.putLong(bytes, dtype, i, flag ? 1 : 0);
      } else {
        Number number = number(item, dtype);
        if (number instanceof Float || number instanceof Double) {
          throw new TypeError("%s is no integer, so no %s; cast it".formatted(item, dtype));
        }
        if (!Elements.fits(dtype, number.longValue())) {
          throw new IllegalArgumentException(
              "%s lies beyond the range of %s".formatted(item, dtype));
        }
        Elements.putLong(bytes, dtype, i, number.longValue());
      }
    }

    private static Number number(Object item, DType dtype) {
      if (item instanceof Number number) {
        return number;
      }
      throw new TypeError(
          "%s (%s) is no %s".formatted(item, item.getClass().getSimpleName(), dtype));
    }
  }
}
