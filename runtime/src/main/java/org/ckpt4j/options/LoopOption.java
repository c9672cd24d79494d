package org.ckpt4j.options;

import java.util.List;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Configures {@code tf.while_loop} and what is built of loops. */
public interface LoopOption {
  /** {@code shape_invariants}: for each loop variable what its shape is in all iterations. */
  record ShapeInvariants(List<? extends @Nullable Shape> shapes) implements LoopOption {}

  /** {@code maximum_iterations}: a number or a scalar tensor. */
  record MaximumIterations(Object value) implements LoopOption {}

  /** {@code parallel_iterations}; how many iterations TensorFlow may run at the same time. */
  record ParallelIterations(int value) implements LoopOption {}

  /** {@code back_prop}: whether gradients go through the loop. */
  record BackProp(boolean value) implements LoopOption {}

  /** {@code swap_memory}: recorded in the graph; there is no other memory here. */
  record SwapMemory(boolean value) implements LoopOption {}

  static LoopOption shapeInvariants(Shape... shapes) {
    return new ShapeInvariants(List.of(shapes));
  }

  static LoopOption maximumIterations(Object value) {
    return new MaximumIterations(value);
  }

  static LoopOption parallelIterations(int value) {
    return new ParallelIterations(value);
  }

  static LoopOption backProp(boolean value) {
    return new BackProp(value);
  }

  static LoopOption swapMemory(boolean value) {
    return new SwapMemory(value);
  }
}
