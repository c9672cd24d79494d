package org.ckpt4j.ops.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The classical decompositions of one matrix, in double. */
final class Decompositions {
  private static final int SWEEPS = 60;

  private Decompositions() {}

  /** Rows exchanged, triangles in one matrix, and whether the exchanges change the sign. */
  record Lu(Mat factors, int[] order, int sign, boolean singular) {
    static Lu of(Mat a) {
      Mat lu = a.copy();
      int n = a.rows;
      int[] order = IntStream.range(0, n).toArray();
      int sign = 1;
      boolean singular = false;
      for (int k = 0; k < n; k++) {
        int pivot = k;
        for (int i = k + 1; i < n; i++) {
          if (size(lu, i, k) > size(lu, pivot, k)) {
            pivot = i;
          }
        }
        if (pivot != k) {
          lu.swapRows(pivot, k);
          int row = order[pivot];
          order[pivot] = order[k];
          order[k] = row;
          sign = -sign;
        }
        double pr = lu.re[lu.at(k, k)];
        double pi = lu.im[lu.at(k, k)];
        double norm = pr * pr + pi * pi;
        if (norm == 0) {
          singular = true;
          continue;
        }
        for (int i = k + 1; i < n; i++) {
          double r = lu.re[lu.at(i, k)];
          double m = lu.im[lu.at(i, k)];
          double fr = (r * pr + m * pi) / norm;
          double fi = (m * pr - r * pi) / norm;
          lu.subtractRow(i, k, fr, fi, k + 1);
          lu.re[lu.at(i, k)] = fr;
          lu.im[lu.at(i, k)] = fi;
        }
      }
      return new Lu(lu, order, sign, singular);
    }

    private static double size(Mat m, int row, int col) {
      return Math.hypot(m.re[m.at(row, col)], m.im[m.at(row, col)]);
    }

    Mat solve(Mat b) {
      Mat x = new Mat(b.rows, b.cols);
      for (int i = 0; i < b.rows; i++) {
        System.arraycopy(b.re, b.at(order[i], 0), x.re, x.at(i, 0), b.cols);
        System.arraycopy(b.im, b.at(order[i], 0), x.im, x.at(i, 0), b.cols);
      }
      for (int i = 0; i < x.rows; i++) {
        for (int k = 0; k < i; k++) {
          x.subtractRow(i, k, factors.re[factors.at(i, k)], factors.im[factors.at(i, k)], 0);
        }
      }
      for (int i = x.rows - 1; i >= 0; i--) {
        for (int k = i + 1; k < x.rows; k++) {
          x.subtractRow(i, k, factors.re[factors.at(i, k)], factors.im[factors.at(i, k)], 0);
        }
        x.divideRow(i, factors.re[factors.at(i, i)], factors.im[factors.at(i, i)]);
      }
      return x;
    }
  }

  static Mat solveTriangular(Mat a, Mat b, boolean lower) {
    Mat x = b.copy();
    int n = a.rows;
    for (int step = 0; step < n; step++) {
      int i = lower ? step : n - 1 - step;
      for (int k = lower ? 0 : i + 1; k < (lower ? i : n); k++) {
        x.subtractRow(i, k, a.re[a.at(i, k)], a.im[a.at(i, k)], 0);
      }
      x.divideRow(i, a.re[a.at(i, i)], a.im[a.at(i, i)]);
    }
    return x;
  }

  /** The lower factor, of the lower triangle; null if the matrix is not positive definite. */
  static @Nullable Mat cholesky(Mat a) {
    int n = a.rows;
    Mat l = new Mat(n, n);
    for (int j = 0; j < n; j++) {
      double diagonal = a.re[a.at(j, j)];
      for (int k = 0; k < j; k++) {
        double r = l.re[l.at(j, k)];
        double m = l.im[l.at(j, k)];
        diagonal -= r * r + m * m;
      }
      if (!(diagonal > 0)) {
        return null;
      }
      double root = Math.sqrt(diagonal);
      l.re[l.at(j, j)] = root;
      for (int i = j + 1; i < n; i++) {
        double r = a.re[a.at(i, j)];
        double m = a.im[a.at(i, j)];
        for (int k = 0; k < j; k++) {
          double x = l.re[l.at(i, k)];
          double y = l.im[l.at(i, k)];
          double u = l.re[l.at(j, k)];
          double v = -l.im[l.at(j, k)];
          r -= x * u - y * v;
          m -= x * v + y * u;
        }
        l.re[l.at(i, j)] = r / root;
        l.im[l.at(i, j)] = m / root;
      }
    }
    return l;
  }

