package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.state.ApplyAdagradDA;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;

/**
 * Dual averaging: the variable is computed anew from the sums of gradients and of their squares.
 * Slots: {@code gradient_accumulator}, {@code gradient_squared_accumulator}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.AdagradDAOptimizer}.
 */
public final class AdagradDaOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private final Variable globalStep;
  private Tensor rate;
  private Tensor step;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   * @param globalStep the variable that counts steps
   */
  public AdagradDaOptimizer(Object learningRate, Variable globalStep, OptimizerOption... options) {
    this(
        learningRate,
        globalStep,
        HyperParameters.of(
            options,
            "initial_gradient_squared_accumulator_value",
            0.1,
            "l1_regularization_strength",
            0.0,
            "l2_regularization_strength",
            0.0));
  }

  private AdagradDaOptimizer(Object learningRate, Variable globalStep, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("AdagradDA"));
    if (parameters.number("initial_gradient_squared_accumulator_value") <= 0) {
      throw new IllegalArgumentException(
          "initial_gradient_squared_accumulator_value must be positive, not "
              + parameters.number("initial_gradient_squared_accumulator_value"));
    }
    this.parameters = parameters;
    this.learningRate = learningRate;
    this.globalStep = globalStep;
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    for (Variable variable : variables) {
      Tensor sum = placedConstant(0, variable);
      Tensor squares =
          placedConstant(parameters.number("initial_gradient_squared_accumulator_value"), variable);
      slotWithValue(variable, sum, "gradient_accumulator", getName());
      slotWithValue(variable, squares, "gradient_squared_accumulator", getName());
    }
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "learning_rate");
    step = Arithmetic.ADD.operator(IdentityOps.identity(globalStep), 1);
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    DType dtype = gradient.dtype();
    return apply(
        ApplyAdagradDA.FAMILY,
        Attrs.none(),
        variable,
        List.of(
            requireSlot(variable, "gradient_accumulator"),
            requireSlot(variable, "gradient_squared_accumulator")),
        gradient,
        cast(rate, dtype),
        number("l1_regularization_strength", dtype),
        number("l2_regularization_strength", dtype),
        cast(IdentityOps.identity(step), DType.INT64));
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = gradient.dtype();
    return applyRows(
        ApplyAdagradDA.FAMILY,
        Attrs.none(),
        variable,
        List.of(
            requireSlot(variable, "gradient_accumulator"),
            requireSlot(variable, "gradient_squared_accumulator")),
        gradient,
        indices,
        cast(rate, dtype),
        number("l1_regularization_strength", dtype),
        number("l2_regularization_strength", dtype),
        cast(IdentityOps.identity(step), DType.INT64));
  }

  private Tensor number(String keyword, DType dtype) {
    return ToTensor.of(parameters.number(keyword), dtype, "Cast/x");
  }
}
