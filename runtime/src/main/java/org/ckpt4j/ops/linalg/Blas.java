package org.ckpt4j.ops.linalg;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.ckpt4j.framework.Nd4jBackend;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrix products of FLOAT32 and FLOAT64 by the BLAS that ND4J brings, straight on the memory of
 * arrays: transposes are flags, the output is given, nothing is copied.
 */
public final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;

  static {
    Nd4jBackend.require();
  }

  private Blas() {}

  /** A matrix in an array's memory: from which element on, and how far apart its rows are. */
  public record Matrix(INDArray array, long from, int rowStride, boolean transposed) {
    /** A whole array of {@code columns} columns, as they lie in memory. */
    public static Matrix of(INDArray array, int columns) {
      return new Matrix(array, 0, columns, false);
    }

    public Matrix transpose() {
      return new Matrix(array, from, rowStride, !transposed);
    }

    public Matrix startingAt(long element) {
      return new Matrix(array, element, rowStride, transposed);
    }

    private long address() {
      return array.data().address() + (array.offset() + from) * array.dataType().width();
    }

    private int flag() {
      return transposed ? TRANSPOSED : AS_IT_IS;
    }

    private int stride() {
      return Math.max(rowStride, 1);
    }
  }

  /**
   * Writes {@code a b}, of {@code m} rows and {@code n} columns, to {@code c}, or adds it there.
   *
   * @param k the columns of {@code a} and rows of {@code b}, after transposing
   */
  public static void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add) {
    if (m == 0 || n == 0) {
      return;
    }
    try {
      if (c.array().dataType() == DataType.FLOAT) {
        openblas_nolapack.cblas_sgemm(
            ROW_MAJOR,
            a.flag(),
            b.flag(),
            m,
            n,
            k,
            1f,
            new Floats(a.address()),
            a.stride(),
            new Floats(b.address()),
            b.stride(),
            add ? 1f : 0f,
            new Floats(c.address()),
            c.stride());
      } else {
        openblas_nolapack.cblas_dgemm(
            ROW_MAJOR,
            a.flag(),
            b.flag(),
            m,
            n,
            k,
            1.0,
            new Doubles(a.address()),
            a.stride(),
            new Doubles(b.address()),
            b.stride(),
            add ? 1.0 : 0.0,
            new Doubles(c.address()),
            c.stride());
      }
    } finally {
      Reference.reachabilityFence(a.array());
      Reference.reachabilityFence(b.array());
      Reference.reachabilityFence(c.array());
    }
  }

  /** A bare address: owns nothing, frees nothing. */
  private static final class Floats extends FloatPointer {
    Floats(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }

  private static final class Doubles extends DoublePointer {
    Doubles(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
