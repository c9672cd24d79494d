package org.ckpt4j.layers;

import java.util.function.UnaryOperator;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.linalg.MatMul;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Regularizer;
import org.jspecify.annotations.Nullable;

/**
 * {@code activation(inputs · kernel + bias)} along the last dimension. Variables: {@code kernel},
 * {@code bias}. Counterpart: {@code tf.compat.v1.layers.Dense}.
 */
public final class Dense extends Layer {
  private final int units;
  private final LayerArguments arguments;
  private final @Nullable UnaryOperator<Tensor> activation;
  private @Nullable Operand kernel;
  private @Nullable Operand bias;

  public Dense(int units, LayerOption... options) {
    this(
        units,
        new LayerArguments(
            options,
            "activation",
            "use_bias",
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "kernel_constraint",
            "bias_constraint"));
  }

  private Dense(int units, LayerArguments arguments) {
    super(arguments);
    if (units <= 0) {
      throw new IllegalArgumentException("units must be positive, not " + units);
    }
    this.units = units;
    this.arguments = arguments;
    this.activation = arguments.activation();
  }

  public int units() {
    return units;
  }

  public @Nullable UnaryOperator<Tensor> activation() {
    return activation;
  }

  public boolean useBias() {
    return arguments.flag("use_bias", true);
  }

  public @Nullable Regularizer kernelRegularizer() {
    return arguments.regularizer("kernel_regularizer");
  }

  public @Nullable Regularizer biasRegularizer() {
    return arguments.regularizer("bias_regularizer");
  }

  /** The kernel; null before the first call. */
  public @Nullable Operand kernel() {
    return kernel;
  }

  /** The bias; null before the first call, or if there is none. */
  public @Nullable Operand bias() {
    return bias;
  }

  @Override
  protected void build(Shape input) {
    kernel =
        addWeight(
            "kernel",
            Shape.of(requireKnown(input, -1, "Dense"), units),
            arguments.initializer("kernel_initializer"),
            arguments.regularizer("kernel_regularizer"),
            arguments.constraint("kernel_constraint"),
            true);
    if (useBias()) {
      var first = arguments.initializer("bias_initializer");
      bias =
          addWeight(
              "bias",
              Shape.of(units),
              first == null ? Initializers.zeros() : first,
              arguments.regularizer("bias_regularizer"),
              arguments.constraint("bias_constraint"),
              true);
    }
  }

  @Override
  protected Tensor call(Tensor input) {
    int rank = input.shape().rank();
    Operand weights = java.util.Objects.requireNonNull(kernel);
    Tensor product;
    if (rank <= 2) {
      product = MatMul.of(input, weights);
    } else {
      try (NameScope scope = NameScope.enter("Tensordot")) {
        Tensor rows =
            Reshape.of(input, new int[] {-1, (int) requireKnown(input.shape(), -1, "Dense")});
        product = Reshape.of(MatMul.of(rows, weights), outer(input), new Named(scope.name()));
      }
      if (product instanceof SymbolicTensor symbolic) {
        long[] known = input.shape().dims();
        known[rank - 1] = units;
        symbolic.setShape(Shape.of(known));
      }
    }
    if (bias != null) {
      product = biasAdd(product, bias, false);
    }
    return activation == null ? product : activation.apply(product);
  }

  private Object outer(Tensor input) {
    int rank = input.shape().rank();
    long[] dims = input.shape().dims();
    int unknown = 0;
    int[] sizes = new int[rank];
    for (int i = 0; i < rank - 1; i++) {
      sizes[i] = (int) dims[i];
      unknown += dims[i] < 0 ? 1 : 0;
    }
    sizes[rank - 1] = units;
    if (unknown <= 1) {
      return sizes;
    }
    Tensor before = Slice.of(ShapeOp.of(input), java.util.List.of(0L), Shape.of(rank - 1));
    return ConcatV2.of(
        java.util.List.of(before, ToTensor.of(new int[] {units}, DType.INT32, "units")), 0);
  }
}
