package org.ckpt4j.options;

import java.util.List;

/** Configures {@code minimize}, {@code computeGradients} and {@code applyGradients}. */
public interface MinimizeOption {
  /** {@code var_list}: the variables to change, instead of all trainable ones. */
  record VarList(List<?> variables) implements MinimizeOption {}

  /** {@code global_step}: a variable that is one greater after the update. */
  record GlobalStep(Object variable) implements MinimizeOption {}

  /** {@code grad_loss}: the gradient of the loss to begin with. */
  record GradLoss(Object value) implements MinimizeOption {}

  /** {@code colocate_gradients_with_ops}. */
  record Colocate(boolean value) implements MinimizeOption {}

  /** {@code gate_gradients}: which gradients wait for which. */
  enum Gate implements MinimizeOption {
    GATE_NONE,
    GATE_OP,
    GATE_GRAPH
  }

  static MinimizeOption varList(List<?> variables) {
    return new VarList(variables);
  }

  static MinimizeOption varList(Object... variables) {
    return new VarList(List.of(variables));
  }

  static MinimizeOption globalStep(Object variable) {
    return new GlobalStep(variable);
  }

  static MinimizeOption gradLoss(Object value) {
    return new GradLoss(value);
  }

  static MinimizeOption colocateGradientsWithOps(boolean value) {
    return new Colocate(value);
  }
}
