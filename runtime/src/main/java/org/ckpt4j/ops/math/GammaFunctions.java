package org.ckpt4j.ops.math;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/** The gamma function's relatives, with TensorFlow's values at poles and outside the domain. */
final class GammaFunctions {
  /** Bernoulli numbers over the factorials of their indices, for the tail of a sum. */
  private static final double[] TAIL = {
    1.0 / 12,
    -1.0 / 720,
    1.0 / 30240,
    -1.0 / 1209600,
    1.0 / 47900160,
    -691.0 / 1307674368000.0,
    1.0 / 74724249600.0,
    -3617.0 / 10670622842880000.0,
    43867.0 / 5109094217170944000.0,
    -174611.0 / 802857662698291200000.0,
    77683.0 / 14101100039391805440000.0,
    -236364091.0 / 1693824136731743669452800000.0
  };

  /** The digamma function's asymptotic series in one over the square. */
  private static final double[] DIGAMMA = {
    -1.0 / 12, 1.0 / 120, -1.0 / 252, 1.0 / 240, -1.0 / 132, 691.0 / 32760, -1.0 / 12
  };

  private GammaFunctions() {}

  static double lgamma(double x) {
    if (Double.isInfinite(x) || (x <= 0 && x == Math.rint(x))) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(x)) {
      return x;
    }
    if (x < 0) {
      // Reflected, with the sine of the distance to the nearest whole number.
      double part = x - Math.rint(x);
      return Math.log(Math.PI / Math.abs(x * Math.sin(Math.PI * part))) - LogGamma.value(-x);
    }
    return LogGamma.value(x);
  }

  static double digamma(double x) {
    if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (x == Double.NEGATIVE_INFINITY || (x <= 0 && x == Math.rint(x))) {
      return Double.NaN;
    }
    if (x < 0) {
      double part = x - Math.rint(x);
      return digamma(1 - x) - Math.PI / Math.tan(Math.PI * part);
    }
    double shift = 0;
    double at = x;
    while (at < 12) {
      shift += 1 / at;
      at += 1;
    }
    double square = 1 / (at * at);
    double sum = 0;
    for (int i = DIGAMMA.length - 1; i >= 0; i--) {
      sum = (sum + DIGAMMA[i]) * square;
    }
    return Math.log(at) - 0.5 / at + sum - shift;
  }

  /** The regularized lower incomplete gamma function. */
  static double igamma(double a, double x) {
    if (x == 0 && a > 0) {
      return 0;
    }
    if (!(x >= 0) || !(a > 0)) {
      return Double.NaN;
    }
    if (Double.isInfinite(a)) {
      return Double.isInfinite(x) ? Double.NaN : 0;
    }
    return Double.isInfinite(x) ? 1 : RegularizedGamma.P.value(a, x);
  }

  static double igammac(double a, double x) {
    if (!(x >= 0) || !(a > 0)) {
      return Double.NaN;
    }
    if (Double.isInfinite(a)) {
      return Double.isInfinite(x) ? Double.NaN : 1;
    }
    return Double.isInfinite(x) ? 0 : RegularizedGamma.Q.value(a, x);
  }

  /** How the lower incomplete gamma function changes with its parameter. */
  static double igammaGradA(double a, double x) {
    if (x == 0) {
      return 0;
    }
    if (!(x > 0) || !(a > 0)) {
      return Double.NaN;
    }
    if (x > a + 1 && x > 1) {
      return -upperSlope(a, x);
    }
    // P(a, x) = x^a e^-x / Gamma(a + 1) * sum of x^n / (a + 1)...(a + n), differentiated in a.
    double term = 1;
    double slope = 0;
    double sum = 1;
    double sumOfSlopes = 0;
    for (int n = 1; n < 100_000; n++) {
      double factor = x / (a + n);
      slope = slope * factor - term * factor / (a + n);
      term *= factor;
      sum += term;
      sumOfSlopes += slope;
      if (Math.abs(slope) < 1e-18 * Math.abs(sumOfSlopes) && term < 1e-18 * sum) {
        break;
      }
    }
    double logarithm = a * Math.log(x) - x - lgamma(a + 1);
    return Math.exp(logarithm) * ((Math.log(x) - digamma(a + 1)) * sum + sumOfSlopes);
  }

  /** How a number drawn of a gamma distribution changes with the distribution's alpha. */
  static double gammaSampleSlope(double alpha, double sample) {
    if (sample == 0) {
      return 0;
    }
    double logDensity = (alpha - 1) * Math.log(sample) - sample - lgamma(alpha);
    return -igammaGradA(alpha, sample) / Math.exp(logDensity);
  }

  /**
   * The slope in a of Q(a, x), far from the origin: of the integral of t^(a-1) e^-t from x, whose
   * tail is summed by the trapezoidal rule after t = x + e^(u - e^-u), which flattens both ends.
   */
  private static double upperSlope(double a, double x) {
    double step = 1.0 / 64;
    double shift = digamma(a);
    double total = 0;
    for (double u = -6; u <= 8; u += step) {
      double inner = Math.exp(-u);
      double beyond = Math.exp(u - inner);
      double t = x + beyond;
      double weight = beyond * (1 + inner);
      double logarithm = Math.log(t);
      total += Math.exp((a - 1) * logarithm - t - lgamma(a)) * weight * (logarithm - shift);
    }
    return total * step;
  }

  /** Hurwitz' zeta function, by Euler and Maclaurin. */
  static double zeta(double x, double q) {
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (!(x > 1) || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q <= 0) {
      return q == Math.floor(q) ? Double.POSITIVE_INFINITY : belowZero(x, q);
    }
    return zetaAbove(x, q);
  }

  private static double belowZero(double x, double q) {
    if (x != Math.floor(x)) {
      return Double.NaN;
    }
    double sum = 0;
    double at = q;
    while (at < 0) {
      sum += Math.pow(at, -x);
      at += 1;
    }
    return sum + zetaAbove(x, at);
  }

  private static double zetaAbove(double x, double q) {
    double sum = 0;
    double at = q;
    for (int i = 0; i < 12; i++) {
      sum += Math.pow(at, -x);
      at += 1;
    }
    double power = Math.pow(at, -x);
    sum += power * at / (x - 1) + power / 2;
    double factor = x * power / at;
    for (int i = 0; i < TAIL.length; i++) {
      double term = factor * TAIL[i];
      sum += term;
      if (Math.abs(term) < 1e-17 * Math.abs(sum)) {
        break;
      }
      double k = 2 * i + 1;
      factor *= (x + k) * (x + k + 1) / (at * at);
    }
    return sum;
  }

  static double polygamma(double n, double x) {
    if (n < 0 || n != Math.floor(n)) {
      return Double.NaN;
    }
    if (n == 0) {
      return digamma(x);
    }
    double factorial = Math.exp(lgamma(n + 1));
    return (n % 2 == 0 ? -1 : 1) * factorial * zeta(n + 1, x);
  }

  static double betainc(double a, double b, double x) {
    if (!(a > 0) || !(b > 0) || !(x >= 0) || x > 1) {
      return Double.NaN;
    }
    return x == 0 ? 0 : x == 1 ? 1 : RegularizedBeta.value(x, a, b);
  }
}
