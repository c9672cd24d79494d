package org.ckpt4j;

import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.TopK;
import org.ckpt4j.ops.math.AddN;
import org.ckpt4j.ops.math.ArgReductions;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.BesselOps;
import org.ckpt4j.ops.math.Betainc;
import org.ckpt4j.ops.math.Comparisons;
import org.ckpt4j.ops.math.ComplexParts;
import org.ckpt4j.ops.math.MathFunctions;
import org.ckpt4j.ops.math.Reductions;
import org.ckpt4j.ops.math.Scans;
import org.ckpt4j.ops.math.SpecialOps;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.ops.sparse.SegmentOps;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** {@code tf.math}: functions of numbers, element by element and along dimensions. */
public final class MathApi {
  MathApi() {}

  public Tensor abs(Object x, OpOption... options) {
    return MathFunctions.abs(x, options);
  }

  public Tensor accumulateN(List<?> inputs, OpOption... options) {
    return AddN.of(inputs, options);
  }

  public Tensor acos(Object x, OpOption... options) {
    return UnaryOps.ACOS.of(x, options);
  }

  public Tensor acosh(Object x, OpOption... options) {
    return UnaryOps.ACOSH.of(x, options);
  }

  public Tensor add(Object x, Object y, OpOption... options) {
    return Arithmetic.ADD.of(x, y, options);
  }

  public Tensor addN(List<?> inputs, OpOption... options) {
    return AddN.of(inputs, options);
  }

  public Tensor angle(Object input, OpOption... options) {
    return MathFunctions.angle(input, options);
  }

