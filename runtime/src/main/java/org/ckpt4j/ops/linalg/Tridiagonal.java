package org.ckpt4j.ops.linalg;

import static org.ckpt4j.ops.Formula.add;
import static org.ckpt4j.ops.Formula.conj;
import static org.ckpt4j.ops.Formula.mul;
import static org.ckpt4j.ops.Formula.neg;
import static org.ckpt4j.ops.Formula.op;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code TridiagonalMatMul} and {@code TridiagonalSolve}: matrices of which only three diagonals
 * are given, times others and solved for others.
 */
final class Tridiagonal {
  private static final DType[] TYPES = {
    DType.FLOAT64, DType.FLOAT32, DType.COMPLEX64, DType.COMPLEX128
  };

  static final OpDef MAT_MUL =
      OpDef.named("TridiagonalMatMul")
          .inputs("superdiag: T", "maindiag: T", "subdiag: T", "rhs: T")
          .outputs("output: T")
          .allow("T", TYPES)
          .infer(Tridiagonal::inferProduct)
          .compute(Tridiagonal::product)
          .gradient(Tridiagonal::productGradient)
          .build();

  static final OpDef SOLVE =
      OpDef.named("TridiagonalSolve")
          .inputs("diagonals: T", "rhs: T")
          .outputs("output: T")
          .attr("partial_pivoting", AttrKind.BOOL, true)
          .attr("perturb_singular", AttrKind.BOOL, false)
          .allow("T", TYPES)
          .infer(Tridiagonal::inferSolve)
          .compute(Tridiagonal::solve)
          .gradient(Tridiagonal::solveGradient)
          .build();

  private Tridiagonal() {}

  private static List<Shape> inferProduct(InferCall call) {
    for (int i = 0; i < 4; i++) {
      Dims.atLeast(call, i, 2);
    }
    Shape rhs = call.shape(3);
    for (int i = 0; i < 3; i++) {
      Shape diagonal = call.shape(i);
      if (!diagonal.hasKnownRank() || !rhs.hasKnownRank()) {
        continue;
      }
      int rank = rhs.rank();
      Shape wanted = Dims.with(Dims.with(rhs, rank - 1, rhs.dim(rank - 2)), rank - 2, 1);
      if (!wanted.isCompatibleWith(diagonal)) {
        throw call.invalid("a diagonal of %s for a right side of %s", diagonal, rhs);
      }
    }
    return List.of(rhs);
  }

  private static EagerTensor product(KernelCall call) {
    MatBatch rhs = MatBatch.of(call, 3);
    MatBatch[] diagonals = new MatBatch[3];
    for (int i = 0; i < 3; i++) {
      diagonals[i] = MatBatch.of(call, i);
      if (diagonals[i].rows() != 1
          || diagonals[i].cols() != rhs.rows()
          || !diagonals[i].outer().equals(rhs.outer())) {
        throw call.invalid(
            "a diagonal of %s for a right side of %s", diagonals[i].shape(), rhs.shape());
      }
    }
    MatBatch out = rhs.sized(rhs.rows(), rhs.cols());
    for (int b = 0; b < rhs.count(); b++) {
      Mat x = rhs.get(b);
      Mat y = new Mat(x.rows, x.cols);
      for (int d = 0; d < 3; d++) {
        Mat diagonal = diagonals[d].get(b);
        for (int i = 0; i < x.rows; i++) {
          int from = i + 1 - d;
          if (from >= 0 && from < x.rows) {
            for (int c = 0; c < x.cols; c++) {
              double re = x.re[x.at(from, c)];
              double im = x.im[x.at(from, c)];
              y.re[y.at(i, c)] += diagonal.re[i] * re - diagonal.im[i] * im;
              y.im[y.at(i, c)] += diagonal.re[i] * im + diagonal.im[i] * re;
            }
          }
        }
      }
      out.set(b, y);
    }
    return out.tensor();
  }

