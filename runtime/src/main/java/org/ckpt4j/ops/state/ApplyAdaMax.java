package org.ckpt4j.ops.state;

/** {@code ApplyAdaMax}: Adam by the greatest gradient instead of the mean square. */
public final class ApplyAdaMax implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("AdaMax")
          .slots("m", "v")
          .dense("beta1_power", "lr", "beta1", "beta2", "epsilon", "grad")
          .rule(new ApplyAdaMax());

  private ApplyAdaMax() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] m = v[1];
    float[] greatest = v[2];
    float beta1Power = h[0];
    float lr = h[1];
    float beta1 = h[2];
    float beta2 = h[3];
    float epsilon = h[4];
    float alpha = lr / (1f - beta1Power);
    for (int i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * (1f - beta1);
      greatest[i] = Math.max(beta2 * greatest[i], Math.abs(g[i]));
      var[i] -= alpha * (m[i] / (greatest[i] + epsilon));
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] m = v[1];
    double[] greatest = v[2];
    double beta1Power = h[0];
    double lr = h[1];
    double beta1 = h[2];
    double beta2 = h[3];
    double epsilon = h[4];
    double alpha = lr / (1 - beta1Power);
    for (int i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * (1 - beta1);
      greatest[i] = Math.max(beta2 * greatest[i], Math.abs(g[i]));
      var[i] -= alpha * (m[i] / (greatest[i] + epsilon));
    }
  }
}
