package org.ckpt4j.variables;

import java.util.function.Supplier;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A first value given in place of an initializer: a tensor, a Java value, or a {@link Supplier} of
 * one, which is asked when the variable is made. It brings its own shape.
 */
public record InitialValue(Object value) implements Initializer {
  @Override
  public Tensor initialize(Shape shape, DType dtype, @Nullable PartitionInfo partition) {
    Tensor made =
        ToTensor.of(value instanceof Supplier<?> s ? s.get() : value, dtype, "initial_value");
    if (!made.shape().isCompatibleWith(shape)) {
      throw new IllegalArgumentException(
          "an initial value of shape %s was given for shape %s".formatted(made.shape(), shape));
    }
    return made;
  }
}
