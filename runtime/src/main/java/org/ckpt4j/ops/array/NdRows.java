package org.ckpt4j.ops.array;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.Shape;

/**
 * The places that index vectors name in a tensor: {@code indices[..., k]} names a slice by its
 * first {@code k} indices.
 *
 * @param starts where each slice begins, in elements
 * @param run how many elements a slice has
 * @param slice the slices' shape
 */
record NdRows(long[] starts, long run, Shape slice) {
  static NdRows of(EagerTensor indices, Shape in, Refusal refusal) {
    Shape shape = indices.shape();
    if (shape.rank() < 1) {
      throw refusal.because("indices are vectors; given a scalar");
    }
    int depth = (int) shape.dim(shape.rank() - 1);
    if (depth > in.rank()) {
      throw refusal.because("index vectors of %d for %s", depth, in);
    }
    long[] flat = ElementArrays.longs(indices);
    long[] own = Dims.strides(in);
    long[] starts = new long[(int) Dims.product(shape, 0, shape.rank() - 1)];
    for (int i = 0; i < starts.length; i++) {
      for (int d = 0; d < depth; d++) {
        long index = flat[i * depth + d];
        if (index < 0 || index >= in.dim(d)) {
          throw refusal.because(
              "index %d of vector %d lies beyond dimension %d of %s", index, i, d, in);
        }
        starts[i] += index * own[d];
      }
    }
    Shape slice = Dims.part(in, depth, in.rank());
    return new NdRows(starts, slice.numElements(), slice);
  }
}
