package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Finds numbers too small to be normal among many FLOAT32 elements: by their bits, all at once, as
 * a compiler vectorises it; there is hardly ever one.
 */
final class Subnormals {
  private static final int LARGEST = 0x7fffff;

  private final int[] bits;

  /** The sign of each says whether one was seen at its place. */
  private final int[] seen;

  private int looked;
  private final IntBuffer exchangedBits;
  private final FloatBuffer exchanged;

  /**
   * @param most how many elements are looked at in one go
   */
  Subnormals(int most) {
    bits = new int[most];
    seen = new int[most];
    ByteBuffer exchange = ByteBuffer.allocate(most * Float.BYTES).order(ByteOrder.nativeOrder());
    exchangedBits = exchange.asIntBuffer();
    exchanged = exchange.asFloatBuffer();
  }

  /** Looks at {@code count} elements from {@code at} on. */
  void look(IntBuffer elements, int at, int count) {
    for (int done = 0; done < count; done += bits.length) {
      int n = Math.min(bits.length, count - done);
      elements.get(at + done, bits, 0, n);
      mark(n);
    }
  }

  /** Looks at the first {@code n} values. */
  void look(float[] values, int n) {
    exchanged.put(0, values, 0, n);
    exchangedBits.get(0, bits, 0, n);
    mark(n);
  }

  private void mark(int n) {
    for (int i = 0; i < n; i++) {
      int beyondZero = (bits[i] & 0x7fffffff) - 1;
      seen[i] |= (beyondZero - LARGEST) & ~beyondZero;
    }
    looked = Math.max(looked, n);
  }

  /** Whether there was one since this was asked last. */
  boolean wereSeen() {
    int all = 0;
    for (int i = 0; i < looked; i++) {
      all |= seen[i];
      seen[i] = 0;
    }
    looked = 0;
    return all < 0;
  }

  /** Sets those among the first {@code n} values to zero. */
  static void flush(float[] values, int n) {
    for (int i = 0; i < n; i++) {
      if (Math.abs(values[i]) < Float.MIN_NORMAL) {
        values[i] = 0;
      }
    }
  }
}
