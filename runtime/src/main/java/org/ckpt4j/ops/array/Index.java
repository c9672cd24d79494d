package org.ckpt4j.ops.array;

import org.jspecify.annotations.Nullable;

/**
 * One item between Python's brackets that is no plain index: {@code a:b:c}, {@code tf.newaxis},
 * {@code ...}.
 */
public sealed interface Index {
  /** A new dimension of size 1. */
  Index NEW_AXIS = new NewAxis();

  /** All dimensions that no other item speaks of. */
  Index ELLIPSIS = new Ellipsis();

  /** From begin to end (excluded) with a step; null: from the start, to the end, step 1. */
  record Span(@Nullable Object begin, @Nullable Object end, @Nullable Object step)
      implements Index {}

  /** See {@link #NEW_AXIS}. */
  record NewAxis() implements Index {}

  /** See {@link #ELLIPSIS}. */
  record Ellipsis() implements Index {}
}
