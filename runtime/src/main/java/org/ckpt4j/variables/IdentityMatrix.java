package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code gain} on the diagonal, zero elsewhere. Counterpart: {@code
 * tf.compat.v1.initializers.identity}.
 */
record IdentityMatrix(double gain) implements Initializer {
  @Override
  public Tensor initialize(Shape shape, DType dtype, @Nullable PartitionInfo partition) {
    RandomSource.requireFloating(dtype);
    Shape full = partition == null ? shape : partition.fullShape();
    if (full.rank() != 2) {
      throw new IllegalArgumentException(
          "an identity initializer makes matrices, given shape " + full);
    }
    List<Long> offset = partition == null ? List.of(0L, 0L) : partition.offset();
    int columns = (int) shape.dim(1);
    double[] ones = new double[ElementArrays.length(shape)];
    for (int row = 0; row < shape.dim(0); row++) {
      long column = row + offset.get(0) - offset.get(1);
      if (column >= 0 && column < columns) {
        ones[row * columns + (int) column] = 1;
      }
    }
    EagerTensor eye = ElementArrays.tensor(dtype, shape, ones);
    return Arithmetic.MUL.operator(gain, Const.of(eye, "eye"));
  }
}
