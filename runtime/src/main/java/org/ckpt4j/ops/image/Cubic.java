package org.ckpt4j.ops.image;

/** The four pixels that a bicubic target pixel is made of, and their weights. */
record Cubic(int[] pixels, float[] weights) {
  /** TF reads the weights from a table of this many steps between two pixels. */
  private static final int STEPS = 1 << 10;

  static Cubic[] all(Sampling sampling, int from, int to) {
    Cubic[] out = new Cubic[to];
    for (int i = 0; i < to; i++) {
      out[i] = of(sampling, i, from);
    }
    return out;
  }

  private static Cubic of(Sampling sampling, int i, int size) {
    float at = sampling.at(i);
    int first = (int) Math.floor(at);
    int step = (int) Math.rint((at - first) * STEPS);
    double a = sampling.halfPixels() ? -0.5 : -0.75;
    float[] weights = {far(a, step), near(a, step), near(a, STEPS - step), far(a, STEPS - step)};
    int[] pixels = new int[4];
    float sum = 0;
    for (int k = 0; k < 4; k++) {
      int wanted = first - 1 + k;
      pixels[k] = Math.max(0, Math.min(wanted, size - 1));
      if (sampling.halfPixels() && pixels[k] != wanted) {
        weights[k] = 0; // pixels beyond the edge do not count, and the others share their weight
      }
      sum += weights[k];
    }
    if (sampling.halfPixels() && Math.abs(sum) >= 1000 * Float.MIN_NORMAL) {
      float scale = 1 / sum;
      for (int k = 0; k < 4; k++) {
        weights[k] *= scale;
      }
    }
    return new Cubic(pixels, weights);
  }

  private static float near(double a, int step) {
    float x = step * 1.0f / STEPS;
    return (float) (((a + 2) * x - (a + 3)) * x * x + 1);
  }

  private static float far(double a, int step) {
    float x = step * 1.0f / STEPS + 1;
    return (float) (((a * x - 5 * a) * x + 8 * a) * x - 4 * a);
  }
}
