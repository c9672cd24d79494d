package org.ckpt4j.variables;

import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.options.VariableScopeOption;

/** What an optimizer does to a variable's value after it changed it. */
@FunctionalInterface
public interface Constraint extends GetVariableOption, VariableOption, VariableScopeOption {
  Tensor project(Operand variable);
}
