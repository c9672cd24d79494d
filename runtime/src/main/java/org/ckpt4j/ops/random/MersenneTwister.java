package org.ckpt4j.ops.random;

import java.math.BigInteger;

/**
 * The generator of Python's {@code random.Random}, from which TensorFlow draws eager operations'
 * seeds: MT19937, seeded by an array of 32-bit words.
 */
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;
  private static final int INITIAL = 19650218;

  private final int[] state = new int[SIZE];
  private int at = SIZE;

  /**
   * @param seed any whole number; its sign does not count, as in Python
   */
  MersenneTwister(long seed) {
    BigInteger magnitude = BigInteger.valueOf(seed).abs();
    int words = Math.max(1, (magnitude.bitLength() + 31) / 32);
    int[] key = new int[words];
    for (int i = 0; i < words; i++) {
      key[i] = magnitude.shiftRight(32 * i).intValue();
    }
    start(INITIAL);
    int i = 1;
    int j = 0;
    for (int k = Math.max(SIZE, words); k > 0; k--) {
      state[i] = (state[i] ^ mixed(i - 1) * 1664525) + key[j] + j;
      i = following(i);
      j = (j + 1) % words;
    }
    for (int k = SIZE - 1; k > 0; k--) {
      state[i] = (state[i] ^ mixed(i - 1) * 1566083941) - i;
      i = following(i);
    }
    state[0] = 0x80000000;
  }

  private void start(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * mixed(i - 1) + i;
    }
  }

  private int mixed(int i) {
    return state[i] ^ state[i] >>> 30;
  }

  /** The place after {@code i}; at the end the last word becomes the first. */
  private int following(int i) {
    if (i + 1 < SIZE) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  /** 32 bits. */
  int next() {
    if (at == SIZE) {
      for (int i = 0; i < SIZE; i++) {
        int joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
        int twisted = (joined & 1) == 0 ? 0 : 0x9908b0df;
        state[i] = state[(i + SHIFT) % SIZE] ^ joined >>> 1 ^ twisted;
      }
      at = 0;
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  /** Evenly from 0 to 2³¹−1: {@code randint(0, 2**31 - 1)}. */
  int nextNonNegative() {
    int bits = next();
    while (bits < 0) {
      bits = next();
    }
    return bits;
  }
}
