package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.ops.state.ApplyGradientDescent;
import org.ckpt4j.ops.state.ScatterOps;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.variables.Variable;

/**
 * Goes down the gradient; keeps no slots.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.GradientDescentOptimizer}.
 */
public final class GradientDescentOptimizer extends Optimizer {
  private final Object learningRate;
  private Tensor rate;

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public GradientDescentOptimizer(Object learningRate, OptimizerOption... options) {
    this(learningRate, HyperParameters.of(options));
  }

  private GradientDescentOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("GradientDescent"));
    this.learningRate = learningRate;
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "learning_rate");
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    return apply(
        ApplyGradientDescent.FAMILY,
        Attrs.none(),
        variable,
        List.of(),
        cast(rate, gradient.dtype()),
        gradient);
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    return applySparseDuplicateIndices(gradient, indices, variable);
  }

  // Rows that occur twice are changed twice: the sum is the same.
  @Override
  protected Node applySparseDuplicateIndices(Tensor gradient, Tensor indices, Variable variable) {
    Tensor step = cast(rate, gradient.dtype());
    if (variable.isResource()) {
      Tensor delta = Arithmetic.MUL.operator(UnaryOps.NEG.of(gradient), step);
      return ScatterOps.add(null, variable.handle(), indices, delta);
    }
    Tensor delta = Arithmetic.MUL.operator(gradient, step);
    return ScatterOps.sub(null, variable.handle(), indices, delta);
  }
}
