package org.ckpt4j.losses;

import org.ckpt4j.options.LossOption;

/** What becomes of the weighted losses. Counterpart: {@code tf.compat.v1.losses.Reduction}. */
public enum Reduction implements LossOption {
  /** They stay. */
  NONE,
  /** Their sum. */
  SUM,
  /** Their sum over how many there are. */
  SUM_OVER_BATCH_SIZE,
  /** Their sum over the sum of the weights. */
  MEAN,
  /** Their sum over how many have a weight that is not zero. */
  SUM_BY_NONZERO_WEIGHTS,
  /** The older name of {@link #SUM_BY_NONZERO_WEIGHTS}. */
  SUM_OVER_NONZERO_WEIGHTS
}
