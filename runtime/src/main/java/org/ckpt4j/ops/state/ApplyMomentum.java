package org.ckpt4j.ops.state;

/**
 * {@code ApplyMomentum} and its kin: the gradient is gathered in a slot that decays; with {@code
 * use_nesterov} the step looks one gradient ahead.
 */
public record ApplyMomentum(boolean useNesterov) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("Momentum")
          .slots("accum")
          .dense("lr", "grad", "momentum")
          .sparse("lr", "grad", "indices", "momentum")
          .flag("use_nesterov", false)
          .rule((nesterov, rows) -> new ApplyMomentum(nesterov));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float lr = h[0];
    float momentum = h[1];
    for (int i = 0; i < n; i++) {
      accum[i] = accum[i] * momentum + g[i];
      var[i] -= useNesterov ? g[i] * lr + accum[i] * momentum * lr : accum[i] * lr;
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double lr = h[0];
    double momentum = h[1];
    for (int i = 0; i < n; i++) {
      accum[i] = accum[i] * momentum + g[i];
      var[i] -= useNesterov ? g[i] * lr + accum[i] * momentum * lr : accum[i] * lr;
    }
  }
}
