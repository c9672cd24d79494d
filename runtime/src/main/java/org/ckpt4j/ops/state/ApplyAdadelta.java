package org.ckpt4j.ops.state;

/** {@code ApplyAdadelta} and its kin: steps in proportion to the steps before. */
public final class ApplyAdadelta implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("Adadelta")
          .slots("accum", "accum_update")
          .dense("lr", "rho", "epsilon", "grad")
          .sparse("lr", "rho", "epsilon", "grad", "indices")
          .rule(new ApplyAdadelta());

  private ApplyAdadelta() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float[] accumUpdate = v[2];
    float lr = h[0];
    float rho = h[1];
    float epsilon = h[2];
    for (int i = 0; i < n; i++) {
      accum[i] = accum[i] * rho + g[i] * g[i] * (1f - rho);
      float root = (float) Math.sqrt(accumUpdate[i] + epsilon);
      float update = root * (1f / (float) Math.sqrt(accum[i] + epsilon)) * g[i];
      var[i] -= update * lr;
      accumUpdate[i] = accumUpdate[i] * rho + update * update * (1f - rho);
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double[] accumUpdate = v[2];
    double lr = h[0];
    double rho = h[1];
    double epsilon = h[2];
    for (int i = 0; i < n; i++) {
      accum[i] = accum[i] * rho + g[i] * g[i] * (1 - rho);
      double root = Math.sqrt(accumUpdate[i] + epsilon);
      double update = root * (1 / Math.sqrt(accum[i] + epsilon)) * g[i];
      var[i] -= update * lr;
      accumUpdate[i] = accumUpdate[i] * rho + update * update * (1 - rho);
    }
  }
}
