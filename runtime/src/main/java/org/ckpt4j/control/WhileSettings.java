package org.ckpt4j.control;

import org.ckpt4j.graph.SymbolicTensor;
import org.jspecify.annotations.Nullable;

/**
 * How a loop is run.
 *
 * @param maximumIterations after how many iterations it ends at the latest; null: never
 * @param backProp whether gradients go through it
 */
public record WhileSettings(
    @Nullable SymbolicTensor maximumIterations,
    long parallelIterations,
    boolean backProp,
    boolean swapMemory) {
  public WhileSettings {
    if (parallelIterations <= 0) {
      throw new IllegalArgumentException(
          "parallelIterations must be positive, not " + parallelIterations);
    }
  }
}
