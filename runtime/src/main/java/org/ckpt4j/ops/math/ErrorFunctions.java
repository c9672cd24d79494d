package org.ckpt4j.ops.math;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErf;
import org.apache.commons.numbers.gamma.InverseErfc;

/** The error function and its relatives. */
final class ErrorFunctions {
  private ErrorFunctions() {}

  static double erf(double x) {
    return Erf.value(x);
  }

  static double erfc(double x) {
    return Erfc.value(x);
  }

  static double erfinv(double x) {
    return Math.abs(x) <= 1 ? InverseErf.value(x) : Double.NaN;
  }

  /** The quantile of the normal distribution. */
  static double ndtri(double p) {
    return p >= 0 && p <= 1 ? -Math.sqrt(2) * InverseErfc.value(2 * p) : Double.NaN;
  }

  /** Dawson's integral, by Rybicki's exponentially convergent sum. */
  static double dawson(double x) {
    double size = Math.abs(x);
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return Double.isNaN(x) ? x : Math.copySign(0, x);
    }
    if (size > 50) {
      double square = 1 / (2 * x * x);
      return (1 + square * (1 + square * (3 + square * (15 + square * 105)))) / (2 * x);
    }
    if (size < 0.2) {
      double sum = 0;
      double term = x;
      for (int n = 0; n < 20; n++) {
        sum += term;
        term *= -2 * x * x / (2 * n + 3);
      }
      return sum;
    }
    double step = 0.2;
    int nearest = 2 * (int) Math.rint(size / (2 * step));
    double sum = 0;
    for (int n = -61; n <= 61; n += 2) {
      double distance = size - (nearest + n) * step;
      if (nearest + n != 0) {
        sum += Math.exp(-distance * distance) / (nearest + n);
      }
    }
    return Math.copySign(sum / Math.sqrt(Math.PI), x);
  }
}
