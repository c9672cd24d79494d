package org.ckpt4j.framework;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The object of a VARIANT that has a sum and a zero, element by element: what gradients ask of it.
 */
public interface VariantArithmetic {
  /**
   * @throws org.ckpt4j.errors.InvalidArgumentError if the other is of another kind or size
   */
  VariantArithmetic plus(Object other, BinaryOperator<EagerTensor> add);

  VariantArithmetic zeros(UnaryOperator<EagerTensor> zerosLike);
}
