package org.ckpt4j.ops.math;

/**
 * Exponentials of many FLOAT32 numbers, to about two units in the last place. The work is cut into
 * passes over short blocks, most of which the compiler turns into vector instructions; only the
 * power of two is put in number by number.
 */
final class FloatFunctions {
  private static final int BLOCK = 512;
  private static final float LOG2_E = 1.44269504f;

  /** The natural logarithm of two, in a part with few digits and the rest. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** Added and taken away again, it rounds to a whole number. */
  private static final float ROUNDER = 12582912f;

  private static final float HIGHEST = 88.7228f;
  private static final float LOWEST = -87.3365f;

  /** Below this the quotient of polynomials is the hyperbolic tangent to all digits. */
  private static final float SMALL = 0.6f;

  private FloatFunctions() {}

  static void exp(float[] in, float[] out, int count) {
    float[] work = new float[BLOCK];
    float[] powers = new float[BLOCK];
    for (int at = 0; at < count; at += BLOCK) {
      int n = Math.min(BLOCK, count - at);
      System.arraycopy(in, at, work, 0, n);
      expOfBlock(work, powers, n);
      for (int i = 0; i < n; i++) {
        float x = in[at + i];
        float y = work[i];
        out[at + i] =
            x > HIGHEST ? Float.POSITIVE_INFINITY : x < LOWEST ? 0 : Float.isNaN(x) ? x : y;
      }
    }
  }

  /** In place; what lies beyond the range becomes the largest or smallest power. */
  private static void expOfBlock(float[] work, float[] powers, int n) {
    for (int i = 0; i < n; i++) {
      work[i] = Math.min(Math.max(work[i], LOWEST), HIGHEST);
    }
    for (int i = 0; i < n; i++) {
      powers[i] = work[i] * LOG2_E + ROUNDER - ROUNDER;
    }
    remainders(work, powers, n);
    scale(work, powers, n);
  }

  private static void remainders(float[] work, float[] powers, int n) {
    for (int i = 0; i < n; i++) {
      float r = work[i] - powers[i] * LN2_HIGH - powers[i] * LN2_LOW;
      float p = 1f / 5040;
      p = p * r + 1f / 720;
      p = p * r + 1f / 120;
      p = p * r + 1f / 24;
      p = p * r + 1f / 6;
      p = p * r + 0.5f;
      work[i] = p * r * r + r + 1;
    }
  }

  private static void scale(float[] work, float[] powers, int n) {
    for (int i = 0; i < n; i++) {
      int power = (int) powers[i];
      // In two factors, since the highest power alone would not be finite.
      int half = power >> 1;
      work[i] =
          work[i]
              * Float.intBitsToFloat((half + 127) << 23)
              * Float.intBitsToFloat((power - half + 127) << 23);
    }
  }

  static void sigmoid(float[] in, float[] out, int count) {
    float[] work = new float[BLOCK];
    float[] powers = new float[BLOCK];
    for (int at = 0; at < count; at += BLOCK) {
      int n = Math.min(BLOCK, count - at);
      for (int i = 0; i < n; i++) {
        work[i] = -in[at + i];
      }
      expOfBlock(work, powers, n);
      for (int i = 0; i < n; i++) {
        out[at + i] = 1 / (1 + work[i]);
      }
    }
  }

  static void tanh(float[] in, float[] out, int count) {
    float[] far = new float[BLOCK];
    float[] near = new float[BLOCK];
    float[] x = new float[BLOCK];
    for (int at = 0; at < count; at += BLOCK) {
      int n = Math.min(BLOCK, count - at);
      System.arraycopy(in, at, x, 0, n);
      for (int i = 0; i < n; i++) {
        far[i] = Math.abs(x[i]) * 2;
      }
      expOfBlock(far, near, n);
      for (int i = 0; i < n; i++) {
        far[i] = 1 - 2 / (far[i] + 1);
      }
      quotient(x, near, n);
      for (int i = 0; i < n; i++) {
        out[at + i] = Math.abs(x[i]) < SMALL ? near[i] : Math.copySign(far[i], x[i]);
      }
    }
  }

  private static void quotient(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      float s = x[i] * x[i];
      float above = ((s + 378) * s + 17325) * s + 135135;
      float below = ((28 * s + 3150) * s + 62370) * s + 135135;
      out[i] = x[i] * above / below;
    }
  }

  static void softplus(float[] in, float[] out, int count) {
    float[] work = new float[BLOCK];
    float[] powers = new float[BLOCK];
    for (int at = 0; at < count; at += BLOCK) {
      int n = Math.min(BLOCK, count - at);
      for (int i = 0; i < n; i++) {
        work[i] = -Math.abs(in[at + i]);
      }
      expOfBlock(work, powers, n);
      for (int i = 0; i < n; i++) {
        float t = work[i];
        // Where the sum in double loses digits, two terms of the series have them all.
        float tail = t < 1e-4f ? t - t * t / 2 : (float) Math.log(1.0 + t);
        out[at + i] = Math.max(in[at + i], 0f) + tail;
      }
    }
  }

  static void log(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = (float) Math.log(in[i]);
    }
  }
}