  /** Householder's: an unitary matrix of all rows, and the triangle. */
  record Qr(Mat q, Mat r) {
    static Qr of(Mat a) {
      Mat r = a.copy();
      Mat q = Mat.identity(a.rows);
      for (int k = 0; k < Math.min(a.rows - 1, a.cols); k++) {
        reflect(r, q, k);
      }
      // LAPACK leaves a complex last diagonal element as it is when nothing lies below it.
      for (int i = 0; i < r.rows; i++) {
        for (int j = 0; j < Math.min(i, r.cols); j++) {
          r.re[r.at(i, j)] = 0;
          r.im[r.at(i, j)] = 0;
        }
      }
      return new Qr(q, r);
    }

    private static void reflect(Mat r, Mat q, int k) {
      int n = r.rows;
      double below = 0;
      for (int i = k + 1; i < n; i++) {
        below = Math.hypot(below, Math.hypot(r.re[r.at(i, k)], r.im[r.at(i, k)]));
      }
      double ar = r.re[r.at(k, k)];
      double ai = r.im[r.at(k, k)];
      if (below == 0 && ai == 0) {
        return;
      }
      double beta = -Math.copySign(Math.hypot(Math.hypot(ar, ai), below), ar);
      // v = (1, x / (alpha - beta)), H = I - tau v v^H with tau = (beta - alpha) / beta
      double dr = ar - beta;
      double norm = dr * dr + ai * ai;
      double[] vr = new double[n];
      double[] vi = new double[n];
      vr[k] = 1;
      for (int i = k + 1; i < n; i++) {
        double x = r.re[r.at(i, k)];
        double y = r.im[r.at(i, k)];
        vr[i] = (x * dr + y * ai) / norm;
        vi[i] = (y * dr - x * ai) / norm;
      }
      double tr = (beta - ar) / beta;
      double ti = -ai / beta;
      apply(r, vr, vi, tr, -ti, k); // R = H^H R
      applyRight(q, vr, vi, tr, ti, k); // Q = Q H
    }

    private static void apply(Mat m, double[] vr, double[] vi, double tr, double ti, int k) {
      for (int j = 0; j < m.cols; j++) {
        double sr = 0;
        double si = 0;
        for (int i = k; i < m.rows; i++) {
          double x = m.re[m.at(i, j)];
          double y = m.im[m.at(i, j)];
          sr += vr[i] * x + vi[i] * y;
          si += vr[i] * y - vi[i] * x;
        }
        double fr = tr * sr - ti * si;
        double fi = tr * si + ti * sr;
        for (int i = k; i < m.rows; i++) {
          m.re[m.at(i, j)] -= vr[i] * fr - vi[i] * fi;
          m.im[m.at(i, j)] -= vr[i] * fi + vi[i] * fr;
        }
      }
    }

    private static void applyRight(Mat m, double[] vr, double[] vi, double tr, double ti, int k) {
      for (int i = 0; i < m.rows; i++) {
        double sr = 0;
        double si = 0;
        for (int j = k; j < m.cols; j++) {
          double x = m.re[m.at(i, j)];
          double y = m.im[m.at(i, j)];
          sr += x * vr[j] - y * vi[j];
          si += x * vi[j] + y * vr[j];
        }
        double fr = tr * sr - ti * si;
        double fi = tr * si + ti * sr;
        for (int j = k; j < m.cols; j++) {
          m.re[m.at(i, j)] -= fr * vr[j] + fi * vi[j];
          m.im[m.at(i, j)] -= fi * vr[j] - fr * vi[j];
        }
      }
    }
  }

  /** Singular values in falling order, with the thin vectors of both sides. */
  @SuppressWarnings("ArrayRecordComponent") // shared, and never changed
  record Svd(double[] values, Mat u, Mat v) {
    static Svd of(Mat a) {
      if (a.rows < a.cols) {
        Svd other = of(a.adjoint());
        return new Svd(other.values(), other.v(), other.u());
      }
      Mat u = a.copy();
      Mat v = Mat.identity(a.cols);
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        if (!sweep(u, v)) {
          break;
        }
      }
      double[] values = new double[a.cols];
      for (int j = 0; j < a.cols; j++) {
        values[j] = Math.sqrt(u.dot(j, j)[0]);
      }
      return sorted(values, u, v);
    }

    /** One-sided Jacobi: makes each pair of columns orthogonal. */
    private static boolean sweep(Mat u, Mat v) {
      boolean moved = false;
      for (int p = 0; p < u.cols; p++) {
        for (int q = p + 1; q < u.cols; q++) {
          double alpha = u.dot(p, p)[0];
          double beta = u.dot(q, q)[0];
          double[] gamma = u.dot(p, q);
          double size = Math.hypot(gamma[0], gamma[1]);
          if (size <= 1e-16 * Math.sqrt(alpha * beta) || size == 0) {
            continue;
          }
          moved = true;
          double zeta = (beta - alpha) / (2 * size);
          double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
          double c = 1 / Math.hypot(1, t);
          double s = c * t;
          double sr = s * gamma[0] / size;
          double si = s * gamma[1] / size;
          u.rotate(p, q, c, sr, si);
          v.rotate(p, q, c, sr, si);
        }
      }
      return moved;
    }

