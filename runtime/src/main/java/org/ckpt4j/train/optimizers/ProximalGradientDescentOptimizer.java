package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.ApplyProximalGradientDescent;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;

/**
 * Gradient descent with penalties that pull variables to zero.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.ProximalGradientDescentOptimizer}.
 */
public final class ProximalGradientDescentOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private Tensor rate;
  private Tensor l1;
  private Tensor l2;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public ProximalGradientDescentOptimizer(Object learningRate, OptimizerOption... options) {
    this(
        learningRate,
        HyperParameters.of(
            options, "l1_regularization_strength", 0.0, "l2_regularization_strength", 0.0));
  }

  private ProximalGradientDescentOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("ProximalGradientDescent"));
    this.parameters = parameters;
    this.learningRate = learningRate;
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
        ApplyProximalGradientDescent.FAMILY,
        Attrs.none(),
        variable,
        List.of(),
        cast(rate, dtype),
        cast(l1, dtype),
        cast(l2, dtype),
        gradient);
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = gradient.dtype();
    return applyRows(
        ApplyProximalGradientDescent.FAMILY,
        Attrs.none(),
        variable,
        List.of(),
        cast(rate, dtype),
        cast(l1, dtype),
        cast(l2, dtype),
        gradient,
        indices);
  }
}
