package org.ckpt4j.variables;

import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;

/**
 * The initializers of TensorFlow 2, and those that Keras's numbers come from: with a seed they give
 * the same values at every call, whatever the program's own seed is.
 *
 * <p>Options: {@code seed}, and the distribution's parameters.
 */
public final class InitializersV2 {
  private InitializersV2() {}

  public static Initializer zeros() {
    return Initializers.zeros();
  }

  public static Initializer ones() {
    return Initializers.ones();
  }

  /**
   * The same value every time: one number for all elements, or all elements.
   *
   * @throws org.ckpt4j.errors.TypeError when it is called for a shape the value does not fit
   */
  public static Initializer constant(Object value) {
    return (shape, dtype, partition) -> Constants.of(value, dtype, shape);
  }

  /** From {@code minval} (-0.05) to below {@code maxval} (0.05). */
  public static Initializer randomUniform(OpOption... options) {
    RandomSource source = RandomSource.repeatable(options);
    Object low = RandomOption.minval(options, -0.05);
    Object given = RandomOption.maxval(options);
    Object high = given == null ? (Object) 0.05 : given;
    return (shape, dtype, partition) -> source.uniform(shape, dtype, low, high);
  }

  /** Normal numbers around {@code mean} (0) with deviation {@code stddev} (0.05). */
  public static Initializer randomNormal(OpOption... options) {
    RandomSource source = RandomSource.repeatable(options);
    Object mean = RandomOption.mean(options, 0.0);
    Object stddev = RandomOption.stddev(options, 0.05);
    return (shape, dtype, partition) -> source.normal(shape, dtype, mean, stddev);
  }

  /** The same, none of them two deviations from the mean or more. */
  public static Initializer truncatedNormal(OpOption... options) {
    RandomSource source = RandomSource.repeatable(options);
    Object mean = RandomOption.mean(options, 0.0);
    Object stddev = RandomOption.stddev(options, 0.05);
    return (shape, dtype, partition) -> source.truncatedNormal(shape, dtype, mean, stddev);
  }

  /**
   * @param mode {@code fan_in}, {@code fan_out} or {@code fan_avg}
   * @param distribution {@code truncated_normal}, {@code untruncated_normal} or {@code uniform}
   */
  public static Initializer varianceScaling(
      double scale, String mode, String distribution, OpOption... options) {
    return new VarianceScaling(scale, mode, distribution, RandomSource.repeatable(options));
  }

  /** A matrix with orthogonal rows or columns of length {@code gain}. */
  public static Initializer orthogonal(double gain, OpOption... options) {
    return new Orthogonal(gain, RandomSource.repeatable(options));
  }

  /** A matrix with {@code gain} on its diagonal. */
  public static Initializer identity(double gain) {
    return new IdentityMatrix(gain);
  }

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
}
