package org.ckpt4j.ops.state;

/** {@code ApplyAdagrad} and its kin: the step shrinks with the sum of squared gradients so far. */
public record ApplyAdagrad(boolean updateSlots) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("Adagrad")
          .slots("accum")
          .dense("lr", "grad")
          .sparse("lr", "grad", "indices")
          .flag("update_slots", true)
          .rule((update, rows) -> new ApplyAdagrad(update));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float lr = h[0];
    for (int i = 0; i < n; i++) {
      if (updateSlots) {
        accum[i] += g[i] * g[i];
      }
      var[i] -= g[i] * lr * (1f / (float) Math.sqrt(accum[i]));
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double lr = h[0];
    for (int i = 0; i < n; i++) {
      if (updateSlots) {
        accum[i] += g[i] * g[i];
      }
      var[i] -= g[i] * lr * (1 / Math.sqrt(accum[i]));
    }
  }
}
