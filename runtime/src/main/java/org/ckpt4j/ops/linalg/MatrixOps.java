package org.ckpt4j.ops.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Operations on batches of matrices, one after the other: {@code Cholesky}, {@code MatrixInverse},
 * determinants, {@code SelfAdjointEigV2}, {@code Svd}, {@code Qr} and the solvers.
 */
final class MatrixOps {
  private MatrixOps() {}

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    for (String batch : List.of("", "Batch")) {
      DType[] types =
          batch.isEmpty() ? DTypeSets.matrices() : new DType[] {DType.FLOAT64, DType.FLOAT32};
      defs.add(
          OpDef.named(batch + "Cholesky")
              .inputs("input: T")
              .outputs("output: T")
              .allow("T", types)
              .infer(call -> List.of(square(call, 0)))
              .compute(MatrixOps::cholesky)
              .gradient(MatrixGradients::cholesky)
              .build());
      defs.add(
          OpDef.named(batch + "MatrixInverse")
              .inputs("input: T")
              .outputs("output: T")
              .attr("adjoint", AttrKind.BOOL, false)
              .allow("T", types)
              .infer(call -> List.of(square(call, 0)))
              .compute(MatrixOps::inverse)
              .gradient(MatrixGradients::inverse)
              .build());
      defs.add(
          OpDef.named(batch + "MatrixSolve")
              .inputs("matrix: T", "rhs: T")
              .outputs("output: T")
              .attr("adjoint", AttrKind.BOOL, false)
              .allow("T", types)
              .infer(call -> List.of(solved(call, true, false)))
              .compute(MatrixOps::solve)
              .gradient(MatrixGradients::solve)
              .build());
      defs.add(
          OpDef.named(batch + "MatrixTriangularSolve")
              .inputs("matrix: T", "rhs: T")
              .outputs("output: T")
              .attr("lower", AttrKind.BOOL, true)
              .attr("adjoint", AttrKind.BOOL, false)
              .allow("T", batch.isEmpty() ? DTypeSets.with(types, DType.BFLOAT16) : types)
              .infer(call -> List.of(solved(call, true, true)))
              .compute(MatrixOps::triangularSolve)
              .gradient(MatrixGradients::triangularSolve)
              .build());
    }
    defs.add(
        OpDef.named("MatrixDeterminant")
            .inputs("input: T")
            .outputs("output: T")
            .allow("T", DTypeSets.matrices())
            .infer(call -> List.of(outer(square(call, 0))))
            .compute(MatrixOps::determinant)
            .gradient(MatrixGradients::determinant)
            .build());
    defs.add(
        OpDef.named("LogMatrixDeterminant")
            .inputs("input: T")
            .outputs("sign: T", "log_abs_determinant: T")
            .allow("T", DTypeSets.matrices())
            .infer(
                call -> {
                  Shape outer = outer(square(call, 0));
                  return List.of(outer, outer);
                })
            .kernel(MatrixOps::logDeterminant)
            .gradient(MatrixGradients::logDeterminant)
            .build());
    defs.add(
        OpDef.named("SelfAdjointEigV2")
            .inputs("input: T")
            .outputs("e: T", "v: T")
            .attr("compute_v", AttrKind.BOOL, true)
            .allow("T", DTypeSets.matrices())
            .infer(MatrixOps::inferEigen)
            .kernel(MatrixOps::eigen)
            .gradient(MatrixGradients::eigen)
            .build());
    defs.add(
        OpDef.named("Svd")
            .inputs("input: T")
            .outputs("s: T", "u: T", "v: T")
            .attr("compute_uv", AttrKind.BOOL, true)
            .attr("full_matrices", AttrKind.BOOL, false)
            .allow("T", DTypeSets.matrices())
            .infer(MatrixOps::inferSvd)
            .kernel(MatrixOps::svd)
            .gradient(MatrixGradients::svd)
            .build());
    defs.add(
        OpDef.named("Qr")
            .inputs("input: T")
            .outputs("q: T", "r: T")
            .attr("full_matrices", AttrKind.BOOL, false)
            .allow("T", DTypeSets.matrices())
            .infer(MatrixOps::inferQr)
            .kernel(MatrixOps::qr)
            .gradient(MatrixGradients::qr)
            .build());
    defs.add(
        OpDef.named("MatrixSolveLs")
            .inputs("matrix: T", "rhs: T", "l2_regularizer: float64")
            .outputs("output: T")
            .attr("fast", AttrKind.BOOL, true)
            .allow("T", DTypeSets.matrices())
            .infer(call -> List.of(solved(call, false, false)))
            .compute(MatrixOps::leastSquares)
            .gradient(MatrixGradients::leastSquares)
            .build());
    return defs;
  }

  // Shapes

  private static Shape matrices(InferCall call, int input) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() < 2) {
      throw call.invalid("input %d must hold matrices, given shape %s", input, shape);
    }
    return shape;
  }

  private static Shape square(InferCall call, int input) {
    Shape shape = matrices(call, input);
    if (!shape.hasKnownRank()) {
      return shape;
    }
    long[] dims = shape.dims();
    long rows = dims[dims.length - 2];
    long cols = dims[dims.length - 1];
    if (rows >= 0 && cols >= 0 && rows != cols) {
      throw call.invalid("square matrices are needed, given shape %s", shape);
    }
    dims[dims.length - 2] = Math.max(rows, cols);
    dims[dims.length - 1] = Math.max(rows, cols);
    return Shape.of(dims);
  }

  private static Shape outer(Shape shape) {
    return shape.hasKnownRank() ? BatchDims.outer(shape) : shape;
  }

  private static Shape with(Shape outer, long... last) {
    if (!outer.hasKnownRank()) {
      return outer;
    }
    long[] dims = Arrays.copyOf(outer.dims(), outer.rank() + last.length);
    System.arraycopy(last, 0, dims, outer.rank(), last.length);
    return Shape.of(dims);
  }

  private static long size(Shape shape, int fromEnd) {
    return shape.hasKnownRank() ? shape.dim(shape.rank() - fromEnd) : Shape.UNKNOWN_SIZE;
  }

  private static Shape solved(InferCall call, boolean isSquare, boolean broadcast) {
    Shape a = isSquare ? square(call, 0) : matrices(call, 0);
    Shape b = matrices(call, 1);
    if (!a.hasKnownRank() || !b.hasKnownRank()) {
      return Shape.unknown();
    }
    long rows = size(a, 2);
    if (rows >= 0 && size(b, 2) >= 0 && rows != size(b, 2)) {
      throw call.invalid("matrices of %s cannot be solved for %s", a, b);
    }
    Shape batch = BatchDims.infer(outer(a), outer(b));
    if (batch == null || (!broadcast && !outer(a).isCompatibleWith(outer(b)))) {
      throw call.invalid("batches of %s and %s do not fit", a, b);
    }
    long unknowns = isSquare ? Math.max(size(a, 1), size(b, 2)) : size(a, 1);
    return with(batch, unknowns, size(b, 1));
  }

  private static List<Shape> inferEigen(InferCall call) {
    Shape in = square(call, 0);
    Shape v = call.<Boolean>attr("compute_v") ? in : Shape.of(0);
    return List.of(in.hasKnownRank() ? with(outer(in), size(in, 1)) : in, v);
  }

  private static List<Shape> inferSvd(InferCall call) {
    Shape in = matrices(call, 0);
    long m = size(in, 2);
    long n = size(in, 1);
    long p = m < 0 || n < 0 ? Shape.UNKNOWN_SIZE : Math.min(m, n);
    Shape values = with(outer(in), p);
    if (!call.<Boolean>attr("compute_uv")) {
      return List.of(values, Shape.of(0), Shape.of(0));
    }
    boolean full = call.<Boolean>attr("full_matrices");
    return List.of(values, with(outer(in), m, full ? m : p), with(outer(in), n, full ? n : p));
  }

  private static List<Shape> inferQr(InferCall call) {
    Shape in = matrices(call, 0);
    long m = size(in, 2);
    long n = size(in, 1);
    long p = m < 0 || n < 0 ? Shape.UNKNOWN_SIZE : Math.min(m, n);
    boolean full = call.<Boolean>attr("full_matrices");
    return List.of(with(outer(in), m, full ? m : p), with(outer(in), full ? m : p, n));
  }

  // Kernels

  private static EagerTensor cholesky(KernelCall call) {
    MatBatch in = MatBatch.square(call, 0);
    MatBatch out = in.sized(in.rows(), in.cols());
    for (int i = 0; i < in.count(); i++) {
      Mat factor = Decompositions.cholesky(in.get(i));
      if (factor == null) { // TF's kernel gives no error, but what it was left with
        factor = new Mat(in.rows(), in.cols());
        Arrays.fill(factor.re, Double.NaN);
      }
      out.set(i, factor);
    }
    return out.tensor();
  }

  private static Decompositions.Lu invertible(KernelCall call, Mat mat) {
    Decompositions.Lu lu = Decompositions.Lu.of(mat);
    if (lu.singular()) {
      throw new InvalidArgumentError(
          call.def().name() + ": a matrix is singular, and has no inverse");
    }
    return lu;
  }

  private static EagerTensor inverse(KernelCall call) {
    MatBatch in = MatBatch.square(call, 0);
    MatBatch out = in.sized(in.rows(), in.cols());
    boolean adjoint = call.<Boolean>attr("adjoint");
    for (int i = 0; i < in.count(); i++) {
      Mat mat = adjoint ? in.get(i).adjoint() : in.get(i);
      out.set(i, invertible(call, mat).solve(Mat.identity(in.rows())));
    }
    return out.tensor();
  }

  private static void requireFit(KernelCall call, MatBatch a, MatBatch b, boolean sameBatch) {
    if (a.rows() != b.rows() || (sameBatch && !a.outer().equals(b.outer()))) {
      throw call.invalid("matrices of %s cannot be solved for %s", a.shape(), b.shape());
    }
  }

  private static EagerTensor solve(KernelCall call) {
    MatBatch a = MatBatch.square(call, 0);
    MatBatch b = MatBatch.of(call, 1);
    requireFit(call, a, b, true);
    MatBatch out = b.sized(b.rows(), b.cols());
    boolean adjoint = call.<Boolean>attr("adjoint");
    for (int i = 0; i < a.count(); i++) {
      Mat mat = adjoint ? a.get(i).adjoint() : a.get(i);
      out.set(i, invertible(call, mat).solve(b.get(i)));
    }
    return out.tensor();
  }

  private static EagerTensor triangularSolve(KernelCall call) {
    MatBatch a = MatBatch.square(call, 0);
    MatBatch b = MatBatch.of(call, 1);
    requireFit(call, a, b, false);
    Shape batch = BatchDims.broadcast(a.shape(), b.shape());
    MatBatch out = b.sized(batch, b.rows(), b.cols());
    boolean adjoint = call.<Boolean>attr("adjoint");
    boolean lower = call.<Boolean>attr("lower");
    BatchDims.forEach(
        batch.dims(),
        a.shape(),
        b.shape(),
        (at, p, q) -> {
          Mat mat = adjoint ? a.get(p).adjoint() : a.get(p);
          out.set(at, Decompositions.solveTriangular(mat, b.get(q), lower != adjoint));
        });
    return out.tensor();
  }

  private static EagerTensor leastSquares(KernelCall call) {
    MatBatch a = MatBatch.of(call, 0);
    MatBatch b = MatBatch.of(call, 1);
    requireFit(call, a, b, true);
    MatBatch out = b.sized(a.cols(), b.cols());
    double l2 = call.input(2).doubleValue();
    if (l2 < 0) {
      throw call.invalid("l2_regularizer is %s", l2);
    }
    for (int i = 0; i < a.count(); i++) {
      out.set(i, Decompositions.leastSquares(a.get(i), b.get(i), l2, call.<Boolean>attr("fast")));
    }
    return out.tensor();
  }

  /** The product of the diagonal, as direction and logarithm of its size. */
  private static double[] logDeterminant(Mat mat) {
    Decompositions.Lu lu = Decompositions.Lu.of(mat);
    double re = lu.sign();
    double im = 0;
    double log = 0;
    for (int i = 0; i < mat.rows; i++) {
      double a = lu.factors().re[lu.factors().at(i, i)];
      double b = lu.factors().im[lu.factors().at(i, i)];
      double size = Math.hypot(a, b);
      log += Math.log(size);
      double ur = size == 0 ? 0 : a / size;
      double ui = size == 0 ? 0 : b / size;
      double next = re * ur - im * ui;
      im = re * ui + im * ur;
      re = next;
    }
    return new double[] {re, im, log};
  }

  private static EagerTensor determinant(KernelCall call) {
    MatBatch in = MatBatch.square(call, 0);
    MatBatch out = in.sized(1, 1);
    for (int i = 0; i < in.count(); i++) {
      Mat mat = in.get(i);
      Decompositions.Lu lu = Decompositions.Lu.of(mat);
      Mat one = new Mat(1, 1);
      double re = lu.sign();
      double im = 0;
      for (int k = 0; k < mat.rows; k++) {
        double a = lu.factors().re[lu.factors().at(k, k)];
        double b = lu.factors().im[lu.factors().at(k, k)];
        double next = re * a - im * b;
        im = re * b + im * a;
        re = next;
      }
      one.re[0] = re;
      one.im[0] = im;
      out.set(i, one);
    }
    return out.tensor(in.outer());
  }

  private static List<EagerTensor> logDeterminant(KernelCall call) {
    MatBatch in = MatBatch.square(call, 0);
    MatBatch sign = in.sized(1, 1);
    MatBatch log = in.sized(1, 1);
    for (int i = 0; i < in.count(); i++) {
      double[] found = logDeterminant(in.get(i));
      Mat s = new Mat(1, 1);
      s.re[0] = found[0];
      s.im[0] = found[1];
      Mat l = new Mat(1, 1);
      l.re[0] = found[2];
      sign.set(i, s);
      log.set(i, l);
    }
    return List.of(sign.tensor(in.outer()), log.tensor(in.outer()));
  }

  private static EagerTensor none(DType dtype) {
    return ElementArrays.tensor(dtype, Shape.of(0), ElementArrays.allocate(dtype, 0));
  }

  private static Mat column(double[] values) {
    Mat out = new Mat(values.length, 1);
    System.arraycopy(values, 0, out.re, 0, values.length);
    return out;
  }

  private static List<EagerTensor> eigen(KernelCall call) {
    MatBatch in = MatBatch.square(call, 0);
    MatBatch values = in.sized(in.rows(), 1);
    MatBatch vectors = in.sized(in.rows(), in.rows());
    for (int i = 0; i < in.count(); i++) {
      Decompositions.Eigen eigen = Decompositions.Eigen.of(in.get(i));
      values.set(i, column(eigen.values()));
      vectors.set(i, eigen.vectors());
    }
    return List.of(
        values.tensor(with(in.outer(), in.rows())),
        call.<Boolean>attr("compute_v") ? vectors.tensor() : none(in.dtype()));
  }

  private static List<EagerTensor> svd(KernelCall call) {
    MatBatch in = MatBatch.of(call, 0);
    int p = Math.min(in.rows(), in.cols());
    boolean full = call.<Boolean>attr("full_matrices");
    MatBatch values = in.sized(p, 1);
    MatBatch u = in.sized(in.rows(), full ? in.rows() : p);
    MatBatch v = in.sized(in.cols(), full ? in.cols() : p);
    for (int i = 0; i < in.count(); i++) {
      Decompositions.Svd svd = Decompositions.Svd.of(in.get(i));
      values.set(i, column(svd.values()));
      u.set(i, full ? completed(svd.u()) : svd.u());
      v.set(i, full ? completed(svd.v()) : svd.v());
    }
    Shape s = with(in.outer(), p);
    return call.<Boolean>attr("compute_uv")
        ? List.of(values.tensor(s), u.tensor(), v.tensor())
        : List.of(values.tensor(s), none(in.dtype()), none(in.dtype()));
  }

  /** More orthonormal columns, until there are as many as rows. */
  private static Mat completed(Mat thin) {
    Mat q = Decompositions.Qr.of(thin).q();
    for (int i = 0; i < thin.rows; i++) {
      for (int j = 0; j < thin.cols; j++) {
        q.re[q.at(i, j)] = thin.re[thin.at(i, j)];
        q.im[q.at(i, j)] = thin.im[thin.at(i, j)];
      }
    }
    return q;
  }

  private static List<EagerTensor> qr(KernelCall call) {
    MatBatch in = MatBatch.of(call, 0);
    int p = call.<Boolean>attr("full_matrices") ? in.rows() : Math.min(in.rows(), in.cols());
    MatBatch q = in.sized(in.rows(), p);
    MatBatch r = in.sized(p, in.cols());
    for (int i = 0; i < in.count(); i++) {
      Decompositions.Qr qr = Decompositions.Qr.of(in.get(i));
      q.set(i, qr.q().columns(p));
      Mat upper = new Mat(p, in.cols());
      System.arraycopy(qr.r().re, 0, upper.re, 0, upper.re.length);
      System.arraycopy(qr.r().im, 0, upper.im, 0, upper.im.length);
      r.set(i, upper);
    }
    return List.of(q.tensor(), r.tensor());
  }
}
