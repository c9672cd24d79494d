package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.ApplyCenteredRmsProp;
import org.ckpt4j.ops.state.ApplyFamily;
import org.ckpt4j.ops.state.ApplyRmsProp;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Variable;

/**
 * Steps by the gradient over the root of its mean square, or with {@code centered(true)} of its
 * variance. Slots: {@code rms}, {@code momentum}, and {@code mg} if centered.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.RMSPropOptimizer}.
 */
public final class RmsPropOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private final boolean centered;
  private List<Tensor> numbers = List.of();

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public RmsPropOptimizer(Object learningRate, OptimizerOption... options) {
    this(
        learningRate,
        HyperParameters.of(
            options, "decay", 0.9, "momentum", 0.0, "epsilon", 1e-10, "centered", false));
  }

  private RmsPropOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("RMSProp"));
    this.learningRate = learningRate;
    this.parameters = parameters;
    this.centered = parameters.flag("centered");
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    for (Variable variable : variables) {
      slotWithInitializer(variable, Initializers.ones(), "rms", getName());
      if (centered) {
        zerosSlot(variable, "mg", getName());
      }
      zerosSlot(variable, "momentum", getName());
    }
  }

  @Override
  protected void prepare() {
    numbers =
        List.of(
            HyperParameters.tensor(learningRate, "learning_rate"),
            parameters.tensor("decay", "decay"),
            parameters.tensor("momentum", "momentum"),
            parameters.tensor("epsilon", "epsilon"));
  }

  private ApplyFamily family() {
    return centered ? ApplyCenteredRmsProp.FAMILY : ApplyRmsProp.FAMILY;
  }

  private List<Variable> slots(Variable variable) {
    List<Variable> slots = new ArrayList<>();
    for (String name : centered ? List.of("mg", "rms", "momentum") : List.of("rms", "momentum")) {
      slots.add(requireSlot(variable, name));
    }
    return slots;
  }

  private Tensor[] rest(Tensor gradient, Tensor... indices) {
    List<Tensor> rest = new ArrayList<>();
    numbers.forEach(number -> rest.add(cast(number, gradient.dtype())));
    rest.add(gradient);
    rest.addAll(Arrays.asList(indices));
    return rest.toArray(Tensor[]::new);
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    return apply(family(), Attrs.none(), variable, slots(variable), rest(gradient));
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    return applyRows(family(), Attrs.none(), variable, slots(variable), rest(gradient, indices));
  }
}
