package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.random.RandomNumbers;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Normalization, moments and dropout as programs call them. */
public final class Normalizing {
  private Normalizing() {}

  private static Tensor run(String op, String name, Operand... inputs) {
    return StandardOps.run(op, name, Attrs.none(), List.of(inputs)).output(0);
  }

  private static Tensor kept(String op, String name, Tensor x, Tensor axes) {
    return StandardOps.run(op, name, Attrs.of("keep_dims", true), List.of(x, axes)).output(0);
  }

  /** Mean and variance. */
  public record Moments(Tensor mean, Tensor variance) {}

  /** Counterpart: {@code tf.nn.moments}. */
  public static Moments moments(Object x, long[] axes, boolean keepDims, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "moments"))) {
      Tensor given = ToTensor.of(x, null, "x");
      boolean narrow = given.dtype() == DType.FLOAT16;
      Tensor y = narrow ? Formula.cast(given, DType.FLOAT32) : given;
      Tensor mean = kept("Mean", "mean", y, named("mean/reduction_indices", axes));
      Tensor fixed = IdentityOps.stopGradient(mean, new Named("StopGradient"));
      Tensor squares = run("SquaredDifference", "SquaredDifference", y, fixed);
      Tensor variance =
          kept("Mean", "variance", squares, named("variance/reduction_indices", axes));
      if (!keepDims) {
        mean = squeezed(mean, axes);
        variance = squeezed(variance, axes);
      }
      return narrow
          ? new Moments(Formula.cast(mean, DType.FLOAT16), Formula.cast(variance, DType.FLOAT16))
          : new Moments(mean, variance);
    }
  }

  private static Tensor named(String name, long[] numbers) {
    return ToTensor.of(
        Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray(), DType.INT32, name);
  }

  private static Tensor squeezed(Tensor x, long[] axes) {
    List<Long> dims = Arrays.stream(axes).boxed().toList();
    return StandardOps.run("Squeeze", "Squeeze", Attrs.of("squeeze_dims", dims), List.of(x))
        .output(0);
  }

  /** Counterpart: {@code tf.nn.batch_normalization}. */
  public static Tensor batchNormalization(
      Object x,
      Object mean,
      Object variance,
      @Nullable Object offset,
      @Nullable Object scale,
      double varianceEpsilon,
      OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "batchnorm"))) {
      Tensor in = ToTensor.of(x, null, "x");
      Tensor v = ToTensor.of(variance, null, "variance");
      Tensor m = ToTensor.of(mean, null, "mean");
      Tensor epsilon = ToTensor.of(varianceEpsilon, v.dtype(), "add/y");
      Tensor inverse = run("Rsqrt", "Rsqrt", run("AddV2", "add", v, epsilon));
      if (scale != null) {
        inverse = run("Mul", "mul", inverse, ToTensor.of(scale, inverse.dtype(), "scale"));
      }
      Tensor scaled = run("Mul", "mul", in, Formula.cast(inverse, in.dtype()));
      Tensor shift;
      if (offset == null) {
        shift = run("Mul", "mul", run("Neg", "Neg", m), inverse);
      } else {
        Tensor shifted = run("Mul", "mul", m, inverse);
        shift = run("Sub", "sub", ToTensor.of(offset, m.dtype(), "offset"), shifted);
      }
      return run("AddV2", "add", scaled, Formula.cast(shift, in.dtype()));
    }
  }

  /** The normalized images with the mean and variance of the batch. */
  public record Fused(Tensor y, Tensor mean, Tensor variance) {}

  /** Counterpart: {@code tf.compat.v1.nn.fused_batch_norm}. */
  public static Fused fusedBatchNorm(
      Object x,
      Object scale,
      Object offset,
      @Nullable Object mean,
      @Nullable Object variance,
      double epsilon,
      String dataFormat,
      boolean isTraining,
      OpOption... options) {
    Tensor in = ToTensor.of(x, null, "x");
    List<Operand> inputs = new ArrayList<>();
    inputs.add(in);
    inputs.add(ToTensor.of(scale, DType.FLOAT32, "scale"));
    inputs.add(ToTensor.of(offset, DType.FLOAT32, "offset"));
    inputs.add(ToTensor.of(mean == null ? new float[0] : mean, DType.FLOAT32, "Const"));
    inputs.add(ToTensor.of(variance == null ? new float[0] : variance, DType.FLOAT32, "Const"));
    double least = 1.001e-5; // the least that a GPU's library takes, everywhere
    Node node =
        StandardOps.run(
            "FusedBatchNormV3",
            Named.find(options),
            Attrs.of(
                "epsilon", (float) Math.max(epsilon, least),
                "data_format", dataFormat,
                "is_training", isTraining),
            inputs);
    return new Fused(node.output(0), node.output(1), node.output(2));
  }

  /** Counterpart: {@code tf.math.l2_normalize}. */
  public static Tensor l2Normalize(Object x, long[] axis, double epsilon, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "l2_normalize"))) {
      Tensor in = ToTensor.of(x, null, "x");
      Tensor sum = kept("Sum", "Sum", run("Square", "Square", in), named("Const", axis));
      Tensor least = ToTensor.of(epsilon, in.dtype(), "Maximum/y");
      Tensor inverse = run("Rsqrt", "Rsqrt", run("Maximum", "Maximum", sum, least));
      return run("Mul", scope.name(), in, inverse);
    }
  }

  /** Counterpart: {@code tf.nn.local_response_normalization}. */
  public static Tensor lrn(
      Object input, long depthRadius, double bias, double alpha, double beta, OpOption... options) {
    return StandardOps.run(
            "LRN",
            Named.find(options),
            Attrs.of(
                "depth_radius", depthRadius,
                "bias", (float) bias,
                "alpha", (float) alpha,
                "beta", (float) beta),
            List.of(ToTensor.of(input, null, "input")))
        .output(0);
  }

  /**
   * Counterpart: {@code tf.nn.dropout(x, rate)}; a seed is an option of random numbers.
   *
   * @throws IllegalArgumentException if the rate is not in [0, 1), or {@code x} not floating
   */
  public static Tensor dropout(Object x, double rate, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "dropout"))) {
      if (rate < 0 || rate >= 1) {
        throw new IllegalArgumentException("rate must be in [0, 1), given " + rate);
      }
      Tensor in = ToTensor.of(x, null, "x");
      if (!in.dtype().isFloating()) {
        throw new IllegalArgumentException("x must be floating, to be scaled; it is " + in.dtype());
      }
      if (rate == 0) {
        return in;
      }
      Tensor scale = ToTensor.of(1 / (1 - rate), in.dtype(), "Const");
      Tensor scaled = run("Mul", "Mul", in, scale);
      List<OpOption> random = new ArrayList<>();
      for (OpOption option : options) {
        if (!(option instanceof Named)) {
          random.add(option);
        }
      }
      Tensor shape = run("Shape", "Shape", in);
      random.add(new Typed(in.dtype()));
      Tensor draw = RandomNumbers.uniform(shape, random.toArray(OpOption[]::new));
      Tensor limit = ToTensor.of(rate, in.dtype(), "GreaterEqual/y");
      Tensor keep = run("GreaterEqual", "GreaterEqual", draw, limit);
      Tensor zero = ToTensor.of(0, in.dtype(), "Const_1");
      return run("SelectV2", "SelectV2", keep, scaled, zero);
    }
  }
}
