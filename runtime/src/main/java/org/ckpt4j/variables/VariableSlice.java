package org.ckpt4j.variables;

import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A part of a variable as Python's brackets name it: a tensor when it is read, and the one place
 * where that part alone is assigned.
 *
 * <p>Counterpart: {@code v[1:3]} of a {@code tf.Variable}.
 */
public final class VariableSlice implements Operand {
  private final Variable variable;
  private final StridedSlice.Brackets at;
  private final String name;
  private final Tensor value;

  VariableSlice(Variable variable, Object... items) {
    this.variable = variable;
    try (NameScope scope = NameScope.enter("strided_slice")) {
      this.at = StridedSlice.brackets(items);
      this.name = scope.name();
      this.value = at.of(name, variable);
    }
  }

  /**
   * Replaces this part of the variable; the value is widened to it if need be.
   *
   * @return the variable after the change
   */
  public Variable assign(Object newValue) {
    return variable.assignSlice(name + "_assign", at, newValue);
  }

  @Override
  public Tensor asTensor() {
    return value;
  }

  @Override
  public Node op() {
    return value.op();
  }

  @Override
  public DType dtype() {
    return value.dtype();
  }

  @Override
  public Shape shape() {
    return value.shape();
  }

  @Override
  public String name() {
    return value.name();
  }
}
