package org.ckpt4j.layers;

import org.ckpt4j.options.LayerOption;

/** A convolution over three dimensions. Counterpart: {@code tf.compat.v1.layers.Conv3D}. */
public final class Conv3D extends Conv {
  /**
   * @param kernelSize a number, or one for each dimension in a {@code long[]}
   */
  public Conv3D(int filters, Object kernelSize, LayerOption... options) {
    super(3, filters, kernelSize, options);
  }
}
