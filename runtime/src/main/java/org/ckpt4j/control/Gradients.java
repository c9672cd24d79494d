package org.ckpt4j.control;

import java.util.List;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.options.GradientsOption;
import org.jspecify.annotations.Nullable;

/** Gradients in a graph. Counterpart: {@code tf.gradients}. */
public final class Gradients {
  private Gradients() {}

  /**
   * The gradient of the sum of {@code ys} with respect to each of {@code xs}; null where none leads
   * there.
   *
   * @param ys a tensor or variable, or a list of them
   * @param xs a tensor or variable, or a list of them
   * @throws IllegalStateException if the program is eager
   * @throws org.ckpt4j.errors.LookupError if an operation between has no gradient
   */
  public static List<@Nullable Operand> of(Object ys, Object xs, GradientsOption... options) {
    throw new UnsupportedOperationException("gradients are not supported yet");
  }
}
