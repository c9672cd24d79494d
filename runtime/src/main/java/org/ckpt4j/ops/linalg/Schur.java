package org.ckpt4j.ops.linalg;

/**
 * {@code a = q t q*}, {@code t} an upper triangle: by rotations, with shifts from the last corner.
 * On it rest roots and logarithms of matrices.
 */
record Schur(Mat q, Mat t) {
  private static final int STEPS = 60;
  private static final double TINY = 1e-15;

  static Schur of(Mat a) {
    int n = a.rows;
    Mat t = a.copy();
    Mat q = Mat.identity(n);
    for (int end = n - 1; end > 0; end--) {
      for (int step = 0; step < STEPS * n && below(t, end) > TINY * scale(t, end); step++) {
        double[] shift = shift(t, end, step);
        Mat shifted = new Mat(end + 1, end + 1);
        for (int i = 0; i <= end; i++) {
          for (int j = 0; j <= end; j++) {
            shifted.re[shifted.at(i, j)] = t.re[t.at(i, j)] - (i == j ? shift[0] : 0);
            shifted.im[shifted.at(i, j)] = t.im[t.at(i, j)] - (i == j ? shift[1] : 0);
          }
        }
        Mat factor = Mat.identity(n);
        Mat small = Decompositions.Qr.of(shifted).q();
        for (int i = 0; i <= end; i++) {
          for (int j = 0; j <= end; j++) {
            factor.re[factor.at(i, j)] = small.re[small.at(i, j)];
            factor.im[factor.at(i, j)] = small.im[small.at(i, j)];
          }
        }
        t = factor.adjoint().times(t).times(factor);
        q = q.times(factor);
      }
      for (int j = 0; j < end; j++) {
        t.re[t.at(end, j)] = 0;
        t.im[t.at(end, j)] = 0;
      }
    }
    return new Schur(q, t);
  }

  private static double below(Mat t, int row) {
    double sum = 0;
    for (int j = 0; j < row; j++) {
      sum += Math.hypot(t.re[t.at(row, j)], t.im[t.at(row, j)]);
    }
    return sum;
  }

  private static double scale(Mat t, int row) {
    double sum = Double.MIN_NORMAL;
    for (int i = 0; i <= row; i++) {
      sum += Math.hypot(t.re[t.at(i, i)], t.im[t.at(i, i)]);
    }
    return sum;
  }

  /** The eigenvalue of the last corner of two rows that is nearer to its last element. */
  private static double[] shift(Mat t, int end, int step) {
    Complex2 a = Complex2.at(t, end - 1, end - 1);
    Complex2 b = Complex2.at(t, end - 1, end);
    Complex2 c = Complex2.at(t, end, end - 1);
    Complex2 d = Complex2.at(t, end, end);
    if (step % 11 == 10) { // leaves a circle
      return new double[] {d.re() + below(t, end), d.im()};
    }
    Complex2 half = a.minus(d).times(new Complex2(.5, 0));
    Complex2 root = half.times(half).plus(b.times(c)).sqrt();
    Complex2 middle = a.plus(d).times(new Complex2(.5, 0));
    Complex2 one = middle.plus(root);
    Complex2 other = middle.minus(root);
    Complex2 best = one.minus(d).size() <= other.minus(d).size() ? one : other;
    return new double[] {best.re(), best.im()};
  }

  /** The matrix of the same vectors with another triangle. */
  Mat with(Mat triangle) {
    return q.times(triangle).times(q.adjoint());
  }

  /** The principal root of an upper triangle. */
  static Mat rootOfTriangle(Mat t) {
    int n = t.rows;
    Mat r = new Mat(n, n);
    for (int j = 0; j < n; j++) {
      Complex2.at(t, j, j).sqrt().put(r, j, j);
      for (int i = j - 1; i >= 0; i--) {
        Complex2 sum = Complex2.at(t, i, j);
        for (int k = i + 1; k < j; k++) {
          sum = sum.minus(Complex2.at(r, i, k).times(Complex2.at(r, k, j)));
        }
        Complex2 by = Complex2.at(r, i, i).plus(Complex2.at(r, j, j));
        (by.size() == 0 ? new Complex2(0, 0) : sum.over(by)).put(r, i, j);
      }
    }
    return r;
  }

  /** The principal logarithm of an upper triangle: of a root near one, doubled again. */
  static Mat logOfTriangle(Mat t) {
    Mat root = t;
    int doublings = 0;
    while (distanceFromOne(root) > .02 && doublings < 60) {
      root = rootOfTriangle(root);
      doublings++;
    }
    int n = t.rows;
    Mat x = root.copy();
    Mat y = root.copy();
    for (int i = 0; i < n; i++) {
      x.re[x.at(i, i)] -= 1;
      y.re[y.at(i, i)] += 1;
    }
    // log(a) = 2 artanh((a - 1) / (a + 1))
    Mat z = Decompositions.Lu.of(y).solve(x);
    Mat square = z.times(z);
    Mat power = z;
    Mat sum = z.copy();
    for (int k = 3; k < 30; k += 2) {
      power = power.times(square);
      for (int i = 0; i < n * n; i++) {
        sum.re[i] += power.re[i] / k;
        sum.im[i] += power.im[i] / k;
      }
    }
    double factor = 2 * Math.pow(2, doublings);
    for (int i = 0; i < n * n; i++) {
      sum.re[i] *= factor;
      sum.im[i] *= factor;
    }
    for (int i = 0; i < n; i++) {
      Complex2.at(t, i, i).log().put(sum, i, i);
    }
    return sum;
  }

  private static double distanceFromOne(Mat t) {
    double sum = 0;
    for (int i = 0; i < t.rows; i++) {
      for (int j = i; j < t.rows; j++) {
        sum += Math.hypot(t.re[t.at(i, j)] - (i == j ? 1 : 0), t.im[t.at(i, j)]);
      }
    }
    return sum;
  }

  /** A complex number, with what is needed here. */
  private record Complex2(double re, double im) {
    static Complex2 at(Mat m, int row, int col) {
      return new Complex2(m.re[m.at(row, col)], m.im[m.at(row, col)]);
    }

    void put(Mat m, int row, int col) {
      m.re[m.at(row, col)] = re;
      m.im[m.at(row, col)] = im;
    }

    Complex2 plus(Complex2 o) {
      return new Complex2(re + o.re, im + o.im);
    }

    Complex2 minus(Complex2 o) {
      return new Complex2(re - o.re, im - o.im);
    }

    Complex2 times(Complex2 o) {
      return new Complex2(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    Complex2 over(Complex2 o) {
      double norm = o.re * o.re + o.im * o.im;
      return new Complex2((re * o.re + im * o.im) / norm, (im * o.re - re * o.im) / norm);
    }

    double size() {
      return Math.hypot(re, im);
    }

    Complex2 sqrt() {
      double size = size();
      double r = Math.sqrt((size + Math.abs(re)) / 2);
      if (r == 0) {
        return new Complex2(0, 0);
      }
      double other = Math.abs(im) / (2 * r);
      double sign = im < 0 ? -1 : 1;
      return re >= 0 ? new Complex2(r, sign * other) : new Complex2(other, sign * r);
    }

    Complex2 log() {
      return new Complex2(Math.log(size()), Math.atan2(im, re));
    }
  }
}
