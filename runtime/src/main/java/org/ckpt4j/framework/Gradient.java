package org.ckpt4j.framework;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation hands back in the reverse walk: for each of its inputs the gradient, or null
 * where there is none. Written with operations, so that it works in both modes.
 */
@FunctionalInterface
public interface Gradient {
  List<? extends @Nullable Operand> of(
      GradientCall call, List<? extends @Nullable Operand> outputGradients);
}
