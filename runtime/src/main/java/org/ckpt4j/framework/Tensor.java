package org.ckpt4j.framework;

import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * An operand with one element type and shape: a value, or the promise of one in a graph.
 *
 * <p>Counterpart: {@code tf.Tensor}. Either an {@link EagerTensor} or a graph's symbolic tensor.
 */
public interface Tensor extends Operand {
  @Override
  default Tensor asTensor() {
    return this;
  }

  /** Whether it is a reference to a variable's buffer, as only the old {@code VariableV2} gives. */
  default boolean isReference() {
    return false;
  }

  /** Type and shape of the variable behind a resource handle; null if unknown or no handle. */
  default @Nullable TensorSpec handleSpec() {
    return null;
  }

  /** Which output of {@link #op()} it is. */
  int outputIndex();
}
