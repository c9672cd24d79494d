package org.ckpt4j.variables;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.VariableScopeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Makes the first value of a variable whose shape is known. */
@FunctionalInterface
public interface Initializer extends GetVariableOption, VariableScopeOption {
  /**
   * @param partition which part of a partitioned variable this is, or null
   */
  Tensor initialize(Shape shape, DType dtype, @Nullable PartitionInfo partition);

  /** A value in place of an initializer: a tensor, a Java value, or a supplier of one. */
  static Initializer of(Object value) {
    return new InitialValue(value);
  }
}
