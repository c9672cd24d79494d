package org.ckpt4j.ops.math;

/** Functions that are integrals: exponential, Fresnel's and the dilogarithm. */
final class IntegralFunctions {
  private static final double EULER = 0.57721566490153286060651209008240243;

  private IntegralFunctions() {}

  /** The exponential integral Ei of positive numbers. */
  static double expint(double x) {
    if (Double.isNaN(x) || x < 0) {
      return Double.NaN;
    }
    if (x == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (Double.isInfinite(x)) {
      return x;
    }
    if (x > 45) {
      double sum = 1;
      double term = 1;
      for (int n = 1; n < x; n++) {
        term *= n / x;
        sum += term;
        if (term < 1e-17 * sum) {
          break;
        }
      }
      return Math.exp(x) / x * sum;
    }
    double sum = 0;
    double term = 1;
    for (int n = 1; n < 300; n++) {
      term *= x / n;
      sum += term / n;
      if (term / n < 1e-18 * sum) {
        break;
      }
    }
    return EULER + Math.log(x) + sum;
  }

  static double fresnelCos(double x) {
    return fresnel(x, true);
  }

  static double fresnelSin(double x) {
    return fresnel(x, false);
  }

  private static double fresnel(double x, boolean cosine) {
    double size = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (size > 36974) {
      return Math.copySign(0.5, x);
    }
    double phase = Math.PI / 2 * x * x;
    if (size < 2) {
      double term = cosine ? size : size * phase / 1;
      double sum = 0;
      int first = cosine ? 0 : 1;
      for (int n = first; n < 120; n += 2) {
        sum += term / (2 * n + 1);
        term *= -phase * phase / ((n + 1.0) * (n + 2.0));
      }
      return Math.copySign(sum, x);
    }
    // f and g as integrals over e^(-phase t) / sqrt(t) / (1 + t^2), summed after t = s^2.
    double step = 1.0 / 128;
    double f = 0;
    double g = 0;
    for (double u = -5; u <= 3.5; u += step) {
      double s = Math.exp(u - Math.exp(-u));
      double t = s * s;
      double weight = s * (1 + Math.exp(-u)) * Math.exp(-phase * t) / (1 + t * t);
      f += weight;
      g += weight * t;
    }
    double scale = 2 * step / (Math.PI * Math.sqrt(2));
    f *= scale;
    g *= scale;
    double value =
        cosine
            ? 0.5 + f * Math.sin(phase) - g * Math.cos(phase)
            : 0.5 - f * Math.cos(phase) - g * Math.sin(phase);
    return Math.copySign(value, x);
  }

  /** The dilogarithm of 1 - x. */
  static double spence(double x) {
    if (Double.isNaN(x) || x < 0) {
      return Double.NaN;
    }
    if (x == 0) {
      return Math.PI * Math.PI / 6;
    }
    if (Double.isInfinite(x)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (x > 2) {
      double log = Math.log(x);
      return -0.5 * log * log - spence(1 / x);
    }
    if (x > 1.5) {
      double log = Math.log(x);
      return -0.5 * log * log - nearOne(1 / x);
    }
    if (x < 0.5) {
      return Math.PI * Math.PI / 6 - Math.log(x) * Math.log1p(-x) - nearOne(1 - x);
    }
    return nearOne(x);
  }

  private static double nearOne(double x) {
    double z = 1 - x;
    double sum = 0;
    double power = z;
    for (int n = 1; n < 200; n++) {
      sum += power / ((double) n * n);
      power *= z;
      if (Math.abs(power) < 1e-18) {
        break;
      }
    }
    return sum;
  }
}
