package org.ckpt4j;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.options.OpOption;

/** {@code tf.nn}. */
public final class NnApi {
  NnApi() {}

  public Tensor relu(Object features, OpOption... options) {
    return UnaryOps.RELU.of(features, options);
  }
}
