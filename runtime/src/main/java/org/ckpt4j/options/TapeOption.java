package org.ckpt4j.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures a {@code GradientTape}. */
public interface TapeOption {
  /** {@code persistent}: gradients may be asked for more than once. */
  record Persistent(boolean value) implements TapeOption {}

  /** {@code watch_accessed_variables}: trainable variables are watched when they are read. */
  record WatchAccessedVariables(boolean value) implements TapeOption {}

  /** Configures one call of {@code gradient}. */
  interface OfGradient {}

  /** {@code output_gradients}: for each target the gradient to begin with, or null for ones. */
  record OutputGradients(List<? extends @Nullable Object> values) implements OfGradient {}

  static TapeOption persistent(boolean value) {
    return new Persistent(value);
  }

  static TapeOption watchAccessedVariables(boolean value) {
    return new WatchAccessedVariables(value);
  }

  static OfGradient outputGradients(List<? extends @Nullable Object> values) {
    return new OutputGradients(values);
  }
}
