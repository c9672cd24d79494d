package org.ckpt4j.ops.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code Lu}, {@code MatrixLogarithm}, {@code MatrixSquareRoot}, {@code BandedTriangularSolve},
 * {@code CholeskyGrad}.
 */
final class MatrixFunctions {
  private MatrixFunctions() {}

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    defs.add(
        OpDef.named("Lu")
            .inputs("input: T")
            .outputs("lu: T", "p: output_idx_type")
            .allow("T", DTypeSets.matrices())
            .attr("output_idx_type", AttrKind.TYPE, DType.INT32)
            .allow("output_idx_type", DTypeSets.indices())
            .infer(MatrixFunctions::inferLu)
            .kernel(MatrixFunctions::lu)
            .noGradient()
            .build());
    defs.add(
        function(
                "MatrixLogarithm",
                a -> {
                  Schur schur = Schur.of(a);
                  return schur.with(Schur.logOfTriangle(schur.t()));
                },
                DType.COMPLEX64,
                DType.COMPLEX128)
            .noGradient()
            .build());
    defs.add(
        function(
                "MatrixSquareRoot",
                a -> {
                  Schur schur = Schur.of(a);
                  return schur.with(Schur.rootOfTriangle(schur.t()));
                },
                DTypeSets.matrices())
            .gradientLater()
            .build());
    defs.add(
        OpDef.named("BandedTriangularSolve")
            .inputs("matrix: T", "rhs: T")
            .outputs("output: T")
            .attr("lower", AttrKind.BOOL, true)
            .attr("adjoint", AttrKind.BOOL, false)
            .allow("T", DTypeSets.matrices())
            .infer(MatrixFunctions::inferBanded)
            .compute(MatrixFunctions::banded)
            .gradientLater()
            .build());
    defs.add(
        OpDef.named("CholeskyGrad")
            .inputs("l: T", "grad: T")
            .outputs("output: T")
            .allow("T", DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)
            .infer(call -> List.of(square(call, 0)))
            .compute(MatrixFunctions::choleskyGrad)
            .noGradient()
            .build());
    return defs;
  }

  private static OpDef.Builder function(String name, UnaryOperator<Mat> function, DType... types) {
    return OpDef.named(name)
        .inputs("input: T")
        .outputs("output: T")
        .allow("T", types)
        .infer(call -> List.of(square(call, 0)))
        .compute(
            call -> {
              MatBatch in = MatBatch.square(call, 0);
              MatBatch out = in.sized(in.rows(), in.cols());
              for (int i = 0; i < in.count(); i++) {
                out.set(i, function.apply(in.get(i)));
              }
              return out.tensor();
            });
  }

  private static Shape square(InferCall call, int input) {
    Dims.atLeast(call, input, 2);
    Shape in = call.shape(input);
    if (!in.hasKnownRank()) {
      return in;
    }
    int rank = in.rank();
    Shape size = Dims.merged(Dims.part(in, rank - 2, rank - 1), Dims.part(in, rank - 1, rank));
    if (size == null) {
      throw call.invalid("square matrices are needed, given shape %s", in);
    }
    return Dims.joined(Dims.part(in, 0, rank - 2), size, size);
  }

  private static List<Shape> inferLu(InferCall call) {
    Shape in = square(call, 0);
    return List.of(in, in.hasKnownRank() ? Dims.part(in, 0, in.rank() - 1) : in);
  }

  private static List<EagerTensor> lu(KernelCall call) {
    MatBatch in = MatBatch.square(call, 0);
    MatBatch out = in.sized(in.rows(), in.cols());
    long[] order = new long[in.count() * in.rows()];
    for (int i = 0; i < in.count(); i++) {
      Decompositions.Lu lu = Decompositions.Lu.of(in.get(i));
      if (lu.singular()) {
        throw call.invalid("a matrix is singular");
      }
      out.set(i, lu.factors());
      for (int k = 0; k < in.rows(); k++) {
        order[i * in.rows() + k] = lu.order()[k];
      }
    }
    Shape rows = Dims.part(in.shape(), 0, in.shape().rank() - 1);
    return List.of(
        out.tensor(), ElementArrays.tensor(call.<DType>attr("output_idx_type"), rows, order));
  }

  private static List<Shape> inferBanded(InferCall call) {
    Dims.atLeast(call, 0, 2);
    Dims.atLeast(call, 1, 2);
    Shape bands = call.shape(0);
    Shape rhs = call.shape(1);
    if (!bands.hasKnownRank() || !rhs.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    Shape batch = BatchDims.infer(BatchDims.outer(bands), BatchDims.outer(rhs));
    long n = bands.dim(bands.rank() - 1);
    long rows = rhs.dim(rhs.rank() - 2);
    if (batch == null || (n >= 0 && rows >= 0 && n != rows)) {
      throw call.invalid("bands of %s cannot be solved for %s", bands, rhs);
    }
    return List.of(Dims.joined(batch, Shape.of(Math.max(n, rows), rhs.dim(rhs.rank() - 1))));
  }

  private static EagerTensor banded(KernelCall call) {
    MatBatch bands = MatBatch.of(call, 0);
    MatBatch rhs = MatBatch.of(call, 1);
    boolean lower = call.<Boolean>attr("lower");
    boolean adjoint = call.<Boolean>attr("adjoint");
    if (bands.cols() != rhs.rows() || bands.rows() < 1 || bands.rows() > bands.cols()) {
      throw call.invalid("bands of %s cannot be solved for %s", bands.shape(), rhs.shape());
    }
    Shape batch = BatchDims.broadcast(bands.shape(), rhs.shape());
    MatBatch out = rhs.sized(batch, rhs.rows(), rhs.cols());
    BatchDims.forEach(
        batch.dims(),
        bands.shape(),
        rhs.shape(),
        (at, p, q) -> {
          Mat full = triangle(bands.get(p), lower);
          Mat mat = adjoint ? full.adjoint() : full;
          for (int i = 0; i < mat.rows; i++) {
            if (mat.re[mat.at(i, i)] == 0 && mat.im[mat.at(i, i)] == 0) {
              throw call.invalid("a matrix is singular");
            }
          }
          out.set(at, Decompositions.solveTriangular(mat, rhs.get(q), lower != adjoint));
        });
    return out.tensor();
  }

  /** Bands as a matrix: the first is the diagonal of a lower triangle, the last of an upper one. */
  private static Mat triangle(Mat bands, boolean lower) {
    int n = bands.cols;
    Mat full = new Mat(n, n);
    for (int b = 0; b < bands.rows; b++) {
      int away = lower ? b : bands.rows - 1 - b;
      for (int i = 0; i < n; i++) {
        int col = lower ? i - away : i + away;
        if (col >= 0 && col < n) {
          full.re[full.at(i, col)] = bands.re[bands.at(b, i)];
          full.im[full.at(i, col)] = bands.im[bands.at(b, i)];
        }
      }
    }
    return full;
  }

  private static EagerTensor choleskyGrad(KernelCall call) {
    MatBatch factor = MatBatch.square(call, 0);
    MatBatch grad = MatBatch.square(call, 1);
    if (!factor.shape().equals(grad.shape())) {
      throw call.invalid("gradients of %s for factors of %s", grad.shape(), factor.shape());
    }
    MatBatch out = factor.sized(factor.rows(), factor.cols());
    for (int i = 0; i < factor.count(); i++) {
      Mat l = lower(factor.get(i), 1);
      Mat middle = lower(l.adjoint().times(lower(grad.get(i), 1)), .5);
      Mat inverse = Decompositions.solveTriangular(l, Mat.identity(l.rows), true);
      Mat whole = inverse.adjoint().times(middle).times(inverse);
      Mat other = whole.adjoint();
      Mat result = new Mat(l.rows, l.cols);
      Arrays.setAll(result.re, k -> (whole.re[k] + other.re[k]) / 2);
      out.set(i, result);
    }
    return out.tensor();
  }

  private static Mat lower(Mat in, double diagonal) {
    Mat out = in.copy();
    for (int i = 0; i < in.rows; i++) {
      for (int j = i; j < in.cols; j++) {
        out.re[out.at(i, j)] *= i == j ? diagonal : 0;
        out.im[out.at(i, j)] *= i == j ? diagonal : 0;
      }
    }
    return out;
  }
}
