package org.ckpt4j.ops.state;

/** {@code ApplyAdagradV2} and its kin: Adagrad with {@code epsilon} beside the root. */
public record ApplyAdagradV2(boolean updateSlots) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("AdagradV2")
          .slots("accum")
          .dense("lr", "epsilon", "grad")
          .sparse("lr", "epsilon", "grad", "indices")
          .flag("update_slots", true)
          .rule((update, rows) -> new ApplyAdagradV2(update));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float lr = h[0];
    float epsilon = h[1];
    for (int i = 0; i < n; i++) {
      if (updateSlots) {
        accum[i] += g[i] * g[i];
      }
      var[i] -= g[i] * lr / ((float) Math.sqrt(accum[i]) + epsilon);
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double lr = h[0];
    double epsilon = h[1];
    for (int i = 0; i < n; i++) {
      if (updateSlots) {
        accum[i] += g[i] * g[i];
      }
      var[i] -= g[i] * lr / (Math.sqrt(accum[i]) + epsilon);
    }
  }
}
