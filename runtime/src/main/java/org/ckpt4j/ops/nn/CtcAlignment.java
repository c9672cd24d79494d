package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;

/**
 * All alignments of one label sequence with the steps of its logits, summed in logarithms by the
 * forward and backward recursions.
 */
final class CtcAlignment {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private final double[][] logP;
  private final int[] path;
  private final int blank;
  private final boolean merge;
  private final double[][] alpha;
  private final double[][] beta;
  private final double total;

  /**
   * @param logP log probabilities: step, class
   */
  CtcAlignment(double[][] logP, List<Integer> labels, int blank, boolean merge) {
    this.logP = logP;
    this.blank = blank;
    this.merge = merge;
    this.path = new int[2 * labels.size() + 1];
    Arrays.fill(path, blank);
    for (int i = 0; i < labels.size(); i++) {
      path[2 * i + 1] = labels.get(i);
    }
    this.alpha = forward();
    this.beta = backward();
    double sum = NONE;
    for (int u = 0; u < path.length; u++) {
      sum = logAdd(sum, alpha[0][u] + beta[0][u]);
    }
    this.total = sum;
  }

  private boolean mayStay(int u) {
    return merge || path[u] == blank;
  }

  private boolean maySkip(int u) {
    return path[u] != blank && !(merge && path[u] == path[u - 2]);
  }

  private double[][] forward() {
    double[][] a = new double[logP.length][path.length];
    Arrays.fill(a[0], NONE);
    a[0][0] = logP[0][path[0]];
    if (path.length > 1) {
      a[0][1] = logP[0][path[1]];
    }
    for (int t = 1; t < logP.length; t++) {
      for (int u = 0; u < path.length; u++) {
        double sum = mayStay(u) ? a[t - 1][u] : NONE;
        sum = u > 0 ? logAdd(sum, a[t - 1][u - 1]) : sum;
        sum = u > 1 && maySkip(u) ? logAdd(sum, a[t - 1][u - 2]) : sum;
        a[t][u] = sum + logP[t][path[u]];
      }
    }
    return a;
  }

  private double[][] backward() {
    int last = logP.length - 1;
    double[][] b = new double[logP.length][path.length];
    Arrays.fill(b[last], NONE);
    for (int u = Math.max(0, path.length - 2); u < path.length; u++) {
      b[last][u] = 0;
    }
    for (int t = last - 1; t >= 0; t--) {
      for (int u = 0; u < path.length; u++) {
        double sum = mayStay(u) ? b[t + 1][u] + logP[t + 1][path[u]] : NONE;
        if (u + 1 < path.length) {
          sum = logAdd(sum, b[t + 1][u + 1] + logP[t + 1][path[u + 1]]);
        }
        if (u + 2 < path.length && maySkip(u + 2)) {
          sum = logAdd(sum, b[t + 1][u + 2] + logP[t + 1][path[u + 2]]);
        }
        b[t][u] = sum;
      }
    }
    return b;
  }

  private static double logAdd(double a, double b) {
    if (a == NONE) {
      return b;
    }
    if (b == NONE) {
      return a;
    }
    return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  /** Infinity if no alignment fits into the steps. */
  double loss() {
    return -total;
  }

  /** The gradient with respect to the logits of one step. */
  void gradient(int step, double[] into, int from) {
    double[] sums = new double[logP[step].length];
    Arrays.fill(sums, NONE);
    for (int u = 0; u < path.length; u++) {
      sums[path[u]] = logAdd(sums[path[u]], alpha[step][u] + beta[step][u]);
    }
    for (int c = 0; c < sums.length; c++) {
      double p = Math.exp(logP[step][c]);
      into[from + c] = total == NONE ? p : p - Math.exp(sums[c] - total);
    }
  }
}
