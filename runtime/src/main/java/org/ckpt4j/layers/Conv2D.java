package org.ckpt4j.layers;

import org.ckpt4j.options.LayerOption;

/** A convolution over two dimensions. Counterpart: {@code tf.compat.v1.layers.Conv2D}. */
public final class Conv2D extends Conv {
  /**
   * @param kernelSize a number, or one for each dimension in a {@code long[]}
   */
  public Conv2D(int filters, Object kernelSize, LayerOption... options) {
    super(2, filters, kernelSize, options);
  }
}
