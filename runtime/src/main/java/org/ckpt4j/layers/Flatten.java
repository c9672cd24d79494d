package org.ckpt4j.layers;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.Shape;

/** One row for each example. Counterpart: {@code tf.compat.v1.layers.Flatten}. */
public final class Flatten extends Layer {
  public Flatten(LayerOption... options) {
    super(options);
  }

  @Override
  protected Tensor call(Tensor input) {
    Shape shape = input.shape();
    long[] dims = shape.dims();
    long row = 1;
    for (int i = 1; i < dims.length; i++) {
      row = dims[i] < 0 || row < 0 ? -1 : row * dims[i];
    }
    if (row >= 0) {
      return Reshape.of(input, new int[] {(int) dims[0], (int) row});
    }
    if (dims[0] >= 0) {
      return Reshape.of(input, new int[] {(int) dims[0], -1});
    }
    Tensor batch = StridedSlice.at(ShapeOp.of(input), 0);
    return Reshape.of(input, Pack.of(java.util.List.of(batch, -1), 0));
  }
}
