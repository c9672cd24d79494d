package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.ApplyMomentum;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;

/**
 * Follows the gathered gradients instead of the last one. Slot: {@code momentum}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.MomentumOptimizer}.
 */
public final class MomentumOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private final Object momentum;
  private Tensor rate;
  private Tensor kept;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   * @param momentum how much of the gathered gradients stays at each step
   */
  public MomentumOptimizer(Object learningRate, Object momentum, OptimizerOption... options) {
    this(learningRate, momentum, HyperParameters.of(options, "use_nesterov", false));
  }

  private MomentumOptimizer(Object learningRate, Object momentum, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("Momentum"));
    this.parameters = parameters;
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    for (Variable variable : variables) {
      zerosSlot(variable, "momentum", getName());
    }
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "learning_rate");
    kept = HyperParameters.tensor(momentum, "momentum");
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    DType dtype = gradient.dtype();
    return apply(
        ApplyMomentum.FAMILY,
        Attrs.of("use_nesterov", parameters.flag("use_nesterov")),
        variable,
        List.of(requireSlot(variable, "momentum")),
        cast(rate, dtype),
        gradient,
        cast(kept, dtype));
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = gradient.dtype();
    return applyRows(
        ApplyMomentum.FAMILY,
        Attrs.of("use_nesterov", parameters.flag("use_nesterov")),
        variable,
        List.of(requireSlot(variable, "momentum")),
        cast(rate, dtype),
        gradient,
        indices,
        cast(kept, dtype));
  }
}
