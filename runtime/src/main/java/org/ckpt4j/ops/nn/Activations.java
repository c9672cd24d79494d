package org.ckpt4j.ops.nn;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** Activations that are made of several operations, and what one asks of activations. */
public final class Activations {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  private Activations() {}

  /**
   * {@code x}, or {@code alpha * x} below zero. Counterpart: {@code tf.nn.leaky_relu}.
   *
   * @param features floats; whole numbers become float32, as in TensorFlow
   */
  public static Tensor leakyRelu(Object features, double alpha, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "LeakyRelu"))) {
      Tensor x = ToTensor.of(features, null, "features");
      Tensor floats = x.dtype().isInteger() ? Formula.cast(x, DType.FLOAT32) : x;
      Attrs attrs = Attrs.of("alpha", (float) alpha);
      return StandardOps.run("LeakyRelu", scope.name(), attrs, List.of(floats)).output(0);
    }
  }

  /** {@code x * sigmoid(beta * x)}. Counterpart: {@code tf.nn.silu}, {@code tf.nn.swish}. */
  public static Tensor silu(Object features, double beta, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "swish"))) {
      Tensor x = ToTensor.of(features, null, "features");
      Tensor factor = ToTensor.of(beta, x.dtype(), "beta");
      return Formula.mul(x, Formula.op("Sigmoid", Formula.mul(x, factor)));
    }
  }

  /**
   * {@code x} times the chance that a normal number is below it. Counterpart: {@code tf.nn.gelu}.
   *
   * @param features floats
   * @param approximate by a hyperbolic tangent
   * @throws IllegalArgumentException if they are no floats
   */
  public static Tensor gelu(Object features, boolean approximate, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Gelu"))) {
      Tensor x = ToTensor.of(features, null, "features");
      if (!x.dtype().isFloating()) {
        throw new IllegalArgumentException("gelu takes floats, given " + x.dtype());
      }
      Tensor share;
      if (approximate) {
        Tensor cube = Formula.op("Pow", x, constant(x, 3));
        Tensor bent = Formula.mul(constant(x, CUBIC), cube);
        share =
            Formula.op("Tanh", Formula.mul(constant(x, SQRT_TWO_OVER_PI), Formula.add(x, bent)));
      } else {
        share = Formula.op("Erf", Formula.mul(x, constant(x, SQRT_HALF)));
      }
      return Formula.mul(Formula.mul(constant(x, 0.5), x), Formula.add(constant(x, 1), share));
    }
  }

  /** Rectified, and rectified again with the signs turned. Counterpart: {@code tf.nn.crelu}. */
  public static Tensor crelu(Object features, int axis, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "CRelu"))) {
      Tensor x = ToTensor.of(features, null, "features");
      Tensor both = ConcatV2.of(List.of(x, Formula.neg(x)), axis);
      return Formula.op("Relu", both);
    }
  }

  /** The share of elements that are zero, float32. Counterpart: {@code tf.nn.zero_fraction}. */
  public static Tensor zeroFraction(Object value, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "zero_fraction"))) {
      Tensor x = ToTensor.of(value, null, "value");
      Tensor zero = ToTensor.of(0, x.dtype(), "zero");
      Tensor zeros = Formula.cast(Formula.op("Equal", x, zero), DType.FLOAT32);
      Tensor all = Formula.op("Range", constant(0), Formula.op("Rank", zeros), constant(1));
      return Formula.op("Mean", zeros, all);
    }
  }

  private static Tensor constant(Tensor beside, double value) {
    return ToTensor.of(value, beside.dtype(), "Const");
  }

  private static Tensor constant(int value) {
    return ToTensor.of(value, DType.INT32, "Const");
  }
}
