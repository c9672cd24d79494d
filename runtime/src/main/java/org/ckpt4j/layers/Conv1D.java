package org.ckpt4j.layers;

import org.ckpt4j.options.LayerOption;

/** A convolution over one dimension. Counterpart: {@code tf.compat.v1.layers.Conv1D}. */
public final class Conv1D extends Conv {
  /**
   * @param kernelSize a number, or one for each dimension in a {@code long[]}
   */
  public Conv1D(int filters, Object kernelSize, LayerOption... options) {
    super(1, filters, kernelSize, options);
  }
}
