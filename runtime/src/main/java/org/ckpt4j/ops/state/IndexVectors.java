package org.ckpt4j.ops.state;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.Shape;

/** Index vectors of a tensor's elements or slices, resolved to where these begin. */
final class IndexVectors {
  private IndexVectors() {}

  /**
   * @param indices of shape {@code [..., depth]}
   * @throws InvalidArgumentError if a vector is longer than the shape, or leads out of it
   */
  static int[] offsets(String op, Shape shape, EagerTensor indices) {
    if (indices.shape().rank() == 0) {
      throw new InvalidArgumentError(op + ": indices must have a rank of at least 1");
    }
    int depth = (int) indices.shape().dim(indices.shape().rank() - 1);
    if (depth > shape.rank()) {
      throw new InvalidArgumentError(
          "%s: index vectors of length %d for a variable of shape %s".formatted(op, depth, shape));
    }
    long[] all = ElementArrays.longs(indices);
    int vectors =
        (int) StateShapes.part(indices.shape(), 0, indices.shape().rank() - 1).numElements();
    int[] strides = new int[shape.rank() + 1];
    strides[shape.rank()] = 1;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      strides[i] = (int) (strides[i + 1] * shape.dim(i));
    }
    int[] offsets = new int[vectors];
    for (int v = 0; v < vectors; v++) {
      int at = 0;
      for (int d = 0; d < depth; d++) {
        long index = all[v * depth + d];
        if (index < 0 || index >= shape.dim(d)) {
          throw new InvalidArgumentError(
              "%s: index %d lies outside dimension %d of a variable of shape %s"
                  .formatted(op, index, d, shape));
        }
        at += (int) index * strides[d + 1];
      }
      offsets[v] = at;
    }
    return offsets;
  }
}
