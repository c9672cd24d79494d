package org.ckpt4j.ops.math;

import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;

/** {@code Sum}: the sum along some dimensions, a row of {@link Reductions}. */
public final class Sum {
  public static final OpDef DEF = Reductions.SUM.def();

  private Sum() {}

  /** The sum of all elements. Counterpart: {@code tf.reduce_sum}. */
  public static Tensor of(Object input, OpOption... options) {
    return Reductions.SUM.of(input, null, options);
  }
}
