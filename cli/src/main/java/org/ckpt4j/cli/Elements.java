package org.ckpt4j.cli;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.ckpt4j.tensor.DType;

/** Single elements of fixed-width types out of a tensor's little-endian bytes. */
final class Elements {
  private Elements() {}

  /** The element at byte {@code at} as a number; the real part of a complex one. */
  static double real(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case FLOAT32, COMPLEX64 -> bytes.getFloat(at);
      case FLOAT64, COMPLEX128 -> bytes.getDouble(at);
      case FLOAT16 -> half(bytes.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case FLOAT8_E5M2 -> half((short) (bytes.get(at) << 8)); // a half without its low byte
      case FLOAT8_E4M3FN -> float8e4m3fn(bytes.get(at));
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

  /** The element as Python would print it. */
  static String text(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case FLOAT32 -> Float.toString(bytes.getFloat(at));
      case FLOAT16, BFLOAT16, FLOAT8_E5M2, FLOAT8_E4M3FN ->
          Float.toString((float) real(dtype, bytes, at));
      case FLOAT64 -> Double.toString(bytes.getDouble(at));
      case COMPLEX64 ->
          complex(
              Float.toString(bytes.getFloat(at)),
              Float.toString(bytes.getFloat(at + Float.BYTES)));
      case COMPLEX128 ->
          complex(
              Double.toString(bytes.getDouble(at)),
              Double.toString(bytes.getDouble(at + Double.BYTES)));
      case BOOL -> bytes.get(at) == 0 ? "False" : "True";
      case INT64 -> Long.toString(bytes.getLong(at));
      case UINT64 -> Long.toUnsignedString(bytes.getLong(at));
      case INT8, QINT8, INT4, UINT8, QUINT8, UINT4, INT16, QINT16, UINT16, QUINT16, INT32, QINT32,
              UINT32 ->
          Long.toString((long) real(dtype, bytes, at));
      case STRING, VARIANT, RESOURCE -> throw noNumber(dtype);
    };
  }

  /** The element as JSON has it: a number, a boolean, or for complex types a text. */
  static Object json(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT16, BFLOAT16, FLOAT8_E5M2, FLOAT8_E4M3FN -> (float) real(dtype, bytes, at);
      case FLOAT64 -> bytes.getDouble(at);
      case BOOL -> bytes.get(at) != 0;
      case INT64 -> bytes.getLong(at);
      case UINT64 -> unsigned(bytes.getLong(at));
      case COMPLEX64, COMPLEX128 -> text(dtype, bytes, at);
      case INT8, QINT8, INT4, UINT8, QUINT8, UINT4, INT16, QINT16, UINT16, QUINT16, INT32, QINT32,
              UINT32 ->
          (long) real(dtype, bytes, at);
      case STRING, VARIANT, RESOURCE -> throw noNumber(dtype);
    };
  }

  private static IllegalArgumentException noNumber(DType dtype) {
    return new IllegalArgumentException(dtype + " has no numbers");
  }

  private static String complex(String real, String imaginary) {
    return "(" + real + (imaginary.startsWith("-") ? "" : "+") + imaginary + "j)";
  }

  private static BigInteger unsigned(long bits) {
    return bits >= 0
        ? BigInteger.valueOf(bits)
        : BigInteger.valueOf(bits & Long.MAX_VALUE).setBit(Long.SIZE - 1);
  }

  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = mantissa * 0x1p-24f;
    } else if (exponent == 0x1f) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Math.scalb(1 + mantissa * 0x1p-10f, exponent - 15);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Four bits of exponent, three of mantissa, no infinities: only all ones is not a number. */
  private static float float8e4m3fn(byte bits) {
    int exponent = bits >> 3 & 0xf;
    int mantissa = bits & 7;
    float magnitude;
    if (exponent == 0) {
      magnitude = mantissa * 0x1p-9f;
    } else if (exponent == 0xf && mantissa == 7) {
      magnitude = Float.NaN;
    } else {
      magnitude = Math.scalb(1 + mantissa * 0x1p-3f, exponent - 7);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
