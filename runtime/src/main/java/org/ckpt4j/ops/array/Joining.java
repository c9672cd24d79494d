package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.Shape;

/** Tensors one after the other along a dimension, and the way back: parts of one. */
final class Joining {
  private Joining() {}

  /**
   * @param shape the result's; along {@code axis} it is as long as the inputs together
   * @param extents how much of that dimension each input fills
   */
  static EagerTensor along(int axis, Shape shape, List<EagerTensor> inputs, long[] extents) {
    long outer = Dims.product(shape, 0, axis);
    long inner = Dims.product(shape, axis + 1, shape.rank());
    long row = shape.dim(axis) * inner;
    Assembly whole = new Assembly(inputs.get(0).dtype(), shape);
    long at = 0;
    for (int i = 0; i < extents.length; i++) {
      long run = extents[i] * inner;
      whole
          .from(inputs.get(i))
          .box(new long[] {outer, run}, 0, new long[] {run, 1}, at, new long[] {row, 1});
      at += run;
    }
    return whole.tensor();
  }

  /**
   * @param first where the part begins along {@code axis}
   * @param extent how long it is there
   * @param shape the part's shape, with or without that dimension
   */
  static EagerTensor part(EagerTensor whole, int axis, long first, long extent, Shape shape) {
    long outer = Dims.product(whole.shape(), 0, axis);
    long inner = Dims.product(whole.shape(), axis + 1, whole.shape().rank());
    long row = whole.shape().dim(axis) * inner;
    long run = extent * inner;
    return new Assembly(whole.dtype(), shape)
        .from(whole)
        .box(new long[] {outer, run}, first * inner, new long[] {row, 1}, 0, new long[] {run, 1})
        .tensor();
  }
}
