package org.ckpt4j.ops.state;

/** {@code ApplyRMSProp} and its kin: steps by the gradient over the root of its mean square. */
public record ApplyRmsProp(boolean rows) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("RMSProp")
          .slots("ms", "mom")
          .dense("lr", "rho", "momentum", "epsilon", "grad")
          .sparse("lr", "rho", "momentum", "epsilon", "grad", "indices")
          .rule((unused, rows) -> new ApplyRmsProp(rows));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] ms = v[1];
    float[] mom = v[2];
    float lr = h[0];
    float rho = h[1];
    float momentum = h[2];
    float epsilon = h[3];
    for (int i = 0; i < n; i++) {
      if (rows) {
        ms[i] = ms[i] * rho + g[i] * g[i] * (1f - rho);
        mom[i] = mom[i] * momentum + 1f / (float) Math.sqrt(ms[i] + epsilon) * lr * g[i];
      } else {
        ms[i] += (g[i] * g[i] - ms[i]) * (1f - rho);
        mom[i] = mom[i] * momentum + g[i] * lr / (float) Math.sqrt(ms[i] + epsilon);
      }
      var[i] -= mom[i];
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] ms = v[1];
    double[] mom = v[2];
    double lr = h[0];
    double rho = h[1];
    double momentum = h[2];
    double epsilon = h[3];
    for (int i = 0; i < n; i++) {
      if (rows) {
        ms[i] = ms[i] * rho + g[i] * g[i] * (1 - rho);
        mom[i] = mom[i] * momentum + 1 / Math.sqrt(ms[i] + epsilon) * lr * g[i];
      } else {
        ms[i] += (g[i] * g[i] - ms[i]) * (1 - rho);
        mom[i] = mom[i] * momentum + g[i] * lr / Math.sqrt(ms[i] + epsilon);
      }
      var[i] -= mom[i];
    }
  }
}
