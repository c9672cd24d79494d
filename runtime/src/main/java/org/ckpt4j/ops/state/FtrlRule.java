package org.ckpt4j.ops.state;

/**
 * The update of {@code ApplyFtrl} and {@code ApplyFtrlV2}; the latter has one number more, a
 * penalty that shrinks weights at every step.
 *
 * @param multiply whether the linear term is kept multiplied by the learning rate
 */
record FtrlRule(boolean multiply) implements UpdateRule {
  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float[] linear = v[2];
    float lr = h[0];
    float l1 = h[1];
    float l2 = h[2];
    float l2Shrinkage = h.length == 5 ? h[3] : 0f;
    float lrPower = h[h.length - 1];
    for (int i = 0; i < n; i++) {
      float shrunk = g[i] + var[i] * 2f * l2Shrinkage;
      float sum = accum[i] + g[i] * g[i];
      float after = power(sum, -lrPower);
      float grown = after - power(accum[i], -lrPower);
      linear[i] += multiply ? shrunk * lr - grown * var[i] : shrunk - grown / lr * var[i];
      float limit = multiply ? l1 * lr : l1;
      float pull = limit * Math.signum(linear[i]) - linear[i];
      float weight = multiply ? after + 2f * l2 * lr : after / lr + 2f * l2;
      var[i] = Math.abs(linear[i]) > limit ? pull / weight : 0f;
      accum[i] = sum;
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double[] linear = v[2];
    double lr = h[0];
    double l1 = h[1];
    double l2 = h[2];
    double l2Shrinkage = h.length == 5 ? h[3] : 0;
    double lrPower = h[h.length - 1];
    for (int i = 0; i < n; i++) {
      double shrunk = g[i] + var[i] * 2 * l2Shrinkage;
      double sum = accum[i] + g[i] * g[i];
      double after = power(sum, -lrPower);
      double grown = after - power(accum[i], -lrPower);
      linear[i] += multiply ? shrunk * lr - grown * var[i] : shrunk - grown / lr * var[i];
      double limit = multiply ? l1 * lr : l1;
      double pull = limit * Math.signum(linear[i]) - linear[i];
      double weight = multiply ? after + 2 * l2 * lr : after / lr + 2 * l2;
      var[i] = Math.abs(linear[i]) > limit ? pull / weight : 0;
      accum[i] = sum;
    }
  }

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n, Rounding r) {
    float[] var = v[0];
    float[] accum = v[1];
    float[] linear = v[2];
    float lr = h[0];
    float l1 = h[1];
    float l2 = r.of(2f * h[2]);
    float l2Shrinkage = h.length == 5 ? h[3] : 0f;
    float lrPower = h[h.length - 1];
    for (int i = 0; i < n; i++) {
      float shrunk = r.of(g[i] + r.of(r.of(var[i] * 2f) * l2Shrinkage));
      float sum = r.of(accum[i] + r.of(g[i] * g[i]));
      float after = r.of(power(sum, -lrPower));
      float grown = r.of(after - r.of(power(accum[i], -lrPower)));
      float step =
          multiply
              ? r.of(r.of(shrunk * lr) - r.of(grown * var[i]))
              : r.of(shrunk - r.of(r.of(grown / lr) * var[i]));
      linear[i] = r.of(linear[i] + step);
      float limit = multiply ? r.of(l1 * lr) : l1;
      float pull = r.of(limit * Math.signum(linear[i]) - linear[i]);
      float weight = multiply ? r.of(after + r.of(l2 * lr)) : r.of(r.of(after / lr) + l2);
      var[i] = Math.abs(linear[i]) > limit ? r.of(pull / weight) : 0f;
      accum[i] = sum;
    }
  }

  // The usual exponent, one half, is a root.
  private static float power(float base, float exponent) {
    return exponent == 0.5f ? (float) Math.sqrt(base) : (float) Math.pow(base, exponent);
  }

  private static double power(double base, double exponent) {
    return exponent == 0.5 ? Math.sqrt(base) : Math.pow(base, exponent);
  }
}
