package org.ckpt4j.ops.math;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.tensor.DType;

/**
 * Integer arithmetic as TensorFlow's kernels do it. Numbers travel as {@code long}, {@code uint64}
 * as the same 64 bits; results wrap when they are stored.
 */
final class Integers {
  private Integers() {}

  /** Towards zero. */
  static long truncateDiv(long x, long y, DType dtype) {
    requireDivisor(y);
    return dtype == DType.UINT64 ? Long.divideUnsigned(x, y) : x / y;
  }

  static long floorDiv(long x, long y, DType dtype) {
    requireDivisor(y);
    return dtype == DType.UINT64 ? Long.divideUnsigned(x, y) : Math.floorDiv(x, y);
  }

  static long truncateMod(long x, long y, DType dtype) {
    requireDivisor(y);
    return dtype == DType.UINT64 ? Long.remainderUnsigned(x, y) : x % y;
  }

  static long floorMod(long x, long y, DType dtype) {
    requireDivisor(y);
    return dtype == DType.UINT64 ? Long.remainderUnsigned(x, y) : Math.floorMod(x, y);
  }

  private static void requireDivisor(long y) {
    if (y == 0) {
      throw new InvalidArgumentError("Integer division by zero");
    }
  }

  static long pow(long x, long y, DType dtype) {
    if (y < 0 && dtype != DType.UINT64) {
      throw new InvalidArgumentError("Integers to negative integer powers are not allowed");
    }
    long result = 1;
    long factor = x;
    for (long left = y; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        result *= factor;
      }
      factor *= factor;
    }
    return result;
  }

  /** A shift beyond the width, or below zero, is the nearest one that has a meaning. */
  static long leftShift(long x, long y, DType dtype) {
    return x << shift(y, dtype);
  }

  static long rightShift(long x, long y, DType dtype) {
    return dtype == DType.UINT64 ? x >>> shift(y, dtype) : x >> shift(y, dtype);
  }

  private static long shift(long y, DType dtype) {
    long widest = 8L * dtype.width() - 1;
    boolean huge = dtype == DType.UINT64 && y < 0;
    return huge ? widest : Math.max(0, Math.min(widest, y));
  }

  static int compare(long x, long y, DType dtype) {
    return dtype == DType.UINT64 ? Long.compareUnsigned(x, y) : Long.compare(x, y);
  }

  static long max(long x, long y, DType dtype) {
    return compare(x, y, dtype) >= 0 ? x : y;
  }

  static long min(long x, long y, DType dtype) {
    return compare(x, y, dtype) <= 0 ? x : y;
  }

  /** {@code value} as it is once stored in the type. */
  static long wrapped(long value, DType dtype) {
    return switch (dtype) {
      case INT8, QINT8 -> (byte) value;
      case INT16, QINT16 -> (short) value;
      case INT32, QINT32 -> (int) value;
      case UINT8, QUINT8 -> value & 0xff;
      case UINT16, QUINT16 -> value & 0xffff;
      case UINT32 -> value & 0xffffffffL;
      default -> value;
    };
  }

  static double toDouble(long value, DType dtype) {
    if (dtype != DType.UINT64 || value >= 0) {
      return value;
    }
    // Half of it, with the lost bit kept so that rounding is right, fits a long.
    return 2.0 * ((value >>> 1) | (value & 1));
  }

  /** As a cast from a float does it: what lies beyond a wide type's range is its smallest. */
  static long fromDouble(double value, DType dtype) {
    if (dtype == DType.UINT64 && value >= 0x1p63) {
      return (long) (value - 0x1p63) + Long.MIN_VALUE;
    }
    return (long) value;
  }
}
