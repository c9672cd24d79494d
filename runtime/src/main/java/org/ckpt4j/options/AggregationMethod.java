package org.ckpt4j.options;

/** How several gradients of one tensor are added. Counterpart: {@code tf.AggregationMethod}. */
public enum AggregationMethod implements GradientsOption, MinimizeOption {
  /** One {@code AddN} of all. */
  ADD_N,
  /** {@code AddN} of two at a time. */
  EXPERIMENTAL_TREE,
  /** As {@link #ADD_N}; TensorFlow's way of adding them as they come. */
  EXPERIMENTAL_ACCUMULATE_N
}
