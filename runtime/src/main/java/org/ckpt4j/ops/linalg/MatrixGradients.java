package org.ckpt4j.ops.linalg;

import static org.ckpt4j.ops.Formula.add;
import static org.ckpt4j.ops.Formula.expandDims;
import static org.ckpt4j.ops.Formula.mul;
import static org.ckpt4j.ops.Formula.neg;
import static org.ckpt4j.ops.Formula.op;
import static org.ckpt4j.ops.Formula.sub;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The gradients of {@link MatrixOps}. */
final class MatrixGradients {
  private MatrixGradients() {}

  private static Tensor times(Operand x, Operand y, boolean adjX, boolean adjY) {
    return op("BatchMatMulV2", Attrs.of("adj_x", adjX, "adj_y", adjY), x, y);
  }

  private static Tensor times(Operand x, Operand y) {
    return times(x, y, false, false);
  }

  private static Tensor adjoint(Tensor x) {
    int rank = x.shape().rank();
    long[] order = new long[rank];
    Arrays.setAll(order, i -> i);
    order[rank - 2] = rank - 1L;
    order[rank - 1] = rank - 2L;
    return Formula.conj(Formula.transpose(x, order));
  }

  private static Tensor band(Operand x, long lower, long upper) {
    return op("MatrixBandPart", x, longScalar(lower), longScalar(upper));
  }

  private static Tensor longScalar(long value) {
    return Formula.scalar(DType.INT64, value);
  }

  private static Tensor half(Tensor x) {
    return mul(x, Formula.scalar(x.dtype(), .5));
  }

  /** The lower triangle, with half of its diagonal. */
  private static Tensor lowerWithHalfDiagonal(Tensor x) {
    return sub(band(x, -1, 0), half(band(x, 0, 0)));
  }

  private static Tensor dy(List<? extends @Nullable Operand> dys, int output) {
    return Objects.requireNonNull(dys.get(output)).asTensor();
  }

  static List<@Nullable Operand> cholesky(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor l = call.output(0);
    Tensor inverse = op("MatrixInverse", l);
    Tensor middle = lowerWithHalfDiagonal(times(l, dy(dys, 0), true, false));
    Tensor grad = times(times(inverse, middle, true, false), inverse);
    return Arrays.asList(half(add(grad, adjoint(grad))));
  }

  static List<@Nullable Operand> inverse(GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor inverse = call.output(0);
    boolean adjoint = call.<Boolean>attr("adjoint");
    Tensor inner = times(dy(dys, 0), inverse, adjoint, !adjoint);
    return Arrays.asList(neg(times(inverse, inner, !adjoint, false)));
  }

  private static Tensor inverseAdjoint(Tensor a) {
    return op("MatrixInverse", Attrs.of("adjoint", true), a);
  }

  private static Tensor perMatrix(Tensor numbers) {
    return expandDims(expandDims(numbers, -1), -1);
  }

  static List<@Nullable Operand> determinant(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor scale = perMatrix(mul(dy(dys, 0), call.output(0)));
    return Arrays.asList(mul(scale, inverseAdjoint(call.input(0))));
  }

  static List<@Nullable Operand> logDeterminant(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    if (dys.get(1) == null) {
      return Arrays.asList(Formula.zerosLike(call.input(0)));
    }
    return Arrays.asList(mul(perMatrix(dy(dys, 1)), inverseAdjoint(call.input(0))));
  }

  /** Columns of {@code v} scaled by the vector, then times the adjoint of {@code w}. */
  private static Tensor weighted(Tensor v, Operand vector, Tensor w) {
    return times(mul(v, expandDims(vector, -2)), w, false, true);
  }

  static List<@Nullable Operand> eigen(GradientCall call, List<? extends @Nullable Operand> dys) {
    boolean vectors = call.<Boolean>attr("compute_v");
    Tensor values = call.output(0);
    Tensor v =
        vectors
            ? call.output(1)
            : Formula.node("SelfAdjointEigV2", Attrs.none(), call.input(0)).output(1);
    Tensor grad =
        dys.get(0) == null
            ? Formula.zerosLike(call.input(0))
            : weighted(v, Objects.requireNonNull(dys.get(0)), v);
    if (vectors && dys.get(1) != null) {
      Tensor differences = sub(expandDims(values, -2), expandDims(values, -1));
      Tensor inner = op("DivNoNan", times(v, dy(dys, 1), true, false), differences);
      grad = add(grad, times(times(v, inner), v, false, true));
    }
    // Forward reads the lower triangle alone.
    return Arrays.asList(lowerWithHalfDiagonal(add(grad, adjoint(grad))));
  }

