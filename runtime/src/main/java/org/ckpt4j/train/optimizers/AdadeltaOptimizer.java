package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.ApplyAdadelta;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;

/**
 * Steps in proportion to the steps before. Slots: {@code accum}, {@code accum_update}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.AdadeltaOptimizer}.
 */
public final class AdadeltaOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private Tensor rate;
  private Tensor rho;
  private Tensor epsilon;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public AdadeltaOptimizer(Object learningRate, OptimizerOption... options) {
    this(learningRate, HyperParameters.of(options, "rho", 0.95, "epsilon", 1e-8));
  }

  private AdadeltaOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("Adadelta"));
    this.parameters = parameters;
    this.learningRate = learningRate;
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    for (Variable variable : variables) {
      zerosSlot(variable, "accum", getName());
      zerosSlot(variable, "accum_update", getName());
    }
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "lr");
    rho = parameters.tensor("rho", "rho");
    epsilon = parameters.tensor("epsilon", "epsilon");
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    DType dtype = gradient.dtype();
    return apply(
        ApplyAdadelta.FAMILY,
        Attrs.none(),
        variable,
        List.of(requireSlot(variable, "accum"), requireSlot(variable, "accum_update")),
        cast(rate, dtype),
        cast(rho, dtype),
        cast(epsilon, dtype),
        gradient);
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = gradient.dtype();
    return applyRows(
        ApplyAdadelta.FAMILY,
        Attrs.none(),
        variable,
        List.of(requireSlot(variable, "accum"), requireSlot(variable, "accum_update")),
        cast(rate, dtype),
        cast(rho, dtype),
        cast(epsilon, dtype),
        gradient,
        indices);
  }
}
