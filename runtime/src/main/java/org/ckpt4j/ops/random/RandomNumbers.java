package org.ckpt4j.ops.random;

import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Tensors of random numbers, whose streams follow from the seeds that the program set.
 *
 * <p>Options: {@code seed}, {@code dtype}, {@code name}, and the distribution's parameters.
 */
public final class RandomNumbers {
  private RandomNumbers() {}

  /** Counterpart: {@code tf.random.normal}. */
  public static Tensor normal(Object shape, OpOption... options) {
    return normal(SeededDraw.STANDARD_NORMAL, "random_normal", shape, options);
  }

  /** Counterpart: {@code tf.random.truncated_normal}. */
  public static Tensor truncatedNormal(Object shape, OpOption... options) {
    return normal(SeededDraw.TRUNCATED_NORMAL, "truncated_normal", shape, options);
  }

  private static Tensor normal(OpDef def, String name, Object shape, OpOption[] options) {
    DType dtype = Typed.among(options, DType.FLOAT32);
    try (NameScope scope = NameScope.enter(Named.among(options, name))) {
      Tensor dims = shape(shape);
      Tensor mean = ToTensor.of(RandomOption.mean(options, 0.0), dtype, "mean");
      Tensor deviation = ToTensor.of(RandomOption.stddev(options, 1.0), dtype, "stddev");
      RandomSeeds.Pair seeds = RandomSeeds.of(RandomOption.seed(options));
      Tensor drawn = SeededDraw.call(def, null, dims, dtype, seeds);
      Tensor scaled = Arithmetic.MUL.operator(drawn, deviation);
      return Arithmetic.ADD.def().call(scope.name(), Attrs.none(), scaled, mean);
    }
  }

  /**
   * Numbers from {@code minval} (0) to below {@code maxval} (1; integers need one).
   *
   * <p>Counterpart: {@code tf.random.uniform}.
   *
   * @throws IllegalArgumentException for types that have no such numbers, and for integers without
   *     {@code maxval}
   */
  public static Tensor uniform(Object shape, OpOption... options) {
    DType dtype = Typed.among(options, DType.FLOAT32);
    boolean whole = dtype == DType.INT32 || dtype == DType.INT64;
    checkUniform(dtype, whole);
    Object low = RandomOption.minval(options, 0);
    @Nullable Object high = bound(RandomOption.maxval(options), dtype, whole);
    try (NameScope scope = NameScope.enter(Named.among(options, "random_uniform"))) {
      Tensor dims = shape(shape);
      boolean fromZero = low.equals(0);
      boolean toOne = high.equals(1);
      if (fromZero && toOne && !whole) {
        return RandomUniform.of(null, dims, dtype, RandomSeeds.of(RandomOption.seed(options)));
      }
      Tensor minimum = ToTensor.of(low, dtype, "min");
      Tensor maximum = ToTensor.of(high, dtype, "max");
      RandomSeeds.Pair seeds = RandomSeeds.of(RandomOption.seed(options));
      if (whole) {
        return RandomUniform.ofIntegers(NodeNames.of(scope), dims, minimum, maximum, seeds);
      }
      Tensor unit = RandomUniform.of(null, dims, dtype, seeds);
      if (fromZero) {
        return Arithmetic.MUL.of(unit, maximum);
      }
      Tensor width = Arithmetic.SUB.operator(maximum, minimum);
      Tensor scaled = Arithmetic.MUL.operator(unit, width);
      return Arithmetic.ADD.def().call(scope.name(), Attrs.none(), scaled, minimum);
    }
  }

  private static void checkUniform(DType dtype, boolean whole) {
    boolean floating =
        dtype == DType.FLOAT16
            || dtype == DType.BFLOAT16
            || dtype == DType.FLOAT32
            || dtype == DType.FLOAT64;
    if (!whole && !floating) {
      throw new IllegalArgumentException(
          "uniform random numbers are floating or int32 or int64, not " + dtype);
    }
  }

  private static Object bound(@Nullable Object high, DType dtype, boolean whole) {
    if (high == null && whole) {
      throw new IllegalArgumentException(
          "random integers of %s need a bound; pass maxval(n)".formatted(dtype));
    }
    return high == null ? (Object) 1 : high;
  }

  /** Counterpart: {@code tf.random.poisson}. */
  public static Tensor poisson(Object shape, Object rate, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "random_poisson"))) {
      Tensor dims = ToTensor.of(plain(shape), DType.INT32, "shape");
      RandomSeeds.Pair seeds = RandomSeeds.of(RandomOption.seed(options));
      Attrs attrs =
          Attrs.of(
              "seed",
              seeds.seed(),
              "seed2",
              seeds.seed2(),
              "dtype",
              Typed.among(options, DType.FLOAT32));
      return RandomPoisson.DEF.call(null, attrs, dims, ToTensor.of(rate, null, "rate"));
    }
  }

  /** Numbers of gamma distributions with scale 1. Counterpart: {@code tf.random.gamma}. */
  public static Tensor gamma(Object shape, Object alpha, OpOption... options) {
    DType dtype = Typed.among(options, DType.FLOAT32);
    try (NameScope scope = NameScope.enter(Named.among(options, "random_gamma"))) {
      Tensor dims = ToTensor.of(plain(shape), DType.INT32, "shape");
      Tensor alphas = ToTensor.of(alpha, dtype, "alpha");
      RandomSeeds.Pair seeds = RandomSeeds.of(RandomOption.seed(options));
      Attrs attrs = Attrs.of("seed", seeds.seed(), "seed2", seeds.seed2());
      Tensor drawn = RandomGamma.DEF.call(null, attrs, dims, alphas);
      Object least = dtype == DType.FLOAT64 ? Double.MIN_NORMAL : (Object) Float.MIN_NORMAL;
      return Arithmetic.MAXIMUM.of(
          ToTensor.of(dtype == DType.FLOAT16 ? 6.104e-5 : least, dtype, "Maximum/x"), drawn);
    }
  }

  /** Counterpart: {@code shape_util.shape_tensor}: sizes are int32 unless given as a tensor. */
  static Tensor shape(Object shape) {
    return ToTensor.beside(DType.INT32, plain(shape), "shape");
  }

  private static Object plain(Object shape) {
    return shape instanceof Shape sizes ? sizes.dims() : shape;
  }
}
