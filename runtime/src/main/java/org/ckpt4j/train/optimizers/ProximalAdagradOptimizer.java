package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.ApplyProximalAdagrad;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;

/**
 * Adagrad with penalties that pull variables to zero. Slot: {@code accumulator}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.ProximalAdagradOptimizer}.
 */
public final class ProximalAdagradOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private Tensor rate;
  private Tensor l1;
  private Tensor l2;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public ProximalAdagradOptimizer(Object learningRate, OptimizerOption... options) {
    this(
        learningRate,
        HyperParameters.of(
            options,
            "initial_accumulator_value",
            0.1,
            "l1_regularization_strength",
            0.0,
            "l2_regularization_strength",
            0.0));
  }

  private ProximalAdagradOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("ProximalAdagrad"));
    if (parameters.number("initial_accumulator_value") <= 0) {
      throw new IllegalArgumentException(
          "initial_accumulator_value must be positive, not "
              + parameters.number("initial_accumulator_value"));
    }
    this.parameters = parameters;
    this.learningRate = learningRate;
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    for (Variable variable : variables) {
      Tensor first = placedConstant(parameters.number("initial_accumulator_value"), variable);
      slotWithValue(variable, first, "accumulator", getName());
    }
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "learning_rate");
    l1 = parameters.tensor("l1_regularization_strength", "l1_regularization_strength");
    l2 = parameters.tensor("l2_regularization_strength", "l2_regularization_strength");
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    DType dtype = gradient.dtype();
    return apply(
        ApplyProximalAdagrad.FAMILY,
        Attrs.none(),
        variable,
        List.of(requireSlot(variable, "accumulator")),
        cast(rate, dtype),
        cast(l1, dtype),
        cast(l2, dtype),
        gradient);
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = gradient.dtype();
    return applyRows(
        ApplyProximalAdagrad.FAMILY,
        Attrs.none(),
        variable,
        List.of(requireSlot(variable, "accumulator")),
        cast(rate, dtype),
        cast(l1, dtype),
        cast(l2, dtype),
        gradient,
        indices);
  }
}
