package org.ckpt4j.framework;

import org.ckpt4j.tensor.DType;

/**
 * Narrowing to floating-point formats that Java lacks: half, bfloat16 and the two of eight bits.
 * Rounds to nearest, ties to even, in one step. The way back is {@link
 * org.ckpt4j.tensor.SmallFloats}.
 */
enum NarrowFloats {
  HALF(5, 10, false),
  BFLOAT16(8, 7, false),
  E5M2(5, 2, false),
  /** No infinities; the largest pattern is NaN, the one below it 448. */
  E4M3FN(4, 3, true);

  private final int exponentBits;
  private final int mantissaBits;
  private final boolean finiteOnly;

  NarrowFloats(int exponentBits, int mantissaBits, boolean finiteOnly) {
    this.exponentBits = exponentBits;
    this.mantissaBits = mantissaBits;
    this.finiteOnly = finiteOnly;
  }

  static NarrowFloats of(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> HALF;
      case BFLOAT16 -> BFLOAT16;
      case FLOAT8_E5M2 -> E5M2;
      case FLOAT8_E4M3FN -> E4M3FN;
      default -> throw new IllegalArgumentException(dtype + " is not a small float");
    };
  }

  private int bias() {
    return (1 << (exponentBits - 1)) - 1;
  }

  private int signBit() {
    return 1 << (exponentBits + mantissaBits);
  }

  int encode(double value) {
    int sign = Double.doubleToRawLongBits(value) < 0 ? signBit() : 0;
    int topExponent = ((1 << exponentBits) - 1) << mantissaBits;
    if (Double.isNaN(value)) {
      return sign | topExponent | (finiteOnly ? (1 << mantissaBits) - 1 : 1 << (mantissaBits - 1));
    }
    double magnitude = Math.abs(value);
    int overflow = finiteOnly ? topExponent | ((1 << mantissaBits) - 1) : topExponent;
    if (Double.isInfinite(magnitude)) {
      return sign | overflow;
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias());
    // The unit in the last place is a power of two, so the quotient is exact and rint rounds once.
    double units = Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
    if (exponent > bias() + 1) {
      return sign | overflow;
    }
    int bits = ((exponent + bias() - 1) << mantissaBits) + (int) units;
    return sign | (bits >= overflow ? overflow : bits);
  }
}
