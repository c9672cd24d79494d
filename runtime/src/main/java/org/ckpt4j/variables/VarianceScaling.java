package org.ckpt4j.variables;

import java.util.Locale;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Random values whose variance is {@code scale} divided by how many numbers go into a unit, come
 * out of it, or the mean of both: Glorot's, He's and LeCun's initializers are cases of it.
 *
 * <p>Counterpart: {@code tf.compat.v1.variance_scaling_initializer} and {@code
 * tf.keras.initializers.VarianceScaling}.
 */
final class VarianceScaling implements Initializer {
  /** The standard deviation of a normal distribution cut off at two deviations. */
  private static final double TRUNCATED_DEVIATION = .87962566103423978;

  private enum Mode {
    FAN_IN,
    FAN_OUT,
    FAN_AVG
  }

  private enum Kind {
    NORMAL,
    TRUNCATED_NORMAL,
    UNTRUNCATED_NORMAL,
    UNIFORM
  }

  private final double scale;
  private final Mode mode;
  private final Kind kind;
  private final RandomSource source;

  /**
   * @param mode {@code fan_in}, {@code fan_out} or {@code fan_avg}
   * @param distribution {@code truncated_normal} (also {@code normal}), {@code untruncated_normal}
   *     or {@code uniform}
   * @throws IllegalArgumentException if a word is none of these, or {@code scale} is not positive
   */
  VarianceScaling(double scale, String mode, String distribution, RandomSource source) {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("the scale must be positive, given " + scale);
    }
    this.scale = scale;
    this.mode = word(Mode.class, "mode", mode);
    this.kind = word(Kind.class, "distribution", distribution.toLowerCase(Locale.ROOT));
    this.source = source;
  }

  private static <E extends Enum<E>> E word(Class<E> kind, String what, String word) {
    for (E value : kind.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
        return value;
      }
    }
    throw new IllegalArgumentException("no %s is called \"%s\"".formatted(what, word));
  }

  @Override
  public Tensor initialize(Shape shape, DType dtype, @Nullable PartitionInfo partition) {
    RandomSource.requireFloating(dtype);
    double[] fans = fans(partition == null ? shape : partition.fullShape());
    double units =
        switch (mode) {
          case FAN_IN -> fans[0];
          case FAN_OUT -> fans[1];
          case FAN_AVG -> (fans[0] + fans[1]) / 2;
        };
    double variance = scale / Math.max(1.0, units);
    return switch (kind) {
      case NORMAL, TRUNCATED_NORMAL ->
          source.truncatedNormal(shape, dtype, 0.0, Math.sqrt(variance) / TRUNCATED_DEVIATION);
      case UNTRUNCATED_NORMAL -> source.normal(shape, dtype, 0.0, Math.sqrt(variance));
      case UNIFORM -> {
        double limit = Math.sqrt(3.0 * variance);
        yield source.uniform(shape, dtype, -limit, limit);
      }
    };
  }

  /** How many numbers go into and come out of one unit; a kernel's window counts for each. */
  private static double[] fans(Shape shape) {
    if (shape.rank() < 1) {
      return new double[] {1, 1};
    }
    if (shape.rank() == 1) {
      return new double[] {shape.dim(0), shape.dim(0)};
    }
    double window = 1;
    for (int i = 0; i < shape.rank() - 2; i++) {
      window *= shape.dim(i);
    }
    return new double[] {
      window * shape.dim(shape.rank() - 2), window * shape.dim(shape.rank() - 1)
    };
  }
}
