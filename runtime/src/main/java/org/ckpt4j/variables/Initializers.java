package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** The usual initializers. Counterpart: {@code tf.compat.v1.zeros_initializer} and its like. */
public final class Initializers {
  private Initializers() {}

  public static Initializer zeros() {
    return (shape, dtype, partition) -> Constants.zeros(shape, dtype);
  }

  public static Initializer ones() {
    return (shape, dtype, partition) -> Constants.ones(shape, dtype);
  }

  /**
   * The same value every time: one number for all elements, or a list of elements in order, of
   * which in a graph the last is repeated.
   *
   * @throws TypeError if it is a tensor or a variable
   */
  public static Initializer constant(Object value) {
    if (value instanceof Operand) {
      throw new TypeError("a constant initializer is made of values, not of " + value);
    }
    return (shape, dtype, partition) -> {
      RawTensor given = Values.of(value, dtype);
      long have = given.shape().numElements();
      long want = shape.numElements();
      if (want > 0 && (have > want || have == 0)) {
        throw new IllegalArgumentException(
            "a constant initializer of %d elements does not fit shape %s".formatted(have, shape));
      }
      if (have != want && have != 1 && Contexts.current().isEager()) {
        throw new TypeError(
            "a constant initializer of %d elements does not fit shape %s; give one, or %d"
                .formatted(have, shape, want));
      }
      return Const.of(EagerTensor.of(repeated(given, shape)), "Const");
    };
  }

  private static RawTensor repeated(RawTensor given, Shape shape) {
    long have = given.shape().numElements();
    if (have == 1) {
      return Fill.filled(shape, given);
    }
    DType dtype = given.dtype();
    if (!dtype.isFixedWidth()) {
      List<org.ckpt4j.tensor.TensorBytes> items = new ArrayList<>(given.elements());
      while (items.size() < shape.numElements()) {
        items.add(items.get(items.size() - 1));
      }
      int want = Math.toIntExact(shape.numElements());
      return RawTensor.ofElements(dtype, shape, items.subList(0, want));
    }
    byte[] bytes = given.bytes().toByteArray();
    int size = Math.toIntExact(Math.multiplyExact(shape.numElements(), dtype.width()));
    byte[] all = java.util.Arrays.copyOf(bytes, size);
    for (int i = bytes.length; i < size; i++) {
      all[i] = all[i - dtype.width()];
    }
    return RawTensor.of(dtype, shape, all);
  }

  /** Evenly between {@code minval} (0) and {@code maxval} (1). Options: seed. */
  public static Initializer randomUniform(OpOption... options) {
    RandomSource source = RandomSource.stateful(options);
    return (shape, dtype, partition) ->
        source.uniform(
            shape, dtype, RandomOption.minval(options, 0.0), RandomOption.maxval(options));
  }

  /** Evenly from {@code minimum} to below {@code maximum}. */
  public static Initializer randomUniform(Number minimum, Number maximum, OpOption... options) {
    RandomSource source = RandomSource.stateful(options);
    return (shape, dtype, partition) -> source.uniform(shape, dtype, minimum, maximum);
  }

  /** Normal numbers. Options: {@code mean} (0), {@code stddev} (1), seed. */
  public static Initializer randomNormal(OpOption... options) {
    RandomSource source = RandomSource.stateful(options);
    Object mean = RandomOption.mean(options, 0.0);
    Object stddev = RandomOption.stddev(options, 1.0);
    return (shape, dtype, partition) -> source.normal(shape, dtype, mean, stddev);
  }

  /** Normal numbers less than two deviations from the mean. Options as {@link #randomNormal}'s. */
  public static Initializer truncatedNormal(OpOption... options) {
    RandomSource source = RandomSource.stateful(options);
    Object mean = RandomOption.mean(options, 0.0);
    Object stddev = RandomOption.stddev(options, 1.0);
    return (shape, dtype, partition) -> source.truncatedNormal(shape, dtype, mean, stddev);
  }

  /** Evenly, the bound such that the scale of a layer's input is kept. */
  public static Initializer uniformUnitScaling(double factor, OpOption... options) {
    RandomSource source = RandomSource.stateful(options);
    return (shape, dtype, partition) -> {
      RandomSource.requireFloating(dtype);
      Shape scaled = partition == null ? shape : partition.fullShape();
      double inputs = 1;
      for (int i = 0; i < scaled.rank() - 1; i++) {
        inputs *= scaled.dim(i);
      }
      double bound = Math.sqrt(3 / Math.max(inputs, 1.0)) * factor;
      return source.uniform(shape, dtype, -bound, bound);
    };
  }

  /**
   * @param mode {@code fan_in}, {@code fan_out} or {@code fan_avg}
   * @param distribution {@code truncated_normal}, {@code untruncated_normal} or {@code uniform}
   */
  public static Initializer varianceScaling(
      double scale, String mode, String distribution, OpOption... options) {
    return new VarianceScaling(scale, mode, distribution, RandomSource.stateful(options));
  }

  /** A matrix with orthogonal rows or columns of length {@code gain}. */
  public static Initializer orthogonal(double gain, OpOption... options) {
    return new Orthogonal(gain, RandomSource.stateful(options));
  }

  /** A matrix with {@code gain} on its diagonal. */
  public static Initializer identity(double gain) {
    return new IdentityMatrix(gain);
  }

  /** Evenly between bounds that keep the variance through a layer. Counterpart: Glorot. */
  public static Initializer glorotUniform(OpOption... options) {
    return varianceScaling(1, "fan_avg", "uniform", options);
  }

  public static Initializer glorotNormal(OpOption... options) {
    return varianceScaling(1, "fan_avg", "truncated_normal", options);
  }

  public static Initializer lecunUniform(OpOption... options) {
    return varianceScaling(1, "fan_in", "uniform", options);
  }

  public static Initializer lecunNormal(OpOption... options) {
    return varianceScaling(1, "fan_in", "truncated_normal", options);
  }

  public static Initializer heUniform(OpOption... options) {
    return varianceScaling(2, "fan_in", "uniform", options);
  }

  public static Initializer heNormal(OpOption... options) {
    return varianceScaling(2, "fan_in", "truncated_normal", options);
  }

  /**
   * What a variable gets that names none: Glorot's for floating types, zeros for others.
   *
   * @throws IllegalArgumentException for types that have no such default
   */
  static Initializer byDefault(String variable, DType dtype) {
    if (dtype.isFloating()) {
      return glorotUniform();
    }
    if (dtype.isInteger() || dtype == DType.BOOL || dtype == DType.STRING) {
      return zeros();
    }
    throw new IllegalArgumentException(
        "variable \"%s\" of %s needs an initializer".formatted(variable, dtype));
  }
}
