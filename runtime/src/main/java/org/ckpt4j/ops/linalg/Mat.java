package org.ckpt4j.ops.linalg;

/**
 * A dense complex matrix in double, and what decompositions need of one; real matrices have
 * imaginary parts of zero.
 */
final class Mat {
  final int rows;
  final int cols;
  final double[] re;
  final double[] im;

  Mat(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
    this.re = new double[rows * cols];
    this.im = new double[rows * cols];
  }

  static Mat identity(int n) {
    Mat out = new Mat(n, n);
    for (int i = 0; i < n; i++) {
      out.re[i * n + i] = 1;
    }
    return out;
  }

  Mat copy() {
    Mat out = new Mat(rows, cols);
    System.arraycopy(re, 0, out.re, 0, re.length);
    System.arraycopy(im, 0, out.im, 0, im.length);
    return out;
  }

  int at(int row, int col) {
    return row * cols + col;
  }

  Mat adjoint() {
    Mat out = new Mat(cols, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        out.re[out.at(j, i)] = re[at(i, j)];
        out.im[out.at(j, i)] = -im[at(i, j)];
      }
    }
    return out;
  }

  Mat times(Mat other) {
    Mat out = new Mat(rows, other.cols);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < cols; k++) {
        double a = re[at(i, k)];
        double b = im[at(i, k)];
        for (int j = 0; j < other.cols; j++) {
          double c = other.re[other.at(k, j)];
          double d = other.im[other.at(k, j)];
          out.re[out.at(i, j)] += a * c - b * d;
          out.im[out.at(i, j)] += a * d + b * c;
        }
      }
    }
    return out;
  }

  /** The first columns. */
  Mat columns(int count) {
    Mat out = new Mat(rows, count);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(re, at(i, 0), out.re, out.at(i, 0), count);
      System.arraycopy(im, at(i, 0), out.im, out.at(i, 0), count);
    }
    return out;
  }

  void swapRows(int i, int j) {
    for (int c = 0; c < cols && i != j; c++) {
      double r = re[at(i, c)];
      double m = im[at(i, c)];
      re[at(i, c)] = re[at(j, c)];
      im[at(i, c)] = im[at(j, c)];
      re[at(j, c)] = r;
      im[at(j, c)] = m;
    }
  }

  /** Takes {@code (fr + fi i)} times row {@code from} from row {@code row}. */
  void subtractRow(int row, int from, double fr, double fi, int firstCol) {
    for (int c = firstCol; c < cols; c++) {
      double r = re[at(from, c)];
      double m = im[at(from, c)];
      if (fi == 0 && m == 0) { // an infinity of a real matrix must not meet the imaginary zeros
        re[at(row, c)] -= fr * r;
        continue;
      }
      re[at(row, c)] -= fr * r - fi * m;
      im[at(row, c)] -= fr * m + fi * r;
    }
  }

  /** Divides a row by {@code (dr + di i)}. */
  void divideRow(int row, double dr, double di) {
    for (int c = 0; c < cols; c++) {
      double r = re[at(row, c)];
      double m = im[at(row, c)];
      if (di == 0) {
        re[at(row, c)] = r / dr;
        im[at(row, c)] = m == 0 ? 0 : m / dr;
      } else {
        double norm = dr * dr + di * di;
        re[at(row, c)] = (r * dr + m * di) / norm;
        im[at(row, c)] = (m * dr - r * di) / norm;
      }
    }
  }

  /** The product of the conjugate of one column with another: real and imaginary part. */
  double[] dot(int col, int other) {
    double r = 0;
    double m = 0;
    for (int i = 0; i < rows; i++) {
      double a = re[at(i, col)];
      double b = -im[at(i, col)];
      double c = re[at(i, other)];
      double d = im[at(i, other)];
      r += a * c - b * d;
      m += a * d + b * c;
    }
    return new double[] {r, m};
  }

  /** Replaces columns p and q by {@code c p - s' q} and {@code s p + c q}; s is complex. */
  void rotate(int p, int q, double c, double sr, double si) {
    for (int i = 0; i < rows; i++) {
      double pr = re[at(i, p)];
      double pi = im[at(i, p)];
      double qr = re[at(i, q)];
      double qi = im[at(i, q)];
      re[at(i, p)] = c * pr - (sr * qr + si * qi);
      im[at(i, p)] = c * pi - (sr * qi - si * qr);
      re[at(i, q)] = (sr * pr - si * pi) + c * qr;
      im[at(i, q)] = (sr * pi + si * pr) + c * qi;
    }
  }
}
