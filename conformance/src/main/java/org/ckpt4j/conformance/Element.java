package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.ckpt4j.tensor.DType;

/** Single elements of fixed-width tensors as numbers. */
final class Element {
  private Element() {}

  /** Whether element {@code i} is exactly the number (or truth value) {@code expected}. */
  static boolean isValue(ByteBuffer bytes, int i, DType dtype, JsonNode expected) {
    int at = i * dtype.width();
    return switch (dtype) {
      case BOOL -> expected.isBoolean() && (bytes.get(at) != 0) == expected.booleanValue();
      case FLOAT32 -> isDouble(expected, bytes.getFloat(at));
      case FLOAT64 -> isDouble(expected, bytes.getDouble(at));
      case FLOAT16 -> isDouble(expected, half(bytes.getShort(at)));
      case INT8, INT4 -> isInteger(expected, bytes.get(at));
      case UINT8, UINT4 -> isInteger(expected, bytes.get(at) & 0xff);
      case INT16 -> isInteger(expected, bytes.getShort(at));
      case UINT16 -> isInteger(expected, bytes.getShort(at) & 0xffff);
      case INT32 -> isInteger(expected, bytes.getInt(at));
      case UINT32 -> isInteger(expected, bytes.getInt(at) & 0xffffffffL);
      case INT64 -> isInteger(expected, bytes.getLong(at));
      case UINT64 ->
          expected
              .bigIntegerValue()
              .equals(new BigInteger(Long.toUnsignedString(bytes.getLong(at))));
      default ->
          throw new IllegalArgumentException("values of " + dtype + " are not compared as numbers");
    };
  }

  private static boolean isInteger(JsonNode expected, long value) {
    return expected.isIntegralNumber()
        && expected.bigIntegerValue().equals(BigInteger.valueOf(value));
  }

  /** Bit by bit, so that zero and minus zero differ. */
  private static boolean isDouble(JsonNode expected, double value) {
    return expected.isNumber()
        && Double.doubleToLongBits(expected.doubleValue()) == Double.doubleToLongBits(value);
  }

  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : (1 + fraction * 0x1p-10) * Math.scalb(1.0, exponent - 15);
    return bits < 0 ? -magnitude : magnitude;
  }
}
