package org.ckpt4j.cli;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.SmallFloats;

/** Single elements of fixed-width types out of a tensor's little-endian bytes. */
final class Elements {
  private Elements() {}

  /** The element at byte {@code at} as a number; the real part of a complex one. */
  static double real(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case FLOAT32, COMPLEX64 -> bytes.getFloat(at);
      case FLOAT64, COMPLEX128 -> bytes.getDouble(at);
      case FLOAT16 -> SmallFloats.half(bytes.getShort(at));
      case BFLOAT16 -> SmallFloats.bfloat16(bytes.getShort(at));
      case FLOAT8_E5M2 -> SmallFloats.float8e5m2(bytes.get(at));
      case FLOAT8_E4M3FN -> SmallFloats.float8e4m3fn(bytes.get(at));
      case INT8, QINT8, INT4 -> bytes.get(at);
      case UINT8, QUINT8, UINT4 -> bytes.get(at) & 0xff;
      case BOOL -> bytes.get(at) == 0 ? 0 : 1;
      case INT16, QINT16 -> bytes.getShort(at);
      case UINT16, QUINT16 -> bytes.getShort(at) & 0xffff;
      case INT32, QINT32 -> bytes.getInt(at);
      case UINT32 -> bytes.getInt(at) & 0xffffffffL;
      case INT64 -> bytes.getLong(at);
      case UINT64 -> unsigned(bytes.getLong(at)).doubleValue();
      case STRING, VARIANT, RESOURCE -> throw noNumber(dtype);
    };
  }

  /** The imaginary part; 0 for types that have none. */
  static double imaginary(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case COMPLEX64 -> bytes.getFloat(at + Float.BYTES);
      case COMPLEX128 -> bytes.getDouble(at + Double.BYTES);
      default -> 0;
    };
  }

  /** The element as JSON has it: a number, a boolean, for complex types a pair of numbers. */
  static Object json(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT16, BFLOAT16, FLOAT8_E5M2, FLOAT8_E4M3FN -> (float) real(dtype, bytes, at);
      case FLOAT64 -> bytes.getDouble(at);
      case BOOL -> bytes.get(at) != 0;
      case INT64 -> bytes.getLong(at);
      case UINT64 -> unsigned(bytes.getLong(at));
      case COMPLEX64 -> List.of(bytes.getFloat(at), bytes.getFloat(at + Float.BYTES));
      case COMPLEX128 -> List.of(bytes.getDouble(at), bytes.getDouble(at + Double.BYTES));
      case INT8,
          QINT8,
          INT4,
          UINT8,
          QUINT8,
          UINT4,
          INT16,
          QINT16,
          UINT16,
          QUINT16,
          INT32,
          QINT32,
          UINT32 ->
          (long) real(dtype, bytes, at);
      case STRING, VARIANT, RESOURCE -> throw noNumber(dtype);
    };
  }

  private static IllegalArgumentException noNumber(DType dtype) {
    return new IllegalArgumentException(dtype + " has no numbers");
  }

  private static BigInteger unsigned(long bits) {
    return bits >= 0
        ? BigInteger.valueOf(bits)
        : BigInteger.valueOf(bits & Long.MAX_VALUE).setBit(Long.SIZE - 1);
  }
}