    private static Svd sorted(double[] values, Mat u, Mat v) {
      int n = values.length;
      int[] order =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -values[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      double[] sorted = new double[n];
      Mat left = new Mat(u.rows, n);
      Mat right = new Mat(v.rows, n);
      for (int j = 0; j < n; j++) {
        sorted[j] = values[order[j]];
        double scale = sorted[j] == 0 ? 0 : 1 / sorted[j];
        for (int i = 0; i < u.rows; i++) {
          left.re[left.at(i, j)] = u.re[u.at(i, order[j])] * scale;
          left.im[left.at(i, j)] = u.im[u.at(i, order[j])] * scale;
        }
        for (int i = 0; i < v.rows; i++) {
          right.re[right.at(i, j)] = v.re[v.at(i, order[j])];
          right.im[right.at(i, j)] = v.im[v.at(i, order[j])];
        }
      }
      return new Svd(sorted, left, right);
    }
  }

  /** Eigenvalues of a Hermitian matrix, of its lower triangle, rising; and its vectors. */
  @SuppressWarnings("ArrayRecordComponent") // shared, and never changed
  record Eigen(double[] values, Mat vectors) {
    static Eigen of(Mat given) {
      int n = given.rows;
      Mat a = given.copy();
      for (int i = 0; i < n; i++) {
        a.im[a.at(i, i)] = 0;
        for (int j = i + 1; j < n; j++) {
          a.re[a.at(i, j)] = a.re[a.at(j, i)];
          a.im[a.at(i, j)] = -a.im[a.at(j, i)];
        }
      }
      Mat v = Mat.identity(n);
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double off = 0;
        for (int p = 0; p < n; p++) {
          for (int q = p + 1; q < n; q++) {
            double size = Math.hypot(a.re[a.at(p, q)], a.im[a.at(p, q)]);
            off = Math.max(off, size);
            if (size != 0) {
              a = annihilated(a, v, p, q, size);
            }
          }
        }
        if (off == 0) {
          break;
        }
      }
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = a.re[a.at(i, i)];
      }
      return sorted(values, v);
    }

    private static Mat annihilated(Mat a, Mat v, int p, int q, double size) {
      double zeta = (a.re[a.at(q, q)] - a.re[a.at(p, p)]) / (2 * size);
      double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
      double c = 1 / Math.hypot(1, t);
      double sr = c * t * a.re[a.at(p, q)] / size;
      double si = c * t * a.im[a.at(p, q)] / size;
      a.rotate(p, q, c, sr, si);
      v.rotate(p, q, c, sr, si);
      Mat other = a.adjoint();
      other.rotate(p, q, c, sr, si);
      Mat out = other.adjoint();
      if (Math.hypot(out.re[out.at(p, q)], out.im[out.at(p, q)]) < 1e-15 * size) {
        out.re[out.at(p, q)] = 0;
        out.im[out.at(p, q)] = 0;
        out.re[out.at(q, p)] = 0;
        out.im[out.at(q, p)] = 0;
      }
      return out;
    }

    private static Eigen sorted(double[] values, Mat v) {
      int n = values.length;
      int[] order =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> values[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      double[] sorted = new double[n];
      Mat vectors = new Mat(n, n);
      for (int j = 0; j < n; j++) {
        sorted[j] = values[order[j]];
        for (int i = 0; i < n; i++) {
          vectors.re[vectors.at(i, j)] = v.re[v.at(i, order[j])];
          vectors.im[vectors.at(i, j)] = v.im[v.at(i, order[j])];
        }
      }
      return new Eigen(sorted, vectors);
    }
  }

  /** The least squares solution, or of all solutions the smallest. */
  static Mat leastSquares(Mat a, Mat b, double regularizer, boolean fast) {
    if (!fast) {
      Svd svd = Svd.of(a);
      Mat scaled = svd.u().adjoint().times(b);
      double least = svd.values().length == 0 ? 0 : svd.values()[0] * 1e-13;
      for (int i = 0; i < scaled.rows; i++) {
        double s = svd.values()[i];
        scaled.divideRow(i, s <= least ? Double.POSITIVE_INFINITY : s, 0);
      }
      return svd.v().times(scaled);
    }
    Mat adjoint = a.adjoint();
    boolean tall = a.rows >= a.cols;
    Mat gram = tall ? adjoint.times(a) : a.times(adjoint);
    for (int i = 0; i < gram.rows; i++) {
      gram.re[gram.at(i, i)] += regularizer;
    }
    return tall ? Lu.of(gram).solve(adjoint.times(b)) : adjoint.times(Lu.of(gram).solve(b));
  }
}