  static List<@Nullable Operand> svd(GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor ds = dys.get(0) == null ? Formula.zerosLike(call.output(0)) : dy(dys, 0);
    if (!call.<Boolean>attr("compute_uv")) {
      Node svd = Formula.node("Svd", Attrs.of("compute_uv", true), call.input(0));
      return Arrays.asList(weighted(svd.output(1), ds, svd.output(2)));
    }
    if (call.<Boolean>attr("full_matrices") || call.input(0).dtype().isComplex()) {
      throw new UnsupportedOperationException(
          "the gradient of Svd's vectors is supported for real matrices, without full_matrices");
    }
    Tensor s = call.output(0);
    Tensor u = call.output(1);
    Tensor v = call.output(2);
    Tensor du = dys.get(1) == null ? Formula.zerosLike(u) : dy(dys, 1);
    Tensor dv = dys.get(2) == null ? Formula.zerosLike(v) : dy(dys, 2);
    Tensor row = expandDims(s, -2);
    Tensor column = expandDims(s, -1);
    Tensor gaps = sub(mul(row, row), mul(column, column));
    Tensor j = op("DivNoNan", times(u, du, true, false), gaps);
    Tensor k = op("DivNoNan", times(v, dv, true, false), gaps);
    Tensor inner = add(mul(add(j, adjoint(j)), row), mul(column, add(k, adjoint(k))));
    Tensor grad = add(times(times(u, inner), v, false, true), weighted(u, ds, v));
    Tensor outsideU = sub(du, times(u, times(u, du, true, false)));
    Tensor outsideV = sub(dv, times(v, times(v, dv, true, false)));
    grad = add(grad, times(Formula.div(outsideU, row), v, false, true));
    return Arrays.asList(add(grad, times(Formula.div(u, row), outsideV, false, true)));
  }

  private static Attrs with(String name, boolean value) {
    return Attrs.of(name, value);
  }

  static List<@Nullable Operand> solve(GradientCall call, List<? extends @Nullable Operand> dys) {
    boolean adjoint = call.<Boolean>attr("adjoint");
    Tensor x = call.output(0);
    Tensor ofB = op("MatrixSolve", with("adjoint", !adjoint), call.input(0), dy(dys, 0));
    Tensor ofA = adjoint ? times(x, ofB, false, true) : times(ofB, x, false, true);
    return Arrays.asList(neg(ofA), ofB);
  }

  static List<@Nullable Operand> triangularSolve(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    boolean adjoint = call.<Boolean>attr("adjoint");
    boolean lower = call.<Boolean>attr("lower");
    Tensor a = call.input(0);
    Tensor b = call.input(1);
    Tensor x = call.output(0);
    Tensor ofB =
        op("MatrixTriangularSolve", Attrs.of("lower", lower, "adjoint", !adjoint), a, dy(dys, 0));
    Tensor product = neg(adjoint ? times(x, ofB, false, true) : times(ofB, x, false, true));
    Tensor ofA = lower ? band(product, -1, 0) : band(product, 0, -1);
    return Arrays.asList(summedTo(ofA, a), summedTo(ofB, b));
  }

  /** Sums along the batch dimensions that widened. */
  private static Tensor summedTo(Tensor gradient, Tensor input) {
    Shape from = gradient.shape();
    Shape to = input.shape();
    if (from.equals(to) && from.isFullyDefined()) {
      return gradient;
    }
    Tensor shape = Formula.shape(input);
    Node axes = Formula.node("BroadcastGradientArgs", Attrs.none(), shape, Formula.shape(gradient));
    return Formula.reshape(op("Sum", gradient, axes.output(0)), shape);
  }

  static List<@Nullable Operand> qr(GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor q = call.output(0);
    Tensor r = call.output(1);
    Shape in = call.input(0).shape();
    long rows = in.dim(in.rank() - 2);
    long cols = in.dim(in.rank() - 1);
    if (rows < cols || (rows > cols && call.<Boolean>attr("full_matrices"))) {
      throw new UnsupportedOperationException(
          "the gradient of Qr is supported for at least as many rows as columns, and without"
              + " full_matrices; the input has shape "
              + in);
    }
    Tensor dq = dys.get(0) == null ? Formula.zerosLike(q) : dy(dys, 0);
    Tensor dr = dys.get(1) == null ? Formula.zerosLike(r) : dy(dys, 1);
    Tensor qdq = times(q, dq, true, false);
    Tensor rdr = times(r, dr, false, true);
    Tensor skew = add(sub(qdq, adjoint(qdq)), sub(rdr, adjoint(rdr)));
    Tensor first = times(q, add(dr, solveByR(band(skew, -1, 0), r)));
    Tensor second = solveByR(sub(dq, times(q, qdq)), r);
    return Arrays.asList(add(first, second));
  }

  /** {@code x} times the adjoint of the inverse of the upper triangle {@code r}. */
  private static Tensor solveByR(Tensor x, Tensor r) {
    return adjoint(op("MatrixTriangularSolve", with("lower", false), r, adjoint(x)));
  }

  static List<@Nullable Operand> leastSquares(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor a = call.input(0);
    Tensor b = call.input(1);
    Tensor x = call.output(0);
    Tensor dy = dy(dys, 0);
    Shape in = a.shape();
    boolean tall = in.dim(in.rank() - 2) >= in.dim(in.rank() - 1);
    Tensor gram = tall ? times(a, a, true, false) : times(a, a, false, true);
    Tensor ones = band(op("OnesLike", gram), 0, 0);
    gram = add(gram, mul(ones, Formula.cast(call.input(2), a.dtype())));
    if (tall) {
      Tensor z = op("MatrixSolve", gram, dy);
      Tensor xzt = times(x, z, false, true);
      Tensor symmetric = add(xzt, adjoint(xzt));
      Tensor ofA = sub(times(b, z, false, true), times(a, symmetric));
      return Arrays.asList(ofA, times(a, z), null);
    }
    Tensor ofB = op("MatrixSolve", gram, times(a, dy));
    Tensor tmp = times(a, ofB, true, false);
    Tensor a1 = neg(times(ofB, x, false, true));
    Tensor a2 = times(op("MatrixSolve", gram, b), sub(dy, tmp), false, true);
    return Arrays.asList(add(a1, a2), ofB, null);
  }
}
