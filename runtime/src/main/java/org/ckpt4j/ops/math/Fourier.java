package org.ckpt4j.ops.math;

/** Discrete Fourier transforms of lines of complex numbers, of any length, in double. */
final class Fourier {
  private Fourier() {}

  /**
   * The transform of one line of interleaved real and imaginary parts, not scaled.
   *
   * @param inverse whether with the conjugate roots
   */
  static double[] transform(double[] line, boolean inverse) {
    int n = line.length / 2;
    if (n <= 1) {
      return line.clone();
    }
    return Integer.bitCount(n) == 1 ? byHalves(line, inverse) : byChirp(line, inverse);
  }

  private static double[] byHalves(double[] in, boolean inverse) {
    int n = in.length / 2;
    double[] a = new double[2 * n];
    int bits = Integer.numberOfTrailingZeros(n);
    for (int i = 0; i < n; i++) {
      int k = Integer.reverse(i) >>> (Integer.SIZE - bits);
      a[2 * k] = in[2 * i];
      a[2 * k + 1] = in[2 * i + 1];
    }
    double sign = inverse ? 1 : -1;
    for (int size = 2; size <= n; size *= 2) {
      int half = size / 2;
      for (int k = 0; k < half; k++) {
        double angle = sign * 2 * Math.PI * k / size;
        double wr = Math.cos(angle);
        double wi = Math.sin(angle);
        for (int start = k; start < n; start += size) {
          int p = 2 * start;
          int q = 2 * (start + half);
          double r = a[q] * wr - a[q + 1] * wi;
          double m = a[q] * wi + a[q + 1] * wr;
          a[q] = a[p] - r;
          a[q + 1] = a[p + 1] - m;
          a[p] += r;
          a[p + 1] += m;
        }
      }
    }
    return a;
  }

  /** Bluestein: a transform of any length as a convolution of a length that is a power of two. */
  private static double[] byChirp(double[] in, boolean inverse) {
    int n = in.length / 2;
    int m = Integer.highestOneBit(2 * n - 1) * 2;
    double sign = inverse ? 1 : -1;
    double[] chirp = new double[2 * n];
    for (int i = 0; i < n; i++) {
      double angle = sign * Math.PI * ((long) i * i % (2L * n)) / n;
      chirp[2 * i] = Math.cos(angle);
      chirp[2 * i + 1] = Math.sin(angle);
    }
    double[] a = new double[2 * m];
    double[] b = new double[2 * m];
    for (int i = 0; i < n; i++) {
      times(in, i, chirp, i, false, a, i);
      b[2 * i] = chirp[2 * i];
      b[2 * i + 1] = -chirp[2 * i + 1];
      if (i > 0) {
        b[2 * (m - i)] = b[2 * i];
        b[2 * (m - i) + 1] = b[2 * i + 1];
      }
    }
    double[] fa = byHalves(a, false);
    double[] fb = byHalves(b, false);
    for (int i = 0; i < m; i++) {
      times(fa, i, fb, i, false, fa, i);
    }
    double[] product = byHalves(fa, true);
    double[] out = new double[2 * n];
    for (int i = 0; i < n; i++) {
      times(product, i, chirp, i, false, out, i);
      out[2 * i] /= m;
      out[2 * i + 1] /= m;
    }
    return out;
  }

  private static void times(
      double[] x, int i, double[] y, int j, boolean conj, double[] out, int k) {
    double yi = conj ? -y[2 * j + 1] : y[2 * j + 1];
    double r = x[2 * i] * y[2 * j] - x[2 * i + 1] * yi;
    double m = x[2 * i] * yi + x[2 * i + 1] * y[2 * j];
    out[2 * k] = r;
    out[2 * k + 1] = m;
  }

  /**
   * Transforms in place along one dimension of a dense array.
   *
   * @param inner how many numbers lie between neighbours along it
   */
  static void along(double[] data, int size, int inner, boolean inverse) {
    int outer = size == 0 || inner == 0 ? 0 : data.length / 2 / size / inner;
    double[] line = new double[2 * size];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int first = o * size * inner + i;
        for (int k = 0; k < size; k++) {
          line[2 * k] = data[2 * (first + k * inner)];
          line[2 * k + 1] = data[2 * (first + k * inner) + 1];
        }
        double[] done = transform(line, inverse);
        double scale = inverse ? 1.0 / size : 1;
        for (int k = 0; k < size; k++) {
          data[2 * (first + k * inner)] = done[2 * k] * scale;
          data[2 * (first + k * inner) + 1] = done[2 * k + 1] * scale;
        }
      }
    }
  }
}
