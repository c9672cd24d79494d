package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.ApplyAdagrad;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Variable;

/**
 * Smaller steps where gradients were large. Slot: {@code accumulator}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.AdagradOptimizer}.
 */
public final class AdagradOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private Tensor rate;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public AdagradOptimizer(Object learningRate, OptimizerOption... options) {
    this(learningRate, HyperParameters.of(options, "initial_accumulator_value", 0.1));
  }

  private AdagradOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("Adagrad"));
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
      slotWithInitializer(
          variable,
          Initializers.constant(parameters.number("initial_accumulator_value")),
          "accumulator",
          getName());
    }
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "learning_rate");
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    DType dtype = gradient.dtype();
    return apply(
        ApplyAdagrad.FAMILY,
        Attrs.none(),
        variable,
        List.of(requireSlot(variable, "accumulator")),
        cast(rate, dtype),
        gradient);
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = gradient.dtype();
    return applyRows(
        ApplyAdagrad.FAMILY,
        Attrs.none(),
        variable,
        List.of(requireSlot(variable, "accumulator")),
        cast(rate, dtype),
        gradient,
        indices);
  }
}
