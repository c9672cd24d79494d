package org.ckpt4j.ops.state;

/**
 * {@code ApplyFtrl} and its kin: follow the regularized leader; small weights become zero.
 */
public record ApplyFtrl(boolean multiplyLinearByLr) implements UpdateRule {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("Ftrl")
          .slots("accum", "linear")
          .dense("grad", "lr", "l1", "l2", "lr_power")
          .sparse("grad", "indices", "lr", "l1", "l2", "lr_power")
          .flag("multiply_linear_by_lr", false)
          .rule((multiply, rows) -> new ApplyFtrl(multiply));

  @Override
  public void apply(float[][] v, float[] g, float[] h, int n) {
    float[] var = v[0];
    float[] accum = v[1];
    float[] linear = v[2];
    float lr = h[0];
    float l1 = h[1];
    float l2 = h[2];
    float lrPower = h[3];
    for (int i = 0; i < n; i++) {
      float shrunk = g[i];
      float sum = accum[i] + g[i] * g[i];
      float after = FtrlPower.of(sum, -lrPower);
      float grown = after - FtrlPower.of(accum[i], -lrPower);
      linear[i] += multiplyLinearByLr ? shrunk * lr - grown * var[i] : shrunk - grown / lr * var[i];
      float limit = multiplyLinearByLr ? l1 * lr : l1;
      float pull = limit * Math.signum(linear[i]) - linear[i];
      float weight = multiplyLinearByLr ? after + 2f * l2 * lr : after / lr + 2f * l2;
      var[i] = Math.abs(linear[i]) > limit ? pull / weight : 0f;
      accum[i] = sum;
    }
  }

  @Override
  public void apply(double[][] v, double[] g, double[] h, int n) {
    double[] var = v[0];
    double[] accum = v[1];
    double[] linear = v[2];
    double lr = h[0];
    double l1 = h[1];
    double l2 = h[2];
    double lrPower = h[3];
    for (int i = 0; i < n; i++) {
      double shrunk = g[i];
      double sum = accum[i] + g[i] * g[i];
      double after = FtrlPower.of(sum, -lrPower);
      double grown = after - FtrlPower.of(accum[i], -lrPower);
      linear[i] += multiplyLinearByLr ? shrunk * lr - grown * var[i] : shrunk - grown / lr * var[i];
      double limit = multiplyLinearByLr ? l1 * lr : l1;
      double pull = limit * Math.signum(linear[i]) - linear[i];
      double weight = multiplyLinearByLr ? after + 2 * l2 * lr : after / lr + 2 * l2;
      var[i] = Math.abs(linear[i]) > limit ? pull / weight : 0;
      accum[i] = sum;
    }
  }
}
