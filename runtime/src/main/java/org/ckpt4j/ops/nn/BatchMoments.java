package org.ckpt4j.ops.nn;

/** Mean and variance of each channel of a batch, channels last. */
@SuppressWarnings("ArrayRecordComponent") // shared, and never changed
record BatchMoments(float[] mean, float[] variance, int count) {
  /** Up to this many rows a float holds the sum well; TensorFlow sums in float too. */
  private static final int SHORT = 1024;

  static BatchMoments of(float[] values, int channels) {
    int n = values.length / Math.max(channels, 1);
    float inverse = 1f / n;
    float[] none = new float[channels];
    float[] mean = n <= SHORT ? sum(values, none, false) : wideSum(values, none, false);
    for (int c = 0; c < channels; c++) {
      mean[c] *= inverse;
    }
    float[] variance = n <= SHORT ? sum(values, mean, true) : wideSum(values, mean, true);
    for (int c = 0; c < channels; c++) {
      variance[c] *= inverse;
    }
    return new BatchMoments(mean, variance, n);
  }

  private static float[] sum(float[] values, float[] center, boolean squares) {
    float[] sums = new float[center.length];
    for (int i = 0; i < values.length; i += sums.length) {
      for (int c = 0; c < sums.length; c++) {
        float d = values[i + c] - center[c];
        sums[c] += squares ? d * d : d;
      }
    }
    return sums;
  }

  private static float[] wideSum(float[] values, float[] center, boolean squares) {
    double[] sums = new double[center.length];
    for (int i = 0; i < values.length; i += sums.length) {
      for (int c = 0; c < sums.length; c++) {
        double d = values[i + c] - center[c];
        sums[c] += squares ? d * d : d;
      }
    }
    float[] narrow = new float[sums.length];
    for (int c = 0; c < sums.length; c++) {
      narrow[c] = (float) sums[c];
    }
    return narrow;
  }
}
