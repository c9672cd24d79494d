package org.ckpt4j.ops.state;

/** Powers as the FTRL updates take them: the usual exponent, one half, is a root. */
final class FtrlPower {
  private FtrlPower() {}

  static float of(float base, float exponent) {
    return exponent == 0.5f ? (float) Math.sqrt(base) : (float) Math.pow(base, exponent);
  }

  static double of(double base, double exponent) {
    return exponent == 0.5 ? Math.sqrt(base) : Math.pow(base, exponent);
  }
}
