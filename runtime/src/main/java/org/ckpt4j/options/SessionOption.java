package org.ckpt4j.options;

/**
 * What a session may be told. All of it is accepted, as programs bring it along; there is one
 * device and one way to run. Counterpart: {@code tf.compat.v1.ConfigProto}.
 */
public sealed interface SessionOption {
  /** {@code allow_soft_placement}: devices are recorded and never obeyed, so it always holds. */
  record AllowSoftPlacement(boolean value) implements SessionOption {}

  /** {@code log_device_placement}: there is nothing to log. */
  record LogDevicePlacement(boolean value) implements SessionOption {}

  /** {@code intra_op_parallelism_threads}: {@code OMP_NUM_THREADS} decides. */
  record IntraOpThreads(int value) implements SessionOption {}

  /** {@code inter_op_parallelism_threads}: operations of a run follow each other. */
  record InterOpThreads(int value) implements SessionOption {}
}
