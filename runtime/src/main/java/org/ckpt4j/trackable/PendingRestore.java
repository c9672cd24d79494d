package org.ckpt4j.trackable;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * A saved object that waits for its live counterpart to become a child.
 *
 * <p>Implemented by {@code train.objectgraph}; stored by {@link Dependencies}.
 */
public interface PendingRestore {
  /** Rises with every restore a program asks for; the highest decides an object's value. */
  long restoreId();

  /** Binds the saved object to {@code object} and restores it and everything below it. */
  void restoreInto(Trackable object);

  /**
   * Type and shape of the saved value, if the saved object is a lone variable value, which can take
   * the place of an initializer; null otherwise.
   */
  @Nullable TensorSpec simpleVariable();

  /**
   * The saved value of a lone variable, read now.
   *
   * @throws IllegalStateException if {@link #simpleVariable} is null
   */
  Tensor value();
}
