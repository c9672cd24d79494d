package org.ckpt4j.ops.state;

/**
 * {@code ApplyProximalGradientDescent} and its kin: gradient descent, then a step toward zero for
 * the L1 and L2 penalties.
 */
public final class ApplyProximalGradientDescent implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("ProximalGradientDescent")
          .dense("alpha", "l1", "l2", "delta")
          .sparse("alpha", "l1", "l2", "grad", "indices")
          .rule(new ApplyProximalGradientDescent());

  private ApplyProximalGradientDescent() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float alpha = h[0];
    float l1 = h[1];
    float l2 = h[2];
    for (int i = 0; i < n; i++) {
      float near = var[i] - g[i] * alpha;
      if (l1 > 0) {
        near = Math.signum(near) * Math.max(Math.abs(near) - alpha * l1, 0f);
      }
      var[i] = near / (1f + l2 * alpha);
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double alpha = h[0];
    double l1 = h[1];
    double l2 = h[2];
    for (int i = 0; i < n; i++) {
      double near = var[i] - g[i] * alpha;
      if (l1 > 0) {
        near = Math.signum(near) * Math.max(Math.abs(near) - alpha * l1, 0);
      }
      var[i] = near / (1 + l2 * alpha);
    }
  }
}
