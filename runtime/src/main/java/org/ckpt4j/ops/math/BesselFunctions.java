package org.ckpt4j.ops.math;

/**
 * Bessel functions of order zero and one, found from their series, their integrals and, far out,
 * their asymptotic expansions.
 */
final class BesselFunctions {
  private static final double EULER = 0.57721566490153286060651209008240243;

  /** From here the asymptotic expansions of J and Y are exact to a double. */
  private static final double FAR = 25;

  private BesselFunctions() {}

  static double i0(double x) {
    return i0e(x) * Math.exp(Math.abs(x));
  }

  static double i1(double x) {
    return i1e(x) * Math.exp(Math.abs(x));
  }

  static double i0e(double x) {
    return scaledI(Math.abs(x), 0);
  }

  static double i1e(double x) {
    return Math.copySign(scaledI(Math.abs(x), 1), x);
  }

  /** The modified function times e^-x. */
  private static double scaledI(double x, int order) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return 0;
    }
    if (x < 30) {
      double term = order == 0 ? 1 : x / 2;
      double sum = 0;
      for (int k = 1; k < 200; k++) {
        sum += term;
        term *= x * x / 4 / (k * (double) (k + order));
        if (term < 1e-18 * sum) {
          break;
        }
      }
      return sum * Math.exp(-x);
    }
    double term = 1;
    double sum = 1;
    for (int k = 1; k < 60; k++) {
      double odd = 2 * k - 1;
      double next = term * (odd * odd - 4 * order) / (8 * k * x);
      if (Math.abs(next) >= Math.abs(term) || Math.abs(next) < 1e-18) {
        break;
      }
      term = next;
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI * x);
  }

  static double k0(double x) {
    return scaledK(x, 0) * Math.exp(-x);
  }

  static double k1(double x) {
    return scaledK(x, 1) * Math.exp(-x);
  }

  static double k0e(double x) {
    return scaledK(x, 0);
  }

  static double k1e(double x) {
    return scaledK(x, 1);
  }

  /** The integral of e^(-x (cosh t - 1)) cosh(n t), for which equal steps converge fast. */
  private static double scaledK(double x, int order) {
    if (x <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return 0;
    }
    double step = Math.min(1.0 / 16, 0.5 / Math.sqrt(x));
    double sum = 0.5;
    for (int i = 1; i < 100_000; i++) {
      double t = i * step;
      double half = Math.sinh(t / 2);
      double term = Math.exp(-2 * x * half * half) * (order == 0 ? 1 : Math.cosh(t));
      sum += term;
      if (term < 1e-18 * sum) {
        break;
      }
    }
    return sum * step;
  }

  static double j0(double x) {
    return j(Math.abs(x), 0);
  }

  static double j1(double x) {
    return x == 0 ? x : Math.copySign(1, x) * j(Math.abs(x), 1);
  }

  private static double j(double x, int order) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return 0;
    }
    if (x >= FAR) {
      return far(x, order, false);
    }
    // The mean of cos(x sin t - n t) over a period: equal steps are exact beyond x + 30 of them.
    int steps = 64;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      double t = Math.PI * (i + 0.5) / steps;
      sum += Math.cos(x * Math.sin(t) - order * t);
    }
    return sum / steps;
  }

  static double y0(double x) {
    if (x <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (Double.isNaN(x)) {
      return x;
    }
    if (x >= FAR) {
      return far(x, 0, true);
    }
    // Neumann's expansion in J, whose terms do not cancel.
    double[] all = allJ(x);
    double sum = 0;
    for (int k = 1; 2 * k < all.length; k++) {
      sum += (k % 2 == 1 ? 1 : -1) * all[2 * k] / k;
    }
    return 2 / Math.PI * ((Math.log(x / 2) + EULER) * all[0] + 2 * sum);
  }

  static double y1(double x) {
    if (x <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (Double.isNaN(x)) {
      return x;
    }
    if (x >= FAR) {
      return far(x, 1, true);
    }
    // Minus the derivative of that expansion.
    double[] all = allJ(x);
    double sum = 0;
    for (int k = 1; 2 * k + 1 < all.length; k++) {
      sum += (k % 2 == 1 ? -1 : 1) * (all[2 * k - 1] - all[2 * k + 1]) / k;
    }
    return 2 / Math.PI * ((Math.log(x / 2) + EULER) * all[1] - all[0] / x + sum);
  }

  /** J of all orders, by the recurrence downwards from where they vanish. */
  private static double[] allJ(double x) {
    int top = 2 * (int) (x + 30);
    double[] out = new double[top + 1];
    double above = 0;
    double here = 1e-300;
    double norm = 0;
    for (int n = top; n >= 0; n--) {
      out[n] = here;
      norm += n == 0 ? here : n % 2 == 0 ? 2 * here : 0;
      double below = 2.0 * n / x * here - above;
      above = here;
      here = below;
      if (Math.abs(here) > 1e200) {
        for (int i = n; i <= top; i++) {
          out[i] *= 1e-200;
        }
        here *= 1e-200;
        above *= 1e-200;
        norm *= 1e-200;
      }
    }
    for (int n = 0; n <= top; n++) {
      out[n] /= norm;
    }
    return out;
  }

  /** Hankel's expansion: a slow sine or cosine of the distance from a phase. */
  private static double far(double x, int order, boolean second) {
    if (Double.isInfinite(x)) {
      return 0;
    }
    double p = 1;
    double q = 0;
    double term = 1;
    for (int k = 1; k < 60; k++) {
      double odd = 2 * k - 1;
      double next = term * (4 * order - odd * odd) / (8 * k * x);
      if (Math.abs(next) >= Math.abs(term) || Math.abs(next) < 1e-18) {
        break;
      }
      term = next;
      switch (k % 4) {
        case 1 -> q += term;
        case 2 -> p -= term;
        case 3 -> q -= term;
        default -> p += term;
      }
    }
    double phase = x - Math.PI / 4 - order * Math.PI / 2;
    double scale = Math.sqrt(2 / (Math.PI * x));
    return scale
        * (second
            ? p * Math.sin(phase) + q * Math.cos(phase)
            : p * Math.cos(phase) - q * Math.sin(phase));
  }
}
