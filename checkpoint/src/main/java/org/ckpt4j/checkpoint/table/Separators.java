package org.ckpt4j.checkpoint.table;

import java.util.Arrays;

/**
 * Short keys for the index block: any key from the last of a block up to, not including, the first
 * of the next will do.
 */
final class Separators {
  private Separators() {}

  /**
   * At or above {@code last}, below {@code next}; shorter than {@code last} where one byte allows.
   */
  static byte[] between(byte[] last, byte[] next) {
    int i = Arrays.mismatch(last, next);
    if (i >= 0 && i < Math.min(last.length, next.length)) {
      int raised = (last[i] & 0xff) + 1;
      // TF raises one byte only if it is not 0xff, and the result stays below the next key.
      if (raised <= 0xff && raised < (next[i] & 0xff)) {
        return raised(last, i);
      }
    }
    return last;
  }

  /** At or above {@code last}, with nothing behind it. */
  static byte[] successor(byte[] last) {
    for (int i = 0; i < last.length; i++) {
      if ((last[i] & 0xff) != 0xff) {
        return raised(last, i);
      }
    }
    return last;
  }

  private static byte[] raised(byte[] key, int at) {
    byte[] out = Arrays.copyOf(key, at + 1);
    out[at]++;
    return out;
  }
}
