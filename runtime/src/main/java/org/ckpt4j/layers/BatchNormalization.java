package org.ckpt4j.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ckpt4j.control.Cond;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.MovingAverages;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Inputs less their mean, over their deviation: those of the batch in training, moving averages of
 * them otherwise. Variables: {@code gamma}, {@code beta}, {@code moving_mean}, {@code
 * moving_variance}; the averages are moved by the graph's {@code UPDATE_OPS}.
 *
 * <p>Counterpart: {@code tf.compat.v1.layers.BatchNormalization}, without renormalization.
 */
public final class BatchNormalization extends Layer {
  private final LayerArguments arguments;
  private final double momentum;
  private final double epsilon;
  private int axis;
  private boolean fused;
  private @Nullable Operand gamma;
  private @Nullable Operand beta;
  private Variable movingMean;
  private Variable movingVariance;

  public BatchNormalization(LayerOption... options) {
    this(
        new LayerArguments(
            options,
            "axis",
            "momentum",
            "epsilon",
            "center",
            "scale",
            "beta_initializer",
            "gamma_initializer",
            "moving_mean_initializer",
            "moving_variance_initializer",
            "beta_regularizer",
            "gamma_regularizer",
            "beta_constraint",
            "gamma_constraint",
            "fused"));
  }

  private BatchNormalization(LayerArguments arguments) {
    super(arguments);
    this.arguments = arguments;
    this.momentum = arguments.number("momentum", 0.99);
    this.epsilon = arguments.number("epsilon", 1e-3);
  }

  @Override
  protected void build(Shape input) {
    int rank = input.rank();
    axis = Math.floorMod((int) arguments.number("axis", -1), rank);
    boolean possible = (rank == 4 || rank == 5) && (axis == 1 || axis == rank - 1);
    fused = arguments.flag("fused", possible) && possible;
    Shape size = Shape.of(requireKnown(input, axis, "BatchNormalization"));
    gamma = arguments.flag("scale", true) ? weight("gamma", size, Initializers.ones()) : null;
    beta = arguments.flag("center", true) ? weight("beta", size, Initializers.zeros()) : null;
    movingMean = moving("moving_mean", size, Initializers.zeros());
    movingVariance = moving("moving_variance", size, Initializers.ones());
  }

  private Operand weight(String weight, Shape size, Initializer otherwise) {
    Initializer first = arguments.initializer(weight + "_initializer");
    return addWeight(
        weight,
        size,
        first == null ? otherwise : first,
        arguments.regularizer(weight + "_regularizer"),
        arguments.constraint(weight + "_constraint"),
        true);
  }

  private Variable moving(String weight, Shape size, Initializer otherwise) {
    Initializer first = arguments.initializer(weight + "_initializer");
    return (Variable) addNonTrainableWeight(weight, size, first == null ? otherwise : first);
  }

  /** Output, and the mean and variance that the averages move toward. */
  private record Normalized(Tensor output, Tensor mean, Tensor variance) {}

  @Override
  protected Tensor call(Tensor input) {
    Object training = arguments.find("training");
    if (training instanceof Operand unknown) {
      return fused ? decidedLater(input, unknown.asTensor()) : plainLater(input, unknown);
    }
    if (!Boolean.TRUE.equals(training)) {
      return normalize(input, false).output();
    }
    Normalized normalized = normalize(input, true);
    update(normalized.mean(), normalized.variance(), (float) momentum);
    return normalized.output();
  }

  private Tensor decidedLater(Tensor input, Tensor training) {
    List<Tensor> results =
        Cond.ofLists(
            training, () -> list(normalize(input, true)), () -> list(normalize(input, false)));
    Tensor stays =
        Cond.of(
            training,
            () -> ToTensor.of((float) momentum, DType.FLOAT32, "Const"),
            () -> ToTensor.of(1f, DType.FLOAT32, "Const"));
    update(results.get(1), results.get(2), stays);
    return results.get(0);
  }

  // Only the moments differ; their updates run where it trains.
  private Tensor plainLater(Tensor input, Operand training) {
    Normalized now = moments(input);
    Tensor mean = Cond.of(training, () -> now.mean(), () -> movingMean.asTensor());
    Tensor variance = Cond.of(training, () -> now.variance(), () -> movingVariance.asTensor());
    updateWhen(training, movingMean, mean);
    updateWhen(training, movingVariance, variance);
    return scaled(input, mean, variance);
  }

  private void updateWhen(Operand training, Variable average, Tensor value) {
    Tensor updated =
        Cond.of(
            training,
            () -> MovingAverages.assign(average, value, (float) momentum, false, null).asTensor(),
            average::asTensor);
    if (!Contexts.current().isEager() && trainable()) {
      addUpdate(updated.op());
    }
  }

  private static List<Tensor> list(Normalized normalized) {
    return List.of(
        IdentityOps.identity(normalized.output()),
        IdentityOps.identity(normalized.mean()),
        IdentityOps.identity(normalized.variance()));
  }

