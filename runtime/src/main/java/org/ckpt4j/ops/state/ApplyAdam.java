package org.ckpt4j.ops.state;

/**
 * {@code ApplyAdam}: steps by the mean gradient over the root of its mean square, both freed of
 * their bias toward zero.
 */
public record ApplyAdam(boolean useNesterov) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("Adam")
          .slots("m", "v")
          .dense("beta1_power", "beta2_power", "lr", "beta1", "beta2", "epsilon", "grad")
          .flag("use_nesterov", false)
          .rule((nesterov, rows) -> new ApplyAdam(nesterov));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] m = v[1];
    float[] square = v[2];
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
      float step = useNesterov ? g[i] * (1f - beta1) + beta1 * m[i] : m[i];
      var[i] -= step * alpha / ((float) Math.sqrt(square[i]) + epsilon);
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] m = v[1];
    double[] square = v[2];
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
      double step = useNesterov ? g[i] * (1 - beta1) + beta1 * m[i] : m[i];
      var[i] -= step * alpha / (Math.sqrt(square[i]) + epsilon);
    }
  }
}
