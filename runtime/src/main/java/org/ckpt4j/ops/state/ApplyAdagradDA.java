package org.ckpt4j.ops.state;

/**
 * {@code ApplyAdagradDA} and its kin: dual averaging; the variable is computed anew from the sums
 * of gradients and of their squares.
 */
public final class ApplyAdagradDA implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("AdagradDA")
          .slots("gradient_accumulator", "gradient_squared_accumulator")
          .dense("grad", "lr", "l1", "l2", "global_step")
          .sparse("grad", "indices", "lr", "l1", "l2", "global_step")
          .rule(new ApplyAdagradDA());

  private ApplyAdagradDA() {}

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] sum = v[1];
    float[] squares = v[2];
    float lr = h[0];
    float l1 = h[1];
    float l2 = h[2];
    float globalStep = h[3];
    for (int i = 0; i < n; i++) {
      sum[i] += g[i];
      squares[i] += g[i] * g[i];
      float pull = sum[i];
      if (l1 > 0) {
        pull = Math.signum(sum[i]) * Math.max(Math.abs(sum[i]) - l1 * globalStep, 0f);
      }
      var[i] = -1f * lr * pull / (l2 * globalStep * lr + (float) Math.sqrt(squares[i]));
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] sum = v[1];
    double[] squares = v[2];
    double lr = h[0];
    double l1 = h[1];
    double l2 = h[2];
    double globalStep = h[3];
    for (int i = 0; i < n; i++) {
      sum[i] += g[i];
      squares[i] += g[i] * g[i];
      double pull = sum[i];
      if (l1 > 0) {
        pull = Math.signum(sum[i]) * Math.max(Math.abs(sum[i]) - l1 * globalStep, 0);
      }
      var[i] = -1 * lr * pull / (l2 * globalStep * lr + Math.sqrt(squares[i]));
    }
  }
}
