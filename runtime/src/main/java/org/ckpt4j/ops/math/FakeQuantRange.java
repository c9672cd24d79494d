package org.ckpt4j.ops.math;

/**
 * The range of {@code FakeQuant…}: moved so that zero is one of its steps. Reckoned in single
 * precision, as TensorFlow does.
 *
 * @param none whether the range was given as 0 to 0, for which everything is zero
 */
record FakeQuantRange(float min, float max, float scale, boolean none) {
  static FakeQuantRange of(float min, float max, long bits, boolean narrow) {
    float least = narrow ? 1 : 0;
    float most = (1L << bits) - 1;
    float scale = (max - min) / (most - least);
    float zero = least - min / scale;
    float nudged = zero < least ? least : zero > most ? most : roundHalfAway(zero);
    return new FakeQuantRange(
        (least - nudged) * scale, (most - nudged) * scale, scale, min == 0 && max == 0);
  }

  private static float roundHalfAway(float x) {
    return (float) (Math.signum(x) * Math.floor(Math.abs((double) x) + .5));
  }

  /** The step nearest to {@code x} within the range. */
  float nearest(float x) {
    if (none) {
      return 0;
    }
    float inverse = 1 / scale;
    float zero = (float) Math.floor(-min * inverse + .5f);
    float shifted = Math.max(Math.min(x, max), min) - min;
    return (float) Math.floor(shifted * inverse - zero + .5f) * scale;
  }

  /** -1 below the range, 0 in it, 1 above. */
  int side(float x) {
    return none ? 0 : x < min ? -1 : x > max ? 1 : 0;
  }
}
