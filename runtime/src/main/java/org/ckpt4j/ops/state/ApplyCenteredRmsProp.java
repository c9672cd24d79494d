package org.ckpt4j.ops.state;

/**
 * {@code ApplyCenteredRMSProp} and its kin: RMSProp by the gradient's variance instead of its mean
 * square.
 */
public record ApplyCenteredRmsProp(boolean rows) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("CenteredRMSProp")
          .slots("mg", "ms", "mom")
          .dense("lr", "rho", "momentum", "epsilon", "grad")
          .sparse("lr", "rho", "momentum", "epsilon", "grad", "indices")
          .rule((unused, rows) -> new ApplyCenteredRmsProp(rows));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] mg = v[1];
    float[] ms = v[2];
    float[] mom = v[3];
    float lr = h[0];
    float rho = h[1];
    float momentum = h[2];
    float epsilon = h[3];
    for (int i = 0; i < n; i++) {
      if (rows) {
        ms[i] = ms[i] * rho + g[i] * g[i] * (1f - rho);
        mg[i] = mg[i] * rho + g[i] * (1f - rho);
        float variance = ms[i] - mg[i] * mg[i] + epsilon;
        mom[i] = mom[i] * momentum + 1f / (float) Math.sqrt(variance) * lr * g[i];
      } else {
        ms[i] += (g[i] * g[i] - ms[i]) * (1f - rho);
        mg[i] += (g[i] - mg[i]) * (1f - rho);
        float variance = ms[i] - mg[i] * mg[i] + epsilon;
        mom[i] = mom[i] * momentum + g[i] * lr / (float) Math.sqrt(variance);
      }
      var[i] -= mom[i];
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] mg = v[1];
    double[] ms = v[2];
    double[] mom = v[3];
    double lr = h[0];
    double rho = h[1];
    double momentum = h[2];
    double epsilon = h[3];
    for (int i = 0; i < n; i++) {
      if (rows) {
        ms[i] = ms[i] * rho + g[i] * g[i] * (1 - rho);
        mg[i] = mg[i] * rho + g[i] * (1 - rho);
        double variance = ms[i] - mg[i] * mg[i] + epsilon;
        mom[i] = mom[i] * momentum + 1 / Math.sqrt(variance) * lr * g[i];
      } else {
        ms[i] += (g[i] * g[i] - ms[i]) * (1 - rho);
        mg[i] += (g[i] - mg[i]) * (1 - rho);
        double variance = ms[i] - mg[i] * mg[i] + epsilon;
        mom[i] = mom[i] * momentum + g[i] * lr / Math.sqrt(variance);
      }
      var[i] -= mom[i];
    }
  }
}