  private void update(Tensor mean, Tensor variance, Object stays) {
    Operand first = MovingAverages.assign(movingMean, mean, stays, false, null);
    Operand second = MovingAverages.assign(movingVariance, variance, stays, false, null);
    if (!Contexts.current().isEager() && trainable()) {
      addUpdate(first.op());
      addUpdate(second.op());
    }
  }

  private Normalized normalize(Tensor input, boolean training) {
    return fused ? fused(input, training) : plain(input, training);
  }

  private Tensor scale(DType dtype) {
    long size = movingMean.shape().dim(0);
    return gamma != null
        ? gamma.asTensor()
        : org.ckpt4j.ops.array.Constants.ones(Shape.of(size), dtype);
  }

  private Tensor offset(DType dtype) {
    long size = movingMean.shape().dim(0);
    return beta != null
        ? beta.asTensor()
        : org.ckpt4j.ops.array.Constants.zeros(Shape.of(size), dtype);
  }

  private Normalized fused(Tensor input, boolean training) {
    DType dtype = movingMean.dtype();
    Tensor none = ToTensor.of(new float[0], DType.FLOAT32, "Const");
    var node =
        StandardOps.run(
            "FusedBatchNormV3",
            null,
            Attrs.of(
                "epsilon",
                (float) epsilon,
                "data_format",
                format(input.shape().rank()),
                "is_training",
                training),
            List.of(
                input,
                scale(dtype),
                offset(dtype),
                training ? none : movingMean.asTensor(),
                training ? none : movingVariance.asTensor()));
    return training
        ? new Normalized(node.output(0), node.output(1), node.output(2))
        : new Normalized(node.output(0), movingMean.asTensor(), movingVariance.asTensor());
  }

  private String format(int rank) {
    if (rank == 5) {
      return axis == 1 ? "NCDHW" : "NDHWC";
    }
    return axis == 1 ? "NCHW" : "NHWC";
  }

  private Normalized plain(Tensor input, boolean training) {
    Normalized used =
        training
            ? moments(input)
            : new Normalized(input, movingMean.asTensor(), movingVariance.asTensor());
    Tensor output = scaled(input, used.mean(), used.variance());
    return new Normalized(output, used.mean(), used.variance());
  }

  /** Mean and variance of the input, which stays as it is. */
  private Normalized moments(Tensor input) {
    int[] axes = IntStream.range(0, input.shape().rank()).filter(i -> i != axis).toArray();
    try (NameScope scope = NameScope.enter("moments")) {
      Tensor kept = mean(input, axes, "mean");
      Tensor square =
          StandardOps.call("SquaredDifference", input, StandardOps.call("StopGradient", kept));
      Tensor variance = mean(square, axes, "variance");
      return new Normalized(input, squeezed(kept, axes), squeezed(variance, axes));
    }
  }

  private static Tensor squeezed(Tensor values, int[] axes) {
    List<Long> dims = IntStream.of(axes).asLongStream().boxed().toList();
    return StandardOps.run("Squeeze", null, Attrs.of("squeeze_dims", dims), List.of(values))
        .output(0);
  }

  private Tensor scaled(Tensor input, Tensor givenMean, Tensor givenVariance) {
    Tensor scale = gamma == null ? null : wide(gamma.asTensor(), input);
    Tensor offset = beta == null ? null : wide(beta.asTensor(), input);
    Tensor mean = wide(givenMean, input);
    Tensor variance = wide(givenVariance, input);
    try (NameScope scope = NameScope.enter("batchnorm")) {
      Tensor inverse =
          StandardOps.call(
              "Rsqrt",
              Arithmetic.ADD.operator(variance, ToTensor.of(epsilon, variance.dtype(), "add/y")));
      if (scale != null) {
        inverse = Arithmetic.MUL.operator(inverse, scale);
      }
      Tensor scaled = Arithmetic.MUL.operator(input, Cast.of(inverse, input.dtype()));
      Tensor shift = Arithmetic.MUL.operator(mean, inverse);
      Tensor rest =
          offset == null ? StandardOps.call("Neg", shift) : Arithmetic.SUB.operator(offset, shift);
      return Arithmetic.ADD.operator(scaled, rest);
    }
  }

  private static Tensor mean(Tensor values, int[] axes, String name) {
    return StandardOps.run(
            "Mean",
            name,
            Attrs.of("keep_dims", true),
            List.of(values, ToTensor.of(axes, DType.INT32, name + "/reduction_indices")))
        .output(0);
  }

  private Tensor wide(Tensor values, Tensor input) {
    int rank = input.shape().rank();
    if (axis == rank - 1) {
      return values;
    }
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    sizes[axis] = -1;
    return Reshape.of(values, sizes);
  }

  /** Its variables in the order in which they were made. */
  public List<Variable> averages() {
    return new ArrayList<>(List.of(movingMean, movingVariance));
  }
}
