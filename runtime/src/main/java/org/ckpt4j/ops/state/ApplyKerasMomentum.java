package org.ckpt4j.ops.state;

/**
 * {@code ResourceApplyKerasMomentum} and its kin: as {@code ApplyMomentum}, but the slot gathers
 * steps, not gradients.
 */
public record ApplyKerasMomentum(boolean useNesterov) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("KerasMomentum")
          .slots("accum")
          .dense("lr", "grad", "momentum")
          .sparse("lr", "grad", "indices", "momentum")
          .handlesOnly()
          .flag("use_nesterov", false)
          .rule((nesterov, rows) -> new ApplyKerasMomentum(nesterov));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float lr = h[0];
    float momentum = h[1];
    for (int i = 0; i < n; i++) {
      accum[i] = accum[i] * momentum - g[i] * lr;
      var[i] += useNesterov ? accum[i] * momentum - g[i] * lr : accum[i];
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double lr = h[0];
    double momentum = h[1];
    for (int i = 0; i < n; i++) {
      accum[i] = accum[i] * momentum - g[i] * lr;
      var[i] += useNesterov ? accum[i] * momentum - g[i] * lr : accum[i];
    }
  }
}
