package org.ckpt4j.layers;

import org.ckpt4j.control.Cond;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.random.RandomSeeds;
import org.ckpt4j.ops.random.RandomUniform;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * In training, sets a share of its inputs to zero and scales up the others. Counterpart: {@code
 * tf.compat.v1.layers.Dropout}.
 */
public final class Dropout extends Layer {
  private final double rate;
  private final LayerArguments arguments;

  /** Drops half. */
  public Dropout(LayerOption... options) {
    this(0.5, options);
  }

  /**
   * @param rate the share that is dropped, from 0 to below 1
   */
  public Dropout(double rate, LayerOption... options) {
    this(rate, new LayerArguments(options, "noise_shape", "seed"));
  }

  private Dropout(double rate, LayerArguments arguments) {
    super(arguments);
    if (rate < 0 || rate >= 1) {
      throw new IllegalArgumentException("rate must be from 0 to below 1, not " + rate);
    }
    this.rate = rate;
    this.arguments = arguments;
  }

  @Override
  protected Tensor call(Tensor input) {
    Object training = arguments.find("training");
    if (training instanceof Operand decided) {
      return Cond.of(decided, () -> drop(input), () -> IdentityOps.identity(input));
    }
    return Boolean.TRUE.equals(training) ? drop(input) : IdentityOps.identity(input);
  }

  private Tensor drop(Tensor input) {
    if (rate == 0) {
      return IdentityOps.identity(input);
    }
    DType dtype = input.dtype();
    try (NameScope scope = NameScope.enter("dropout")) {
      Tensor scaled = Arithmetic.MUL.of(input, ToTensor.of(1 / (1 - rate), dtype, "Const"));
      Object noise = arguments.find("noise_shape");
      Tensor shape =
          noise == null ? ShapeOp.of(scaled) : ToTensor.of(noise, DType.INT32, "noise_shape");
      Tensor random = uniform(shape, dtype);
      Tensor kept =
          Arithmetic.GREATER_EQUAL.operator(random, ToTensor.of(rate, dtype, "GreaterEqual/y"));
      return StandardOps.call("SelectV2", kept, scaled, ToTensor.of(0, dtype, "Const_1"));
    }
  }

  private Tensor uniform(Tensor shape, DType dtype) {
    @Nullable Object seed = arguments.find("seed");
    try (NameScope scope = NameScope.enter("random_uniform")) {
      return RandomUniform.of(
          org.ckpt4j.framework.Contexts.current().isEager() ? null : "RandomUniform",
          shape,
          dtype,
          RandomSeeds.of(seed == null ? null : ((Number) seed).longValue()));
    }
  }
}
