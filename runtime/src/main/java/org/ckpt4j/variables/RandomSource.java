package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.random.RandomNumbers;
import org.ckpt4j.ops.random.StatelessNumbers;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Where an initializer's random numbers come from: operations with streams of their own, as in
 * TensorFlow 1, or, of TensorFlow 2's with a seed, operations that give the same numbers every
 * time.
 */
record RandomSource(@Nullable Long seed, boolean stateless) {
  /** TensorFlow 1's: a stream for each call. */
  static RandomSource stateful(OpOption... options) {
    return new RandomSource(RandomOption.seed(options), false);
  }

  /** TensorFlow 2's: with a seed every call gives the same numbers. */
  static RandomSource repeatable(OpOption... options) {
    return new RandomSource(RandomOption.seed(options), true);
  }

  Tensor normal(Shape shape, DType dtype, Object mean, Object stddev) {
    requireFloating(dtype);
    return stateless && seed != null
        ? StatelessNumbers.normal(shape, pair(seed), parameters(dtype, mean, stddev))
        : RandomNumbers.normal(shape, seeded(parameters(dtype, mean, stddev)));
  }

  Tensor truncatedNormal(Shape shape, DType dtype, Object mean, Object stddev) {
    requireFloating(dtype);
    return stateless && seed != null
        ? StatelessNumbers.truncatedNormal(shape, pair(seed), parameters(dtype, mean, stddev))
        : RandomNumbers.truncatedNormal(shape, seeded(parameters(dtype, mean, stddev)));
  }

  /**
   * @param maxval null is 1, of floating types
   */
  Tensor uniform(Shape shape, DType dtype, Object minval, @Nullable Object maxval) {
    List<OpOption> options = new ArrayList<>();
    options.add(new Typed(dtype));
    options.add(new RandomOption.Minval(minval));
    if (maxval != null) {
      options.add(new RandomOption.Maxval(maxval));
    }
    OpOption[] all = options.toArray(OpOption[]::new);
    return stateless && seed != null
        ? StatelessNumbers.uniform(shape, pair(seed), all)
        : RandomNumbers.uniform(shape, seeded(all));
  }

  private static long[] pair(long seed) {
    return new long[] {seed, 0};
  }

  private static OpOption[] parameters(DType dtype, Object mean, Object stddev) {
    return new OpOption[] {
      new Typed(dtype), new RandomOption.Mean(mean), new RandomOption.Stddev(stddev)
    };
  }

  private OpOption[] seeded(OpOption[] options) {
    if (seed == null) {
      return options;
    }
    OpOption[] more = java.util.Arrays.copyOf(options, options.length + 1);
    more[options.length] = new RandomOption.Seed(seed);
    return more;
  }

  static void requireFloating(DType dtype) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException(
          "this initializer makes values of floating types, not of " + dtype);
    }
  }
}
