package org.ckpt4j.ops.linalg;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NewTensor;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products of batches of matrices, of any type a product is defined for: by {@link Blas} where it
 * pays, else by loops that need no natives.
 */
final class MatrixProduct {
  /** Up to this many products a loop is done before an array is made. */
  private static final long SMALL = 4096;

  private final EagerTensor a;
  private final EagerTensor b;
  private final boolean transposeA;
  private final boolean transposeB;
  private final boolean conjugate;
  private final int m;
  private final int n;
  private final int k;
  private final long[] batch;

  private MatrixProduct(
      EagerTensor a, EagerTensor b, boolean transposeA, boolean transposeB, boolean conjugate) {
    this.a = a;
    this.b = b;
    this.transposeA = transposeA;
    this.transposeB = transposeB;
    this.conjugate = conjugate;
    this.m = size(a, transposeA ? 1 : 2);
    this.k = size(a, transposeA ? 2 : 1);
    this.n = size(b, transposeB ? 2 : 1);
    this.batch = BatchDims.broadcast(a.shape(), b.shape()).dims();
  }

  private static int size(EagerTensor matrix, int fromEnd) {
    return Math.toIntExact(matrix.shape().dim(matrix.shape().rank() - fromEnd));
  }

  /**
   * The product of matrices that fit, as inference has found.
   *
   * @param conjugate whether a transposed complex matrix is conjugated too
   */
  static EagerTensor of(
      EagerTensor a, EagerTensor b, boolean transposeA, boolean transposeB, boolean conjugate) {
    return new MatrixProduct(a, b, transposeA, transposeB, conjugate).compute();
  }

  private Shape shape() {
    long[] dims = java.util.Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = m;
    dims[batch.length + 1] = n;
    return Shape.of(dims);
  }

  private EagerTensor compute() {
    Shape shape = shape();
    long products = shape.numElements() * k;
    DType dtype = a.dtype();
    if (dtype.isComplex()) {
      return ElementArrays.complexTensor(
          dtype, shape, complex(ElementArrays.complex(a), ElementArrays.complex(b)));
    }
    if (!dtype.isFloating()) {
      return ElementArrays.tensor(
          dtype, shape, whole(ElementArrays.longs(a), ElementArrays.longs(b)));
    }
    if (products <= SMALL) {
      return ElementArrays.tensor(
          dtype, shape, real(ElementArrays.doubles(a), ElementArrays.doubles(b)));
    }
    boolean narrow = dtype.width() == 2;
    NewTensor out = NewTensor.offHeap(narrow ? DType.FLOAT32 : dtype, shape);
    blas(out.array());
    return narrow ? EagerTensor.of(Conversion.convert(out.tensor().raw(), dtype)) : out.tensor();
  }

  private void blas(INDArray out) {
    INDArray left = Dense.widened(a);
    INDArray right = Dense.widened(b);
    Blas.Matrix x = Blas.Matrix.of(left, transposeA ? m : k);
    Blas.Matrix y = Blas.Matrix.of(right, transposeB ? k : n);
    Blas.Matrix z = Blas.Matrix.of(out, n);
    Blas.Matrix first = transposeA ? x.transpose() : x;
    Blas.Matrix second = transposeB ? y.transpose() : y;
    if (batch.length == 0) {
      if (a.dtype() == DType.FLOAT32 && (long) m * n * k >= Dense.LARGE) {
        Dense.multiply(left, right, out, transposeA, transposeB);
      } else {
        Blas.multiply(first, second, z, m, n, k, false);
      }
      return;
    }
    BatchDims.forEach(
        batch,
        a.shape(),
        b.shape(),
        (at, p, q) ->
            Blas.multiply(
                first.startingAt((long) p * m * k),
                second.startingAt((long) q * k * n),
                z.startingAt((long) at * m * n),
                m,
                n,
                k,
                false));
  }

  // op(a)[i][l] lies at i * aRow + l * aColumn, and so on.

  private int aRow() {
    return transposeA ? 1 : k;
  }

  private int aColumn() {
    return transposeA ? m : 1;
  }

  private int bRow() {
    return transposeB ? 1 : n;
  }

  private int bColumn() {
    return transposeB ? k : 1;
  }

  private double[] real(double[] x, double[] y) {
    double[] z = new double[ElementArrays.length(shape())];
    BatchDims.forEach(
        batch,
        a.shape(),
        b.shape(),
        (at, p, q) -> {
          for (int i = 0; i < m; i++) {
            int row = (at * m + i) * n;
            for (int l = 0; l < k; l++) {
              double value = x[p * m * k + i * aRow() + l * aColumn()];
              int from = q * k * n + l * bRow();
              for (int j = 0; j < n; j++) {
                z[row + j] += value * y[from + j * bColumn()];
              }
            }
          }
        });
    return z;
  }

  private long[] whole(long[] x, long[] y) {
    long[] z = new long[ElementArrays.length(shape())];
    BatchDims.forEach(
        batch,
        a.shape(),
        b.shape(),
        (at, p, q) -> {
          for (int i = 0; i < m; i++) {
            int row = (at * m + i) * n;
            for (int l = 0; l < k; l++) {
              long value = x[p * m * k + i * aRow() + l * aColumn()];
              int from = q * k * n + l * bRow();
              for (int j = 0; j < n; j++) {
                z[row + j] += value * y[from + j * bColumn()];
              }
            }
          }
        });
    return z;
  }

  private double[] complex(double[] x, double[] y) {
    double[] z = new double[2 * ElementArrays.length(shape())];
    double signA = transposeA && conjugate ? -1 : 1;
    double signB = transposeB && conjugate ? -1 : 1;
    BatchDims.forEach(
        batch,
        a.shape(),
        b.shape(),
        (at, p, q) -> {
          for (int i = 0; i < m; i++) {
            int row = (at * m + i) * n;
            for (int l = 0; l < k; l++) {
              int from = 2 * (p * m * k + i * aRow() + l * aColumn());
              double re = x[from];
              double im = signA * x[from + 1];
              for (int j = 0; j < n; j++) {
                int other = 2 * (q * k * n + l * bRow() + j * bColumn());
                double re2 = y[other];
                double im2 = signB * y[other + 1];
                z[2 * (row + j)] += re * re2 - im * im2;
                z[2 * (row + j) + 1] += re * im2 + im * re2;
              }
            }
          }
        });
    return z;
  }
}
