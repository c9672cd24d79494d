package org.ckpt4j.framework;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.ResourceExhaustedError;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * A tensor's elements as one flat Java array, row by row, and back: what kernels written as loops
 * compute on.
 *
 * <p>Floating types travel as {@code double} (complex ones as real and imaginary part in turn),
 * integers and bool as {@code long} ({@code uint64} as the same 64 bits), strings as {@code
 * byte[]}. Numbers too small to be normal become zero on the way in and out, as in TensorFlow's
 * kernels; kernels that only move elements must not come this way, but copy bytes.
 */
public final class ElementArrays {
  private static final double SMALLEST_FLOAT = Float.MIN_NORMAL;
  private static final double SMALLEST_DOUBLE = Double.MIN_NORMAL;

  private ElementArrays() {}

  /** How many elements a value has, as an array's length. */
  public static int length(EagerTensor tensor) {
    return length(tensor.shape());
  }

  /**
   * @throws ResourceExhaustedError if no Java array holds so many
   */
  public static int length(Shape shape) {
    long elements = shape.numElements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new ResourceExhaustedError(
          "a value of shape %s has more elements than this operation can compute on"
              .formatted(shape));
    }
    return (int) elements;
  }

  /** The elements as numbers: of floating types, and of integers as far as a double holds them. */
  public static double[] doubles(EagerTensor tensor) {
    DType dtype = tensor.dtype();
    double[] out = new double[length(tensor)];
    if (dtype == DType.FLOAT32) {
      float[] narrow = floats(tensor);
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.abs(narrow[i]) < Float.MIN_NORMAL ? 0 * narrow[i] : narrow[i];
      }
    } else if (dtype == DType.FLOAT64) {
      bytes(tensor).asDoubleBuffer().get(out);
      flush(out, SMALLEST_DOUBLE);
    } else if (dtype.isFloating()) {
      ByteBuffer bytes = bytes(tensor);
      for (int i = 0; i < out.length; i++) {
        out[i] = Elements.getDouble(bytes, dtype, i);
      }
      flush(out, SMALLEST_FLOAT);
    } else {
      long[] whole = longs(tensor);
      for (int i = 0; i < out.length; i++) {
        out[i] = whole[i];
      }
    }
    return out;
  }

  /** The bits of a FLOAT32 value's elements as they are. */
  public static float[] floats(EagerTensor tensor) {
    float[] out = new float[length(tensor)];
    bytes(tensor).asFloatBuffer().get(out);
    return out;
  }

  /** The elements of an integer, quantized or bool type. */
  public static long[] longs(EagerTensor tensor) {
    DType dtype = tensor.dtype();
    long[] out = new long[length(tensor)];
    ByteBuffer bytes = bytes(tensor);
    if (dtype == DType.INT64) {
      bytes.asLongBuffer().get(out);
      return out;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = Elements.getLong(bytes, dtype, i);
    }
    return out;
  }

  /** Real and imaginary parts in turn, of a complex type. */
  public static double[] complex(EagerTensor tensor) {
    double[] out = new double[2 * length(tensor)];
    ByteBuffer bytes = bytes(tensor);
    DType part = part(tensor.dtype());
    for (int i = 0; i < out.length; i++) {
      out[i] = Elements.getDouble(bytes, part, i);
    }
    flush(out, part == DType.FLOAT32 ? SMALLEST_FLOAT : SMALLEST_DOUBLE);
    return out;
  }

  public static byte[][] strings(EagerTensor tensor) {
    return tensor.raw().elements().stream().map(TensorBytes::toByteArray).toArray(byte[][]::new);
  }

  /** A value of a floating type; narrow ones are rounded by way of a float, as TensorFlow does. */
  public static EagerTensor tensor(DType dtype, Shape shape, double[] elements) {
    ByteBuffer bytes = allocate(dtype, elements.length);
    if (dtype == DType.FLOAT32) {
      for (int i = 0; i < elements.length; i++) {
        bytes.putFloat(i * Float.BYTES, flushed((float) elements[i]));
      }
    } else if (dtype == DType.FLOAT64) {
      bytes.asDoubleBuffer().put(elements);
      for (int i = 0; i < elements.length; i++) {
        if (Math.abs(elements[i]) < SMALLEST_DOUBLE && elements[i] != 0) {
          bytes.putDouble(i * Double.BYTES, 0 * elements[i]);
        }
      }
    } else {
      for (int i = 0; i < elements.length; i++) {
        Elements.putDouble(bytes, dtype, i, flushed((float) elements[i]));
      }
    }
    return tensor(dtype, shape, bytes);
  }

  /** A FLOAT32 value of exactly these elements. */
  public static EagerTensor tensor(Shape shape, float[] elements) {
    ByteBuffer bytes = allocate(DType.FLOAT32, elements.length);
    bytes.asFloatBuffer().put(elements);
    return tensor(DType.FLOAT32, shape, bytes);
  }

  /** A value of an integer, quantized or bool type; keeps the low bits, as integers wrap. */
  public static EagerTensor tensor(DType dtype, Shape shape, long[] elements) {
    ByteBuffer bytes = allocate(dtype, elements.length);
    for (int i = 0; i < elements.length; i++) {
      Elements.putLong(bytes, dtype, i, elements[i]);
    }
    return tensor(dtype, shape, bytes);
  }

  /** A complex value of real and imaginary parts in turn. */
  public static EagerTensor complexTensor(DType dtype, Shape shape, double[] parts) {
    DType part = part(dtype);
    ByteBuffer bytes = allocate(part, parts.length);
    for (int i = 0; i < parts.length; i++) {
      double flushed = part == DType.FLOAT32 ? flushed((float) parts[i]) : parts[i];
      Elements.putDouble(bytes, part, i, flushed);
    }
    return tensor(dtype, shape, bytes);
  }

  public static EagerTensor tensor(Shape shape, byte[][] strings) {
    return EagerTensor.of(RawTensor.ofStrings(shape, List.of(strings)));
  }

  /** INT32 numbers: indices, sizes, shapes. */
  public static EagerTensor ints(long... elements) {
    return tensor(DType.INT32, Shape.of(elements.length), elements);
  }

  /** One number of any real type. */
  public static EagerTensor scalar(DType dtype, double value) {
    return dtype.isFloating()
        ? tensor(dtype, Shape.scalar(), new double[] {value})
        : tensor(dtype, Shape.scalar(), new long[] {(long) value});
  }

  /** The same element everywhere. */
  public static double[] filled(int length, double value) {
    double[] out = new double[length];
    Arrays.fill(out, value);
    return out;
  }

  /** The little-endian bytes of all elements, in one buffer. */
  public static ByteBuffer bytes(EagerTensor tensor) {
    TensorBytes bytes = tensor.raw().bytes();
    if (bytes.size() > Integer.MAX_VALUE - 8) {
      throw new ResourceExhaustedError(
          "a value of %s has more bytes than this operation can compute on"
              .formatted(tensor.spec()));
    }
    return bytes.window(0, (int) bytes.size());
  }

  /** Zeroed bytes to be filled with elements of this type. */
  public static ByteBuffer allocate(DType dtype, long elements) {
    long size = Math.multiplyExact(elements, (long) dtype.width());
    if (size > Integer.MAX_VALUE - 8) {
      throw new ResourceExhaustedError(
          "%d elements of %s are more than this operation can compute on"
              .formatted(elements, dtype));
    }
    return ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The value that these bytes, which the caller gives away, are. */
  public static EagerTensor tensor(DType dtype, Shape shape, ByteBuffer bytes) {
    return EagerTensor.of(RawTensor.of(dtype, shape, TensorBytes.of(bytes.rewind())));
  }

  /** The type of a complex type's two parts. */
  public static DType part(DType complex) {
    return complex == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
  }

  private static float flushed(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? 0 * value : value;
  }

  private static void flush(double[] values, double smallest) {
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(values[i]) < smallest) {
        values[i] = 0 * values[i];
      }
    }
  }
}
