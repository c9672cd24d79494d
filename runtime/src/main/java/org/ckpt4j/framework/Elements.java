package org.ckpt4j.framework;

import java.nio.ByteBuffer;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.SmallFloats;

/**
 * Single elements of fixed-width tensors, between their bytes and Java's numbers.
 *
 * <p>Floating types and complex parts travel as {@code double}, all other types as {@code long}
 * ({@code uint64} as the same 64 bits).
 */
public final class Elements {
  private Elements() {}

  /** Element {@code i} of a real floating type. */
  public static double getDouble(ByteBuffer bytes, DType dtype, int i) {
    return switch (dtype) {
      case FLOAT32 -> bytes.getFloat(i * 4);
      case FLOAT64 -> bytes.getDouble(i * 8);
      case FLOAT16 -> SmallFloats.half(bytes.getShort(i * 2));
      case BFLOAT16 -> SmallFloats.bfloat16(bytes.getShort(i * 2));
      case FLOAT8_E5M2 -> SmallFloats.float8e5m2(bytes.get(i));
      case FLOAT8_E4M3FN -> SmallFloats.float8e4m3fn(bytes.get(i));
      default -> throw notA("floating type", dtype);
    };
  }

  public static void putDouble(ByteBuffer bytes, DType dtype, int i, double value) {
    switch (dtype) {
      case FLOAT32 -> bytes.putFloat(i * 4, (float) value);
      case FLOAT64 -> bytes.putDouble(i * 8, value);
      case FLOAT16, BFLOAT16 -> bytes.putShort(i * 2, (short) NarrowFloats.of(dtype).encode(value));
      case FLOAT8_E5M2, FLOAT8_E4M3FN -> bytes.put(i, (byte) NarrowFloats.of(dtype).encode(value));
      default -> throw notA("floating type", dtype);
    }
  }

  /** Element {@code i} of an integer, quantized or bool type. */
  public static long getLong(ByteBuffer bytes, DType dtype, int i) {
    return switch (dtype) {
      case INT8, QINT8, INT4 -> bytes.get(i);
      case UINT8, QUINT8, UINT4, BOOL -> bytes.get(i) & 0xff;
      case INT16, QINT16 -> bytes.getShort(i * 2);
      case UINT16, QUINT16 -> bytes.getShort(i * 2) & 0xffff;
      case INT32, QINT32 -> bytes.getInt(i * 4);
      case UINT32 -> bytes.getInt(i * 4) & 0xffffffffL;
      case INT64, UINT64 -> bytes.getLong(i * 8);
      default -> throw notA("integer type", dtype);
    };
  }

  /** Stores the low bits of {@code value}, as TensorFlow's integer arithmetic wraps. */
  public static void putLong(ByteBuffer bytes, DType dtype, int i, long value) {
    switch (dtype) {
      case INT8, QINT8, INT4, UINT8, QUINT8, UINT4, BOOL -> bytes.put(i, (byte) value);
      case INT16, QINT16, UINT16, QUINT16 -> bytes.putShort(i * 2, (short) value);
      case INT32, QINT32, UINT32 -> bytes.putInt(i * 4, (int) value);
      case INT64, UINT64 -> bytes.putLong(i * 8, value);
      default -> throw notA("integer type", dtype);
    }
  }

  /** Whether {@code value} is one of the type's numbers. */
  public static boolean fits(DType dtype, long value) {
    return switch (dtype) {
      case INT4 -> value >= -8 && value <= 7;
      case UINT4 -> value >= 0 && value <= 15;
      case INT8, QINT8 -> value == (byte) value;
      case UINT8, QUINT8 -> value == (value & 0xff);
      case INT16, QINT16 -> value == (short) value;
      case UINT16, QUINT16 -> value == (value & 0xffff);
      case INT32, QINT32 -> value == (int) value;
      case UINT32 -> value == (value & 0xffffffffL);
      case UINT64 -> value >= 0;
      case BOOL -> value == 0 || value == 1;
      default -> true;
    };
  }

  private static IllegalArgumentException notA(String what, DType dtype) {
    return new IllegalArgumentException(dtype + " is not a " + what);
  }
}