  private static Tensor dy(List<? extends @Nullable Operand> dys) {
    return Objects.requireNonNull(dys.get(0)).asTensor();
  }

  /** The rows moved by one, up or down, with zeros behind them. */
  private static Tensor shifted(Tensor x, boolean up) {
    int rank = x.shape().rank();
    long[] paddings = new long[2 * rank];
    paddings[2 * (rank - 2) + (up ? 1 : 0)] = 1;
    Tensor padded = op("Pad", x, Formula.reshape(Formula.ints(paddings), Formula.ints(rank, 2)));
    long[] begin = new long[rank];
    begin[rank - 2] = up ? 1 : 0;
    return op("Slice", padded, Formula.ints(begin), Formula.shape(x));
  }

  private static Tensor asRow(Tensor column) {
    int rank = column.shape().rank();
    long[] order = new long[rank];
    Arrays.setAll(order, i -> i);
    order[rank - 2] = rank - 1L;
    order[rank - 1] = rank - 2L;
    return Formula.transpose(column, order);
  }

  private static Tensor sumOfRows(Tensor x) {
    return asRow(Formula.sum(x, true, -1));
  }

  private static List<@Nullable Operand> productGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor dy = dy(dys);
    Tensor rhs = conj(call.input(3));
    Tensor ofSuper = sumOfRows(mul(shifted(rhs, true), dy));
    Tensor ofMain = sumOfRows(mul(rhs, dy));
    Tensor ofSub = sumOfRows(mul(shifted(rhs, false), dy));
    Tensor superdiagonal = asRow(conj(call.input(0)));
    Tensor main = asRow(conj(call.input(1)));
    Tensor sub = asRow(conj(call.input(2)));
    Tensor ofRhs =
        add(
            add(mul(main, dy), shifted(mul(superdiagonal, dy), false)),
            shifted(mul(sub, dy), true));
    return Arrays.asList(ofSuper, ofMain, ofSub, ofRhs);
  }

  private static List<Shape> inferSolve(InferCall call) {
    Dims.atLeast(call, 0, 2);
    Dims.atLeast(call, 1, 2);
    Shape diagonals = call.shape(0);
    Shape rhs = call.shape(1);
    if (!diagonals.hasKnownRank() || !rhs.hasKnownRank()) {
      return List.of(rhs);
    }
    int rank = diagonals.rank();
    if (diagonals.dim(rank - 2) >= 0 && diagonals.dim(rank - 2) != 3) {
      throw call.invalid("there are three diagonals, given shape %s", diagonals);
    }
    if (rhs.rank() != rank) {
      throw call.invalid("diagonals of %s for right sides of %s", diagonals, rhs);
    }
    Shape outer = Dims.merged(Dims.part(diagonals, 0, rank - 2), Dims.part(rhs, 0, rank - 2));
    Shape rows = Dims.merged(Shape.of(diagonals.dim(rank - 1)), Dims.part(rhs, rank - 2, rank - 1));
    if (outer == null || rows == null) {
      throw call.invalid("diagonals of %s for right sides of %s", diagonals, rhs);
    }
    return List.of(rhs);
  }

  private static EagerTensor solve(KernelCall call) {
    MatBatch diagonals = MatBatch.of(call, 0);
    MatBatch rhs = MatBatch.of(call, 1);
    if (diagonals.rows() != 3
        || diagonals.cols() != rhs.rows()
        || !diagonals.outer().equals(rhs.outer())) {
      throw call.invalid("diagonals of %s for right sides of %s", diagonals.shape(), rhs.shape());
    }
    boolean pivoting = call.<Boolean>attr("partial_pivoting");
    if (call.<Boolean>attr("perturb_singular")) {
      throw new UnsupportedOperationException(
          "TridiagonalSolve with perturb_singular is not supported yet");
    }
    MatBatch out = rhs.sized(rhs.rows(), rhs.cols());
    for (int b = 0; b < rhs.count(); b++) {
      Mat full = full(diagonals.get(b));
      out.set(b, pivoting ? pivoted(call, full, rhs.get(b)) : eliminated(call, full, rhs.get(b)));
    }
    return out.tensor();
  }

  private static Mat full(Mat diagonals) {
    int n = diagonals.cols;
    Mat a = new Mat(n, n);
    for (int d = 0; d < 3; d++) {
      for (int i = 0; i < n; i++) {
        int col = i + 1 - d;
        if (col >= 0 && col < n) {
          a.re[a.at(i, col)] = diagonals.re[diagonals.at(d, i)];
          a.im[a.at(i, col)] = diagonals.im[diagonals.at(d, i)];
        }
      }
    }
    return a;
  }

  private static Mat pivoted(KernelCall call, Mat a, Mat b) {
    Decompositions.Lu lu = Decompositions.Lu.of(a);
    if (lu.singular()) {
      throw call.invalid("a matrix is singular");
    }
    return lu.solve(b);
  }

  private static Mat eliminated(KernelCall call, Mat a, Mat b) {
    Mat x = b.copy();
    int n = a.rows;
    for (int i = 0; i < n; i++) {
      double pr = a.re[a.at(i, i)];
      double pi = a.im[a.at(i, i)];
      double norm = pr * pr + pi * pi;
      if (norm == 0) {
        throw call.invalid("row %d begins with zero; it needs partial_pivoting", i);
      }
      if (i + 1 < n) {
        double r = a.re[a.at(i + 1, i)];
        double m = a.im[a.at(i + 1, i)];
        double fr = (r * pr + m * pi) / norm;
        double fi = (m * pr - r * pi) / norm;
        a.subtractRow(i + 1, i, fr, fi, i);
        x.subtractRow(i + 1, i, fr, fi, 0);
      }
    }
    return Decompositions.solveTriangular(a, x, false);
  }

  /** The diagonals of the transposed matrix; TensorFlow does not take the conjugates. */
  private static Tensor transposedDiagonals(Tensor diagonals) {
    int rank = diagonals.shape().rank();
    Tensor rows = op("ReverseV2", diagonals, Formula.ints(rank - 2));
    return aligned(rows);
  }

  /** Shifts the first row left and the last row right, so that neighbours lie as is wanted. */
  private static Tensor aligned(Tensor rows) {
    int rank = rows.shape().rank();
    Tensor first = asColumns(row(rows, 0));
    Tensor last = asColumns(row(rows, 2));
    return op(
        "ConcatV2",
        asRow(shifted(first, true)),
        row(rows, 1),
        asRow(shifted(last, false)),
        Formula.scalar(DType.INT32, rank - 2));
  }

  private static Tensor asColumns(Tensor row) {
    return asRow(row);
  }

  private static Tensor row(Tensor x, long index) {
    int rank = x.shape().rank();
    long[] begin = new long[rank];
    long[] size = new long[rank];
    Arrays.fill(size, -1);
    begin[rank - 2] = index;
    size[rank - 2] = 1;
    return op("Slice", x, Formula.ints(begin), Formula.ints(size));
  }

  private static List<@Nullable Operand> solveGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Attrs attrs =
        Attrs.of(
            "partial_pivoting", call.<Boolean>attr("partial_pivoting"),
            "perturb_singular", call.<Boolean>attr("perturb_singular"));
    Tensor ofRhs = op("TridiagonalSolve", attrs, transposedDiagonals(call.input(0)), dy(dys));
    Tensor x = call.output(0);
    Tensor product =
        op(
            "ConcatV2",
            sumOfRows(mul(shifted(x, true), ofRhs)),
            sumOfRows(mul(x, ofRhs)),
            sumOfRows(mul(shifted(x, false), ofRhs)),
            Formula.scalar(DType.INT32, x.shape().rank() - 2));
    return Arrays.asList(neg(product), ofRhs);
  }
}
