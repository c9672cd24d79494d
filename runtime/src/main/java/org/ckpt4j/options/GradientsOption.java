package org.ckpt4j.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures {@code tf.gradients}. */
public interface GradientsOption {
  /** {@code grad_ys}: for each target the gradient to begin with, or null for ones. */
  record GradYs(List<? extends @Nullable Object> values) implements GradientsOption {}

  /** {@code stop_gradients}: tensors through which nothing flows. */
  record StopGradients(List<?> tensors) implements GradientsOption {}

  /** {@code colocate_gradients_with_ops}: each gradient is placed with its operation. */
  record Colocate(boolean value) implements GradientsOption {}

  /** {@code gate_gradients}: the gradients of an operation's inputs wait for one another. */
  record Gate(boolean value) implements GradientsOption {}

  /** {@code name} of the scope; {@code gradients} otherwise. */
  record Scoped(String name) implements GradientsOption {}

  static GradientsOption gradYs(List<? extends @Nullable Object> values) {
    return new GradYs(values);
  }

  static GradientsOption stopGradients(List<?> tensors) {
    return new StopGradients(tensors);
  }

  static GradientsOption colocateGradientsWithOps(boolean value) {
    return new Colocate(value);
  }

  static GradientsOption gateGradients(boolean value) {
    return new Gate(value);
  }

  static GradientsOption scoped(String name) {
    return new Scoped(name);
  }
}
