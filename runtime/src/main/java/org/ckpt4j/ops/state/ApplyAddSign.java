package org.ckpt4j.ops.state;

/** {@code ApplyAddSign}: larger steps where gradient and mean gradient agree in sign. */
public final class ApplyAddSign implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("AddSign")
          .slots("m")
          .dense("lr", "alpha", "sign_decay", "beta", "grad")
          .rule(new ApplyAddSign());

  private ApplyAddSign() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] m = v[1];
    float lr = h[0];
    float alpha = h[1];
    float signDecay = h[2];
    float beta = h[3];
    for (int i = 0; i < n; i++) {
      m[i] = m[i] * beta + g[i] * (1f - beta);
      float agreement = Math.signum(g[i]) * Math.signum(m[i]);
      var[i] -= lr * (alpha + signDecay * agreement) * g[i];
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] m = v[1];
    double lr = h[0];
    double alpha = h[1];
    double signDecay = h[2];
    double beta = h[3];
    for (int i = 0; i < n; i++) {
      m[i] = m[i] * beta + g[i] * (1 - beta);
      double agreement = Math.signum(g[i]) * Math.signum(m[i]);
      var[i] -= lr * (alpha + signDecay * agreement) * g[i];
    }
  }
}
