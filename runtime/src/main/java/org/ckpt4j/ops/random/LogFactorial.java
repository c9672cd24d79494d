package org.ckpt4j.ops.random;

/** The logarithm of k! for whole numbers. */
final class LogFactorial {
  private static final int TABLE = 128;
  private static final double[] SMALL = new double[TABLE];

  static {
    for (int k = 2; k < TABLE; k++) {
      SMALL[k] = SMALL[k - 1] + Math.log(k);
    }
  }

  private LogFactorial() {}

  static double of(double k) {
    if (k < TABLE) {
      return SMALL[(int) k];
    }
    // Stirling's series; at 128 its next term is below 1e-18.
    double x = k + 1;
    double x2 = x * x;
    double tail = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260) / x2) / x2) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + tail;
  }
}
