package org.ckpt4j.tensor;

/** Floating-point numbers of 16 and 8 bits, from their bits to the float of the same value. */
public final class SmallFloats {
  private SmallFloats() {}

  /** IEEE half precision: 5 bits of exponent, 10 of mantissa. */
  public static float half(short bits) {
    return ieee(bits & 0xffff, 5, 10);
  }

  /** The upper half of a float. */
  public static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** 5 bits of exponent, 2 of mantissa, with infinities. */
  public static float float8e5m2(byte bits) {
    return ieee(bits & 0xff, 5, 2);
  }

  /**
   * 4 bits of exponent, 3 of mantissa; no infinities, and only the largest pattern is not a number.
   */
  public static float float8e4m3fn(byte bits) {
    int exponent = bits >> 3 & 0xf;
    int mantissa = bits & 7;
    float magnitude;
    if (exponent == 0xf && mantissa == 7) {
      magnitude = Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) mantissa, -9);
    } else {
      magnitude = Math.scalb((float) (8 + mantissa), exponent - 10);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  private static float ieee(int bits, int exponentBits, int mantissaBits) {
    int top = (1 << exponentBits) - 1;
    int exponent = bits >> mantissaBits & top;
    int mantissa = bits & ((1 << mantissaBits) - 1);
    int bias = top >> 1;
    float magnitude;
    if (exponent == top) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) mantissa, 1 - bias - mantissaBits);
    } else {
      magnitude =
          Math.scalb((float) ((1 << mantissaBits) + mantissa), exponent - bias - mantissaBits);
    }
    return bits >> (exponentBits + mantissaBits) == 0 ? magnitude : -magnitude;
  }
}