  public Tensor argmax(Object input, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MAX, input, 0, DType.INT64, options);
  }

  public Tensor argmax(Object input, int axis, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MAX, input, axis, DType.INT64, options);
  }

  public Tensor argmax(Object input, int axis, DType outputType, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MAX, input, axis, outputType, options);
  }

  public Tensor argmin(Object input, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MIN, input, 0, DType.INT64, options);
  }

  public Tensor argmin(Object input, int axis, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MIN, input, axis, DType.INT64, options);
  }

  public Tensor argmin(Object input, int axis, DType outputType, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MIN, input, axis, outputType, options);
  }

  public Tensor asin(Object x, OpOption... options) {
    return UnaryOps.ASIN.of(x, options);
  }

  public Tensor asinh(Object x, OpOption... options) {
    return UnaryOps.ASINH.of(x, options);
  }

  public Tensor atan(Object x, OpOption... options) {
    return UnaryOps.ATAN.of(x, options);
  }

  public Tensor atan2(Object y, Object x, OpOption... options) {
    return Arithmetic.ATAN2.of(y, x, options);
  }

  public Tensor atanh(Object x, OpOption... options) {
    return UnaryOps.ATANH.of(x, options);
  }

  public Tensor besselI0(Object x, OpOption... options) {
    return MathFunctions.within("bessel_i0", BesselOps.I0, x, options);
  }

  public Tensor besselI0e(Object x, OpOption... options) {
    return MathFunctions.within("bessel_i0e", BesselOps.I0E, x, options);
  }

  public Tensor besselI1(Object x, OpOption... options) {
    return MathFunctions.within("bessel_i1", BesselOps.I1, x, options);
  }

  public Tensor besselI1e(Object x, OpOption... options) {
    return MathFunctions.within("bessel_i1e", BesselOps.I1E, x, options);
  }

  public Tensor betainc(Object a, Object b, Object x, OpOption... options) {
    return Betainc.of(a, b, x, options);
  }

  public Tensor bincount(Object arr, OpOption... options) {
    return MathFunctions.bincount(arr, null, options);
  }

  public Tensor bincount(Object arr, Object weights, OpOption... options) {
    return MathFunctions.bincount(arr, weights, options);
  }

  public Tensor ceil(Object x, OpOption... options) {
    return UnaryOps.CEIL.of(x, options);
  }

  public Tensor complex(Object real, Object imag, OpOption... options) {
    return ComplexParts.of(real, imag, options);
  }

  public Tensor conj(Object x, OpOption... options) {
    return MathFunctions.conj(x, options);
  }

  public Tensor cos(Object x, OpOption... options) {
    return UnaryOps.COS.of(x, options);
  }

  public Tensor cosh(Object x, OpOption... options) {
    return UnaryOps.COSH.of(x, options);
  }

  public Tensor countNonzero(Object input, OpOption... options) {
    return MathFunctions.countNonzero(input, null, false, options);
  }

  public Tensor countNonzero(Object input, Object axis, OpOption... options) {
    return MathFunctions.countNonzero(input, axis, false, options);
  }

  public Tensor countNonzero(Object input, Object axis, boolean keepdims, OpOption... options) {
    return MathFunctions.countNonzero(input, axis, keepdims, options);
  }

  public Tensor cumprod(Object x, OpOption... options) {
    return Scans.CUMPROD.of(x, 0, false, false, options);
  }

  public Tensor cumprod(Object x, Object axis, OpOption... options) {
    return Scans.CUMPROD.of(x, axis, false, false, options);
  }

  public Tensor cumprod(
      Object x, Object axis, boolean exclusive, boolean reverse, OpOption... options) {
    return Scans.CUMPROD.of(x, axis, exclusive, reverse, options);
  }

  public Tensor cumsum(Object x, OpOption... options) {
    return Scans.CUMSUM.of(x, 0, false, false, options);
  }

  public Tensor cumsum(Object x, Object axis, OpOption... options) {
    return Scans.CUMSUM.of(x, axis, false, false, options);
  }

  public Tensor cumsum(
      Object x, Object axis, boolean exclusive, boolean reverse, OpOption... options) {
    return Scans.CUMSUM.of(x, axis, exclusive, reverse, options);
  }

  public Tensor cumulativeLogsumexp(Object x, OpOption... options) {
    return Scans.CUMULATIVE_LOGSUMEXP.of(x, 0, false, false, options);
  }

  public Tensor cumulativeLogsumexp(Object x, Object axis, OpOption... options) {
    return Scans.CUMULATIVE_LOGSUMEXP.of(x, axis, false, false, options);
  }

  public Tensor cumulativeLogsumexp(
      Object x, Object axis, boolean exclusive, boolean reverse, OpOption... options) {
    return Scans.CUMULATIVE_LOGSUMEXP.of(x, axis, exclusive, reverse, options);
  }

  public Tensor digamma(Object x, OpOption... options) {
    return SpecialOps.DIGAMMA.of(x, options);
  }

  public Tensor divide(Object x, Object y, OpOption... options) {
    return MathFunctions.trueDiv(x, y, options);
  }

  public Tensor divideNoNan(Object x, Object y, OpOption... options) {
    return Arithmetic.DIV_NO_NAN.of(x, y, options);
  }

  public Tensor equal(Object x, Object y, OpOption... options) {
    return Comparisons.EQUAL.of(x, y, options);
  }

  public Tensor erf(Object x, OpOption... options) {
    return SpecialOps.ERF.of(x, options);
  }

  public Tensor erfc(Object x, OpOption... options) {
    return SpecialOps.ERFC.of(x, options);
  }

  public Tensor erfcinv(Object x, OpOption... options) {
    return MathFunctions.erfcinv(x, options);
  }

  public Tensor erfinv(Object x, OpOption... options) {
    return MathFunctions.within("erfinv", SpecialOps.ERFINV, x, options);
  }

  public Tensor exp(Object x, OpOption... options) {
    return UnaryOps.EXP.of(x, options);
  }

  public Tensor expm1(Object x, OpOption... options) {
    return UnaryOps.EXPM1.of(x, options);
  }

  public Tensor floor(Object x, OpOption... options) {
    return UnaryOps.FLOOR.of(x, options);
  }

  public Tensor floordiv(Object x, Object y, OpOption... options) {
    return Arithmetic.FLOOR_DIV.of(x, y, options);
  }

  public Tensor floormod(Object x, Object y, OpOption... options) {
    return Arithmetic.FLOOR_MOD.of(x, y, options);
  }

  public Tensor greater(Object x, Object y, OpOption... options) {
    return Comparisons.GREATER.of(x, y, options);
  }

  public Tensor greaterEqual(Object x, Object y, OpOption... options) {
    return Comparisons.GREATER_EQUAL.of(x, y, options);
  }

  public Tensor igamma(Object x, Object y, OpOption... options) {
    return SpecialOps.IGAMMA.of(x, y, options);
  }

  public Tensor igammac(Object x, Object y, OpOption... options) {
    return SpecialOps.IGAMMAC.of(x, y, options);
  }

  public Tensor imag(Object input, OpOption... options) {
    return MathFunctions.imag(input, options);
  }

  public Tensor isFinite(Object x, OpOption... options) {
    return UnaryOps.IS_FINITE.of(x, options);
  }

  public Tensor isInf(Object x, OpOption... options) {
    return UnaryOps.IS_INF.of(x, options);
  }

  public Tensor isNan(Object x, OpOption... options) {
    return UnaryOps.IS_NAN.of(x, options);
  }

  public Tensor less(Object x, Object y, OpOption... options) {
    return Comparisons.LESS.of(x, y, options);
  }

  public Tensor lessEqual(Object x, Object y, OpOption... options) {
    return Comparisons.LESS_EQUAL.of(x, y, options);
  }

  public Tensor lgamma(Object x, OpOption... options) {
    return SpecialOps.LGAMMA.of(x, options);
  }

  public Tensor log(Object x, OpOption... options) {
    return UnaryOps.LOG.of(x, options);
  }

  public Tensor log1p(Object x, OpOption... options) {
    return UnaryOps.LOG1P.of(x, options);
  }

  public Tensor logicalAnd(Object x, Object y, OpOption... options) {
    return Comparisons.LOGICAL_AND.of(x, y, options);
  }

  public Tensor logicalNot(Object x, OpOption... options) {
    return UnaryOps.LOGICAL_NOT.of(x, options);
  }

  public Tensor logicalOr(Object x, Object y, OpOption... options) {
    return Comparisons.LOGICAL_OR.of(x, y, options);
  }

  public Tensor logicalXor(Object x, Object y, OpOption... options) {
    return MathFunctions.logicalXor(x, y, options);
  }

  public Tensor maximum(Object x, Object y, OpOption... options) {
    return Arithmetic.MAXIMUM.of(x, y, options);
  }

  public Tensor minimum(Object x, Object y, OpOption... options) {
    return Arithmetic.MINIMUM.of(x, y, options);
  }

  public Tensor mod(Object x, Object y, OpOption... options) {
    return Arithmetic.FLOOR_MOD.of(x, y, options);
  }

  public Tensor multiply(Object x, Object y, OpOption... options) {
    return Arithmetic.MUL.of(x, y, options);
  }

  public Tensor multiplyNoNan(Object x, Object y, OpOption... options) {
    return Arithmetic.MUL_NO_NAN.of(x, y, options);
  }

  public Tensor ndtri(Object x, OpOption... options) {
    return MathFunctions.within("ndtri", SpecialOps.NDTRI, x, options);
  }

  public Tensor negative(Object x, OpOption... options) {
    return UnaryOps.NEG.of(x, options);
  }

  public Tensor nextafter(Object x, Object y, OpOption... options) {
    return Arithmetic.NEXT_AFTER.of(x, y, options);
  }

  public Tensor notEqual(Object x, Object y, OpOption... options) {
    return Comparisons.NOT_EQUAL.of(x, y, options);
  }

  public Tensor polygamma(Object x, Object y, OpOption... options) {
    return SpecialOps.POLYGAMMA.of(x, y, options);
  }

  public Tensor polyval(List<?> coeffs, Object x, OpOption... options) {
    return MathFunctions.polyval(coeffs, x, options);
  }

  public Tensor pow(Object x, Object y, OpOption... options) {
    return Arithmetic.POW.of(x, y, options);
  }

  public Tensor real(Object input, OpOption... options) {
    return MathFunctions.real(input, options);
  }

  public Tensor realdiv(Object x, Object y, OpOption... options) {
    return Arithmetic.REAL_DIV.of(x, y, options);
  }

  public Tensor reciprocal(Object x, OpOption... options) {
    return UnaryOps.RECIPROCAL.of(x, options);
  }

  public Tensor reciprocalNoNan(Object x, OpOption... options) {
    return MathFunctions.reciprocalNoNan(x, options);
  }

  public Tensor reduceAll(Object input, OpOption... options) {
    return Reductions.ALL.of(input, null, false, options);
  }

  public Tensor reduceAll(Object input, Object axis, OpOption... options) {
    return Reductions.ALL.of(input, axis, false, options);
  }

  public Tensor reduceAll(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.ALL.of(input, axis, keepdims, options);
  }

  public Tensor reduceAny(Object input, OpOption... options) {
    return Reductions.ANY.of(input, null, false, options);
  }

  public Tensor reduceAny(Object input, Object axis, OpOption... options) {
    return Reductions.ANY.of(input, axis, false, options);
  }

  public Tensor reduceAny(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.ANY.of(input, axis, keepdims, options);
  }

  public Tensor reduceEuclideanNorm(Object input, OpOption... options) {
    return Reductions.EUCLIDEAN_NORM.of(input, null, false, options);
  }

  public Tensor reduceEuclideanNorm(Object input, Object axis, OpOption... options) {
    return Reductions.EUCLIDEAN_NORM.of(input, axis, false, options);
  }

  public Tensor reduceEuclideanNorm(
      Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.EUCLIDEAN_NORM.of(input, axis, keepdims, options);
  }

  public Tensor reduceLogSumExp(Object input, OpOption... options) {
    return MathFunctions.reduceLogSumExp(input, null, false, options);
  }

  public Tensor reduceLogSumExp(Object input, Object axis, OpOption... options) {
    return MathFunctions.reduceLogSumExp(input, axis, false, options);
  }

  public Tensor reduceLogSumExp(Object input, Object axis, boolean keepdims, OpOption... options) {
    return MathFunctions.reduceLogSumExp(input, axis, keepdims, options);
  }

  public Tensor reduceMax(Object input, OpOption... options) {
    return Reductions.MAX.of(input, null, false, options);
  }

  public Tensor reduceMax(Object input, Object axis, OpOption... options) {
    return Reductions.MAX.of(input, axis, false, options);
  }

  public Tensor reduceMax(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.MAX.of(input, axis, keepdims, options);
  }

  public Tensor reduceMean(Object input, OpOption... options) {
    return Reductions.MEAN.of(input, null, false, options);
  }

  public Tensor reduceMean(Object input, Object axis, OpOption... options) {
    return Reductions.MEAN.of(input, axis, false, options);
  }

  public Tensor reduceMean(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.MEAN.of(input, axis, keepdims, options);
  }

  public Tensor reduceMin(Object input, OpOption... options) {
    return Reductions.MIN.of(input, null, false, options);
  }

  public Tensor reduceMin(Object input, Object axis, OpOption... options) {
    return Reductions.MIN.of(input, axis, false, options);
  }

  public Tensor reduceMin(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.MIN.of(input, axis, keepdims, options);
  }

  public Tensor reduceProd(Object input, OpOption... options) {
    return Reductions.PROD.of(input, null, false, options);
  }

  public Tensor reduceProd(Object input, Object axis, OpOption... options) {
    return Reductions.PROD.of(input, axis, false, options);
  }

  public Tensor reduceProd(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.PROD.of(input, axis, keepdims, options);
  }

  public Tensor reduceStd(Object input, OpOption... options) {
    return MathFunctions.reduceStd(input, null, false, options);
  }

  public Tensor reduceStd(Object input, Object axis, OpOption... options) {
    return MathFunctions.reduceStd(input, axis, false, options);
  }

  public Tensor reduceStd(Object input, Object axis, boolean keepdims, OpOption... options) {
    return MathFunctions.reduceStd(input, axis, keepdims, options);
  }

  public Tensor reduceSum(Object input, OpOption... options) {
    return Reductions.SUM.of(input, null, false, options);
  }

  public Tensor reduceSum(Object input, Object axis, OpOption... options) {
    return Reductions.SUM.of(input, axis, false, options);
  }

  public Tensor reduceSum(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.SUM.of(input, axis, keepdims, options);
  }

  public Tensor reduceVariance(Object input, OpOption... options) {
    return MathFunctions.reduceVariance(input, null, false, options);
  }

  public Tensor reduceVariance(Object input, Object axis, OpOption... options) {
    return MathFunctions.reduceVariance(input, axis, false, options);
  }

  public Tensor reduceVariance(Object input, Object axis, boolean keepdims, OpOption... options) {
    return MathFunctions.reduceVariance(input, axis, keepdims, options);
  }

  public Tensor rint(Object x, OpOption... options) {
    return UnaryOps.RINT.of(x, options);
  }

  public Tensor round(Object x, OpOption... options) {
    return MathFunctions.round(x, options);
  }

  public Tensor rsqrt(Object x, OpOption... options) {
    return UnaryOps.RSQRT.of(x, options);
  }

  public Tensor scalarMul(Object scalar, Object x, OpOption... options) {
    return MathFunctions.scalarMul(scalar, x, options);
  }

  public Tensor sigmoid(Object x, OpOption... options) {
    return UnaryOps.SIGMOID.of(x, options);
  }

  public Tensor sign(Object x, OpOption... options) {
    return UnaryOps.SIGN.of(x, options);
  }

  public Tensor sin(Object x, OpOption... options) {
    return UnaryOps.SIN.of(x, options);
  }

  public Tensor sinh(Object x, OpOption... options) {
    return UnaryOps.SINH.of(x, options);
  }

  public Tensor softplus(Object x, OpOption... options) {
    return UnaryOps.SOFTPLUS.of(x, options);
  }

  public Tensor softsign(Object x, OpOption... options) {
    return UnaryOps.SOFTSIGN.of(x, options);
  }

  public Tensor sqrt(Object x, OpOption... options) {
    return UnaryOps.SQRT.of(x, options);
  }

  public Tensor square(Object x, OpOption... options) {
    return UnaryOps.SQUARE.of(x, options);
  }

  public Tensor squaredDifference(Object x, Object y, OpOption... options) {
    return Arithmetic.SQUARED_DIFFERENCE.of(x, y, options);
  }

  public Tensor subtract(Object x, Object y, OpOption... options) {
    return Arithmetic.SUB.of(x, y, options);
  }

  public Tensor tan(Object x, OpOption... options) {
    return UnaryOps.TAN.of(x, options);
  }

  public Tensor tanh(Object x, OpOption... options) {
    return UnaryOps.TANH.of(x, options);
  }

  public Tensor truediv(Object x, Object y, OpOption... options) {
    return MathFunctions.trueDiv(x, y, options);
  }

  public Tensor truncatediv(Object x, Object y, OpOption... options) {
    return Arithmetic.TRUNCATE_DIV.of(x, y, options);
  }

  public Tensor truncatemod(Object x, Object y, OpOption... options) {
    return Arithmetic.TRUNCATE_MOD.of(x, y, options);
  }

  public Tensor xdivy(Object x, Object y, OpOption... options) {
    return Arithmetic.XDIVY.of(x, y, options);
  }

  public Tensor xlog1py(Object x, Object y, OpOption... options) {
    return MathFunctions.within("xlog1py", Arithmetic.XLOG1PY, x, y, options);
  }

  public Tensor xlogy(Object x, Object y, OpOption... options) {
    return Arithmetic.XLOGY.of(x, y, options);
  }

  public Tensor zeta(Object x, Object y, OpOption... options) {
    return SpecialOps.ZETA.of(x, y, options);
  }

  public Tensor segmentSum(Object data, Object segmentIds, OpOption... options) {
    return SegmentOps.SUM.of(data, segmentIds, options);
  }

  public Tensor segmentMean(Object data, Object segmentIds, OpOption... options) {
    return SegmentOps.MEAN.of(data, segmentIds, options);
  }

  public Tensor segmentProd(Object data, Object segmentIds, OpOption... options) {
    return SegmentOps.PROD.of(data, segmentIds, options);
  }

  public Tensor segmentMax(Object data, Object segmentIds, OpOption... options) {
    return SegmentOps.MAX.of(data, segmentIds, options);
  }

  public Tensor segmentMin(Object data, Object segmentIds, OpOption... options) {
    return SegmentOps.MIN.of(data, segmentIds, options);
  }

  public Tensor unsortedSegmentSum(
      Object data, Object segmentIds, Object numSegments, OpOption... options) {
    return SegmentOps.SUM.unsorted(data, segmentIds, numSegments, options);
  }

  public Tensor unsortedSegmentProd(
      Object data, Object segmentIds, Object numSegments, OpOption... options) {
    return SegmentOps.PROD.unsorted(data, segmentIds, numSegments, options);
  }

  public Tensor unsortedSegmentMax(
      Object data, Object segmentIds, Object numSegments, OpOption... options) {
    return SegmentOps.MAX.unsorted(data, segmentIds, numSegments, options);
  }

  public Tensor unsortedSegmentMin(
      Object data, Object segmentIds, Object numSegments, OpOption... options) {
    return SegmentOps.MIN.unsorted(data, segmentIds, numSegments, options);
  }

  /** Values and indices of the greatest elements of each row. */
  public List<Tensor> topK(Object input, Object k, OpOption... options) {
    return TopK.of(input, k, true, options);
  }
}
