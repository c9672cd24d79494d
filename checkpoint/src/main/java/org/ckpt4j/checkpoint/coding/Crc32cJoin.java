package org.ckpt4j.checkpoint.coding;

/**
 * Joins the CRC-32C of two neighbouring ranges into that of both, so that ranges can be computed by
 * several threads.
 *
 * <p>A CRC is a polynomial over GF(2); putting n bytes behind it multiplies it by x^(8n) modulo the
 * Castagnoli polynomial. Bits are reflected: the highest bit of an int is the coefficient of x^0.
 */
public final class Crc32cJoin {
  private static final int POLYNOMIAL = 0x82f63b78;
  private static final int ONE = 1 << 31;

  /** x^(2^n) for n = 0..30; the order of x divides 2^31 - 1, so x^(2^31) is x again. */
  private static final int[] POWERS = powers();

  private final int factor;

  private Crc32cJoin(int factor) {
    this.factor = factor;
  }

  /** Joins with a second range of {@code length} bytes. */
  public static Crc32cJoin ofLength(long length) {
    int factor = ONE;
    int power = 3;
    for (long n = length; n != 0; n >>>= 1, power++) {
      if ((n & 1) != 0) {
        factor = multiply(POWERS[power % POWERS.length], factor);
      }
    }
    return new Crc32cJoin(factor);
  }

  /** The CRC of both ranges; {@code second} is of the length this was made for. */
  public int join(int first, int second) {
    return multiply(factor, first) ^ second;
  }

  private static int[] powers() {
    int[] out = new int[31];
    out[0] = ONE >>> 1;
    for (int n = 1; n < out.length; n++) {
      out[n] = multiply(out[n - 1], out[n - 1]);
    }
    return out;
  }

  private static int multiply(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
