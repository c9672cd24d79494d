package org.ckpt4j.variables;

import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.VariableScopeOption;
import org.jspecify.annotations.Nullable;

/**
 * Makes a loss of a variable, collected under {@code GraphKeys.REGULARIZATION_LOSSES}; null for
 * none.
 */
@FunctionalInterface
public interface Regularizer extends GetVariableOption, VariableScopeOption {
  @Nullable Tensor loss(Operand variable);
}
