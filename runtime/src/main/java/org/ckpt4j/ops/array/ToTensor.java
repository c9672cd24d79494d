package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of whatever a program passes: a tensor, a variable (read now), or a Java value (a
 * constant).
 *
 * <p>Counterpart: {@code tf.convert_to_tensor}.
 */
public final class ToTensor {
  private ToTensor() {}

  /**
   * @param dtype the type it must have, or null
   * @param name the name of the constant, if one is made in a graph
   * @throws IllegalArgumentException if a tensor has another type
   */
  public static Tensor of(Object value, @Nullable DType dtype, String name) {
    if (value instanceof Operand operand) {
      return checked(operand.asTensor(), dtype);
    }
    if (value instanceof List<?> list && list.stream().anyMatch(Operand.class::isInstance)) {
      return checked(Pack.ofItems(list, dtype, name), dtype);
    }
    return Const.of(EagerTensor.of(Values.of(value, dtype)), name);
  }

  /** As {@link #of}, but the type is only wished for: a Java value takes it if it can hold it. */
  public static Tensor beside(DType wish, Object value, String name) {
    if (value instanceof Operand operand) {
      return operand.asTensor();
    }
    if (!(value instanceof List<?> list && list.stream().anyMatch(Operand.class::isInstance))) {
      RawTensor raw = Values.exactly(value, wish);
      if (raw != null) {
        return Const.of(EagerTensor.of(raw), name);
      }
    }
    return of(value, null, name);
  }

  private static Tensor checked(Tensor tensor, @Nullable DType dtype) {
    if (dtype != null && tensor.dtype() != dtype) {
      throw new IllegalArgumentException(
          "a tensor of %s was given where %s is needed; cast it".formatted(tensor.dtype(), dtype));
    }
    return tensor;
  }
}
