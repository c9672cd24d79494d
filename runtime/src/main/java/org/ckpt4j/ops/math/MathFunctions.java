package org.ckpt4j.ops.math;

import java.util.List;
import java.util.function.Function;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Functions of Python's API that decide by type, or are made of several operations; nodes are named
 * as theirs.
 */
public final class MathFunctions {
  private MathFunctions() {}

  /** {@code x / y}: integers are divided as floats. Counterpart: {@code tf.math.truediv}. */
  public static Tensor trueDiv(Object x, Object y, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "truediv"))) {
      BinaryOp.Pair pair = BinaryOp.Pair.of(x, y);
      Tensor left = pair.x();
      Tensor right = pair.y();
      if (left.dtype().isInteger() && left.dtype() == right.dtype()) {
        DType quotient = left.dtype().width() <= 2 ? DType.FLOAT32 : DType.FLOAT64;
        left = Cast.of(left, quotient);
        right = Cast.of(right, quotient);
      }
      return Arithmetic.REAL_DIV.def().call(scope.name(), Attrs.none(), left, right);
    }
  }

  /** Python 2's division: integers are rounded down. Counterpart: {@code tf.compat.v1.div}. */
  public static Tensor div(Object x, Object y, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "div"))) {
      BinaryOp.Pair pair = BinaryOp.Pair.of(x, y);
      BinaryOp op = pair.x().dtype().isInteger() ? Arithmetic.FLOOR_DIV : Arithmetic.REAL_DIV;
      return op.def().call(scope.name(), Attrs.none(), pair.x(), pair.y());
    }
  }

  /** Of complex numbers, their size. Counterpart: {@code tf.abs}. */
  public static Tensor abs(Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Abs"))) {
      Tensor in = ToTensor.of(x, null, "x");
      return in.dtype().isComplex()
          ? ComplexParts.COMPLEX_ABS.call(
              scope.name(), Attrs.of("Tout", ComplexParts.real(in.dtype())), in)
          : UnaryOps.ABS.def().call(scope.name(), Attrs.none(), in);
    }
  }

  /** Half to even; integers are given back. Counterpart: {@code tf.round}. */
  public static Tensor round(Object x, OpOption... options) {
    Tensor in = ToTensor.of(x, null, "x");
    return in.dtype().isInteger() ? in : UnaryOps.ROUND.of(in, options);
  }

  /** Real numbers are given back. Counterpart: {@code tf.math.conj}. */
  public static Tensor conj(Object x, OpOption... options) {
    Tensor in = ToTensor.of(x, null, "x");
    if (!in.dtype().isComplex()) {
      return in;
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "Conj"))) {
      return ComplexParts.CONJ.call(scope.name(), Attrs.none(), in);
    }
  }

  /** Counterpart: {@code tf.math.real}. */
  public static Tensor real(Object input, OpOption... options) {
    Tensor in = ToTensor.of(input, null, "input");
    return in.dtype().isComplex() ? ComplexParts.of(ComplexParts.REAL, "Real", in, options) : in;
  }

  /** Of a real number, zero. Counterpart: {@code tf.math.imag}. */
  public static Tensor imag(Object input, OpOption... options) {
    Tensor in = ToTensor.of(input, null, "input");
    return in.dtype().isComplex()
        ? ComplexParts.of(ComplexParts.IMAG, "Imag", in, options)
        : Expressions.zerosLike(in);
  }

  /** Of a real number, zero or pi. Counterpart: {@code tf.math.angle}. */
  public static Tensor angle(Object input, OpOption... options) {
    Tensor in = ToTensor.of(input, null, "input");
    if (in.dtype().isComplex()) {
      return ComplexParts.of(ComplexParts.ANGLE, "Angle", in, options);
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "Angle"))) {
      Tensor below = Comparisons.LESS.operator(in, Expressions.number(in.dtype(), 0));
      Tensor pi = Expressions.mul(Expressions.onesLike(in), Math.PI);
      return Expressions.select(below, pi, Expressions.zerosLike(in));
    }
  }

  /** {@code x & y}: logic of bool, bits of integers. */
  public static Tensor and(Object x, Object y) {
    return ofKind(x, y, Comparisons.LOGICAL_AND, Comparisons.BITWISE_AND);
  }

  /** {@code x | y}. */
  public static Tensor or(Object x, Object y) {
    return ofKind(x, y, Comparisons.LOGICAL_OR, Comparisons.BITWISE_OR);
  }

  /** {@code x ^ y}. */
  public static Tensor xor(Object x, Object y) {
    Tensor left = BinaryOp.Pair.of(x, y).x();
    if (left.dtype() != DType.BOOL) {
      return Comparisons.BITWISE_XOR.operator(x, y);
    }
    try (NameScope scope = NameScope.enter("xor")) {
      return logicalXor(x, y, new Named(scope.name()));
    }
  }

  private static Tensor ofKind(Object x, Object y, BinaryOp logic, BinaryOp bits) {
    BinaryOp.Pair pair = BinaryOp.Pair.of(x, y);
    return (pair.x().dtype() == DType.BOOL ? logic : bits).operator(pair.x(), pair.y());
  }

  /** {@code ~x}. */
  public static Tensor invert(Object x) {
    Tensor in = ToTensor.of(x, null, "x");
    return (in.dtype() == DType.BOOL ? UnaryOps.LOGICAL_NOT : UnaryOps.INVERT).of(in);
  }

  /** Counterpart: {@code tf.math.logical_xor}. */
  public static Tensor logicalXor(Object x, Object y, OpOption... options) {
    Tensor either = Comparisons.LOGICAL_OR.of(x, y);
    Tensor both = UnaryOps.LOGICAL_NOT.of(Comparisons.LOGICAL_AND.of(x, y));
    return Comparisons.LOGICAL_AND.of(either, both, new Named(Named.among(options, "LogicalXor")));
  }

  /** Counterpart: {@code tf.math.scalar_mul}. */
  public static Tensor scalarMul(Object scalar, Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "scalar_mul"))) {
      Tensor in = ToTensor.of(x, null, "x");
      Tensor factor = ToTensor.beside(in.dtype(), scalar, "scalar");
      return Arithmetic.MUL.def().call(scope.name(), Attrs.none(), factor, in);
    }
  }

  /** Counterpart: {@code tf.clip_by_value}. */
  public static Tensor clipByValue(Object t, Object min, Object max, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "clip_by_value"))) {
      Tensor values = ToTensor.of(t, null, "t");
      Tensor lowered = Arithmetic.MINIMUM.of(values, max);
      if (Broadcast.merged(values.shape(), lowered.shape()) == null) {
        throw new IllegalArgumentException(
            "clipByValue: the bound widens shape %s to %s"
                .formatted(values.shape(), lowered.shape()));
      }
      return Arithmetic.MAXIMUM.of(lowered, min, new Named(scope.name()));
    }
  }

  /** Counterpart: {@code tf.math.reciprocal_no_nan}. */
  public static Tensor reciprocalNoNan(Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "reciprocal_no_nan"))) {
      Tensor in = ToTensor.of(x, null, "x");
      return Arithmetic.DIV_NO_NAN.of(
          Const.of(NumberTypes.scalar(in.dtype(), 1), "one"), in, new Named(scope.name()));
    }
  }

  /** Counterpart: {@code tf.reduce_logsumexp}. */
  public static Tensor reduceLogSumExp(
      Object input, @Nullable Object axis, boolean keepDims, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "ReduceLogSumExp"))) {
      Tensor x = ToTensor.of(input, null, "input");
      Tensor raw = Reductions.MAX.of(x, axis, true);
      Tensor finite = UnaryOps.IS_FINITE.call(raw);
      Tensor safe = SelectOps.SELECT.call(Attrs.none(), finite, raw, Expressions.zerosLike(raw));
      Tensor highest = IdentityOps.stopGradient(safe);
      Tensor sums =
          Reductions.SUM.of(UnaryOps.EXP.of(Arithmetic.SUB.of(x, highest)), axis, keepDims);
      Tensor result = UnaryOps.LOG.call(sums);
      Tensor back = keepDims ? highest : Expressions.reshape(highest, Expressions.shapeOf(result));
      return Arithmetic.ADD.of(result, back, new Named(scope.name()));
    }
  }

  /** Counterpart: {@code tf.math.reduce_variance}. */
  public static Tensor reduceVariance(
      Object input, @Nullable Object axis, boolean keepDims, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "reduce_variance"))) {
      Tensor x = ToTensor.of(input, null, "input_tensor");
      if (x.dtype().isInteger()) {
        throw new TypeError("the variance of integers needs them as floats; cast the input first");
      }
      Tensor distance = Expressions.sub(x, Reductions.MEAN.of(x, axis, true));
      Tensor squared =
          x.dtype().isComplex()
              ? real(Arithmetic.MUL.of(conj(distance), distance))
              : UnaryOps.SQUARE.call(distance);
      return Reductions.MEAN.of(squared, axis, keepDims);
    }
  }

  /** Counterpart: {@code tf.math.reduce_std}. */
  public static Tensor reduceStd(
      Object input, @Nullable Object axis, boolean keepDims, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "reduce_std"))) {
      return UnaryOps.SQRT.of(reduceVariance(input, axis, keepDims));
    }
  }

  /** How many elements are not zero, as int64. Counterpart: {@code tf.math.count_nonzero}. */
  public static Tensor countNonzero(
      Object input, @Nullable Object axis, boolean keepDims, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "count_nonzero"))) {
      Tensor x = ToTensor.of(input, null, "input");
      Tensor zero = Const.of(NumberTypes.scalar(x.dtype(), 0), "zeros");
      Tensor counted = Cast.of(Comparisons.NOT_EQUAL.of(x, zero), DType.INT64);
      return Reductions.SUM.of(counted, axis, keepDims);
    }
  }

  /** How often each number occurs. Counterpart: {@code tf.math.bincount} without an axis. */
  public static Tensor bincount(Object arr, @Nullable Object weights, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "bincount"))) {
      Tensor numbers = ToTensor.of(arr, null, "arr");
      DType index = numbers.dtype() == DType.INT64 ? DType.INT64 : DType.INT32;
      numbers = Expressions.reshape(Cast.of(numbers, index), Expressions.ints(-1));
      Tensor sizes = Cast.of(Expressions.shapeOf(numbers), index);
      Tensor any = Comparisons.GREATER.of(sizes, Expressions.number(index, 0));
      Tensor highest =
          Arithmetic.ADD.of(Reductions.MAX.of(numbers, null), Expressions.number(index, 1));
      Tensor size = Arithmetic.MUL.of(Reductions.PROD.of(Cast.of(any, index), null), highest);
      Tensor weight =
          weights == null
              ? ToTensor.of(new int[0], DType.INT32, "weights")
              : Expressions.reshape(ToTensor.of(weights, null, "weights"), Expressions.ints(-1));
      return Counting.DENSE_BINCOUNT.call(Attrs.none(), numbers, size, weight);
    }
  }

  /** Counterpart: {@code tf.histogram_fixed_width}. */
  public static Tensor histogramFixedWidth(
      Object values, Object range, int bins, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "histogram_fixed_width"))) {
      Tensor in = ToTensor.of(values, null, "values");
      return Counting.HISTOGRAM_FIXED_WIDTH.call(
          Attrs.none(),
          Expressions.reshape(in, Expressions.ints(-1)),
          ToTensor.beside(in.dtype(), range, "value_range"),
          ToTensor.of(bins, DType.INT32, "nbins"));
    }
  }

  /** In which of the ranges between {@code boundaries} each number lies. */
  public static Tensor bucketize(Object input, List<Float> boundaries, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Bucketize"))) {
      return Counting.BUCKETIZE.call(
          scope.name(), Attrs.of("boundaries", boundaries), ToTensor.of(input, null, "input"));
    }
  }

  /** Counterpart: {@code tf.math.approximate_equal}; newer Python has no name for it. */
  public static Tensor approximateEqual(Object x, Object y, float tolerance, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "ApproximateEqual"))) {
      BinaryOp.Pair pair = BinaryOp.Pair.of(x, y);
      return Comparisons.APPROXIMATE_EQUAL
          .def()
          .call(scope.name(), Attrs.of("tolerance", tolerance), pair.x(), pair.y());
    }
  }

  /** A node of the operation's own name below a scope, as Python has some special functions. */
  public static Tensor within(String scopeName, UnaryOp op, Object x, OpOption... options) {
    return within(scopeName, in -> op.call(in), x, options);
  }

  private static Tensor within(
      String scopeName, Function<Tensor, Tensor> body, Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, scopeName))) {
      return body.apply(ToTensor.of(x, null, "x"));
    }
  }

  /** As {@link #within(String, UnaryOp, Object, OpOption...)}, of two tensors. */
  public static Tensor within(
      String scopeName, BinaryOp op, Object x, Object y, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, scopeName))) {
      BinaryOp.Pair pair = BinaryOp.Pair.of(x, y);
      return op.node(pair.x(), pair.y());
    }
  }

  /** The number whose complementary error function is {@code x}. */
  public static Tensor erfcinv(Object x, OpOption... options) {
    return within(
        "erfcinv",
        in -> {
          Tensor quantile = SpecialOps.NDTRI.call(Expressions.mul(in, 0.5));
          return Expressions.mul(Expressions.neg(quantile), Math.sqrt(0.5));
        },
        x,
        options);
  }

  /** Counterpart: {@code tf.math.polyval}: the coefficients' highest power comes first. */
  public static Tensor polyval(List<?> coefficients, Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "polyval"))) {
      Tensor at = ToTensor.of(x, null, "x");
      if (coefficients.isEmpty()) {
        return Expressions.zerosLike(at);
      }
      Tensor value = ToTensor.beside(at.dtype(), coefficients.get(0), "0_coeff");
      for (int i = 1; i < coefficients.size(); i++) {
        Tensor next = ToTensor.beside(at.dtype(), coefficients.get(i), i + "_coeff");
        value = Expressions.add(next, Expressions.mul(value, at));
      }
      return value;
    }
  }

  /** One number farther towards {@code x2}. Counterpart: {@code tf.math.nextafter}. */
  public static Tensor nextAfter(Object x1, Object x2, OpOption... options) {
    return Arithmetic.NEXT_AFTER.of(x1, x2, options);
  }
}
