package org.ckpt4j.variables;

import java.util.function.Supplier;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;

/** Checks of first values given in place of initializers. */
final class InitialValues {
  private InitialValues() {}

  /**
   * @throws IllegalArgumentException if the value is of another type; a supplier is not asked
   */
  static void checkType(String variable, Object value, DType dtype) {
    if (value instanceof Supplier<?>) {
      return;
    }
    DType found =
        value instanceof Operand operand
            ? operand.dtype()
            : ToTensor.of(value, null, "Const").dtype();
    if (found != dtype) {
      throw new IllegalArgumentException(
          "variable \"%s\": the initial value is %s, the type asked for is %s"
              .formatted(variable, found, dtype));
    }
  }
}
