package org.ckpt4j.ops.state;

/** {@code ApplyGradientDescent}: the variable goes down the gradient, {@code alpha} times. */
public final class ApplyGradientDescent implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("GradientDescent").dense("alpha", "delta").rule(new ApplyGradientDescent());

  private ApplyGradientDescent() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float alpha = h[0];
    for (int i = 0; i < n; i++) {
      var[i] -= g[i] * alpha;
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double alpha = h[0];
    for (int i = 0; i < n; i++) {
      var[i] -= g[i] * alpha;
    }
  }
}
