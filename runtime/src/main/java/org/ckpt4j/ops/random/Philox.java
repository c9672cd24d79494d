package org.ckpt4j.ops.random;

/**
 * The counter-based generator Philox 4×32 with ten rounds: a counter of 128 bits and a key of 64
 * give four lanes of 32 random bits. Mutable; for one thread.
 */
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_2 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xffffffffL;

  /** What scrambles the two seeds of the stateless operations. */
  private static final long SCRAMBLING_KEY = 0x02461E29_3EC8F720L;

  private final long key;
  private long counterLow;
  private long counterHigh;

  Philox(long key, long counterLow, long counterHigh) {
    this.key = key;
    this.counterLow = counterLow;
    this.counterHigh = counterHigh;
  }

  /** The stream of a kernel with these seeds among its attributes. */
  public static Philox ofSeeds(long seed, long seed2) {
    return new Philox(seed, 0, seed2);
  }

  /** The stream of a stateless operation with these two seeds. */
  static Philox scrambled(long seed0, long seed1) {
    int[] mixed = new Philox(SCRAMBLING_KEY, seed0, seed1).next();
    return new Philox(word(mixed[0], mixed[1]), 0, word(mixed[2], mixed[3]));
  }

  static long word(int low, int high) {
    return (low & LOW) | (long) high << 32;
  }

  Philox copy() {
    return new Philox(key, counterLow, counterHigh);
  }

  long key() {
    return key;
  }

  long counterLow() {
    return counterLow;
  }

  long counterHigh() {
    return counterHigh;
  }

  /** Leaves out {@code steps} outputs of four lanes each; an unsigned number. */
  Philox skip(long steps) {
    long before = counterLow;
    counterLow += steps;
    if (Long.compareUnsigned(counterLow, before) < 0) {
      counterHigh++;
    }
    return this;
  }

  /** Four lanes; the counter goes on by one. */
  int[] next() {
    int[] lanes = new int[4];
    next(lanes);
    return lanes;
  }

  void next(int[] lanes) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p = (c0 & LOW) * MULTIPLIER_0;
      long q = (c2 & LOW) * MULTIPLIER_2;
      int n0 = (int) (q >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p >>> 32) ^ c3 ^ k1;
      c0 = n0;
      c1 = (int) q;
      c2 = n2;
      c3 = (int) p;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    lanes[0] = c0;
    lanes[1] = c1;
    lanes[2] = c2;
    lanes[3] = c3;
    skip(1);
  }
}
