package org.ckpt4j;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.linalg.Einsum;
import org.ckpt4j.ops.linalg.LinearAlgebra;
import org.ckpt4j.ops.linalg.MatMul;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.train.optimizers.ClippedGradients;
import org.jspecify.annotations.Nullable;

/** {@code tf.linalg}: matrices, and batches of them. */
public final class LinalgApi {
  LinalgApi() {}

  public Tensor bandPart(Object input, long lower, long upper, OpOption... options) {
    return LinearAlgebra.bandPart(input, lower, upper, options);
  }

  public Tensor cholesky(Object input, OpOption... options) {
    return LinearAlgebra.call("Cholesky", Attrs.none(), options, input).output(0);
  }

  public Tensor det(Object input, OpOption... options) {
    return LinearAlgebra.call("MatrixDeterminant", Attrs.none(), options, input).output(0);
  }

  /** Eigenvalues and vectors of self-adjoint matrices. */
  public LinearAlgebra.Two eigh(Object tensor, OpOption... options) {
    return LinearAlgebra.eigh(tensor, options);
  }

  public Tensor einsum(String equation, List<?> inputs, OpOption... options) {
    return Einsum.of(equation, inputs, options);
  }

  public Tensor inv(Object input, OpOption... options) {
    return LinearAlgebra.call("MatrixInverse", Attrs.none(), options, input).output(0);
  }

  public Tensor lstsq(Object matrix, Object rhs, double l2Regularizer, OpOption... options) {
    return LinearAlgebra.lstsq(matrix, rhs, l2Regularizer, options);
  }

  public Tensor matmul(Object a, Object b, OpOption... options) {
    return MatMul.of(a, b, options);
  }

  public Tensor matmul(
      Object a, Object b, boolean transposeA, boolean transposeB, OpOption... options) {
    return MatMul.of(a, b, transposeA, transposeB, options);
  }

  public LinearAlgebra.Two qr(Object input, boolean fullMatrices, OpOption... options) {
    return LinearAlgebra.qr(input, fullMatrices, options);
  }

  /** Sign, and logarithm of the size, of determinants. */
  public LinearAlgebra.Two slogdet(Object input, OpOption... options) {
    return LinearAlgebra.slogdet(input, options);
  }

  public Tensor solve(Object matrix, Object rhs, OpOption... options) {
    return LinearAlgebra.call("MatrixSolve", Attrs.none(), options, matrix, rhs).output(0);
  }

  public LinearAlgebra.Svd svd(Object tensor, boolean fullMatrices, OpOption... options) {
    return LinearAlgebra.svd(tensor, fullMatrices, options);
  }

  public Tensor triangularSolve(Object matrix, Object rhs, boolean lower, OpOption... options) {
    return LinearAlgebra.call(
            "MatrixTriangularSolve", Attrs.of("lower", lower), options, matrix, rhs)
        .output(0);
  }

  /** The root of the sum of all squares; nulls count nothing. */
  public Tensor globalNorm(List<? extends @Nullable Operand> tensors, OpOption... options) {
    return ClippedGradients.globalNorm(tensors, options);
  }
}
