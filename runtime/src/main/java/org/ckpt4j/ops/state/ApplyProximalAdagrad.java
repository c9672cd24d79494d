package org.ckpt4j.ops.state;

/**
 * {@code ApplyProximalAdagrad} and its kin: Adagrad, then a step toward zero for the L1 and L2
 * penalties.
 */
public final class ApplyProximalAdagrad implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("ProximalAdagrad")
          .slots("accum")
          .dense("lr", "l1", "l2", "grad")
          .sparse("lr", "l1", "l2", "grad", "indices")
          .rule(new ApplyProximalAdagrad());

  private ApplyProximalAdagrad() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float lr = h[0];
    float l1 = h[1];
    float l2 = h[2];
    for (int i = 0; i < n; i++) {
      accum[i] += g[i] * g[i];
      float rate = lr * (1f / (float) Math.sqrt(accum[i]));
      float near = var[i] - g[i] * rate;
      if (l1 > 0) {
        near = Math.signum(near) * Math.max(Math.abs(near) - rate * l1, 0f);
      }
      var[i] = near / (1f + l2 * rate);
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double lr = h[0];
    double l1 = h[1];
    double l2 = h[2];
    for (int i = 0; i < n; i++) {
      accum[i] += g[i] * g[i];
      double rate = lr * (1 / Math.sqrt(accum[i]));
      double near = var[i] - g[i] * rate;
      if (l1 > 0) {
        near = Math.signum(near) * Math.max(Math.abs(near) - rate * l1, 0);
      }
      var[i] = near / (1 + l2 * rate);
    }
  }
}
