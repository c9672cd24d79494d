package org.ckpt4j.ops.state;

/** {@code ResourceApplyAdamWithAmsgrad}: Adam that divides by the greatest mean square so far. */
public final class ApplyAdamWithAmsgrad implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("AdamWithAmsgrad")
          .slots("m", "v", "vhat")
          .dense("beta1_power", "beta2_power", "lr", "beta1", "beta2", "epsilon", "grad")
          .handlesOnly()
          .rule(new ApplyAdamWithAmsgrad());

  private ApplyAdamWithAmsgrad() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] m = v[1];
    float[] square = v[2];
    float[] vhat = v[3];
    float beta1Power = h[0];
    float beta2Power = h[1];
    float lr = h[2];
    float beta1 = h[3];
    float beta2 = h[4];
    float epsilon = h[5];
    float alpha = lr * (float) Math.sqrt(1f - beta2Power) / (1f - beta1Power);
    for (int i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * (1f - beta1);
      square[i] += (g[i] * g[i] - square[i]) * (1f - beta2);
      vhat[i] = Math.max(vhat[i], square[i]);
      var[i] -= m[i] * alpha / ((float) Math.sqrt(vhat[i]) + epsilon);
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] m = v[1];
    double[] square = v[2];
    double[] vhat = v[3];
    double beta1Power = h[0];
    double beta2Power = h[1];
    double lr = h[2];
    double beta1 = h[3];
    double beta2 = h[4];
    double epsilon = h[5];
    double alpha = lr * Math.sqrt(1 - beta2Power) / (1 - beta1Power);
    for (int i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * (1 - beta1);
      square[i] += (g[i] * g[i] - square[i]) * (1 - beta2);
      vhat[i] = Math.max(vhat[i], square[i]);
      var[i] -= m[i] * alpha / (Math.sqrt(vhat[i]) + epsilon);
    }
  }
}
