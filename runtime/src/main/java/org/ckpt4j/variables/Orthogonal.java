package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Rows or columns of length {@code gain} at right angles to each other: the orthogonal factor of a
 * random normal matrix, its signs those that make the factor unique.
 *
 * <p>Counterpart: {@code tf.compat.v1.orthogonal_initializer}, {@code
 * tf.keras.initializers.Orthogonal}.
 */
final class Orthogonal implements Initializer {
  private final double gain;
  private final RandomSource source;

  Orthogonal(double gain, RandomSource source) {
    this.gain = gain;
    this.source = source;
  }

  @Override
  public Tensor initialize(Shape shape, DType dtype, @Nullable PartitionInfo partition) {
    RandomSource.requireFloating(dtype);
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          "an orthogonal initializer needs two dimensions or more, given shape " + shape);
    }
    long columns = shape.dim(shape.rank() - 1);
    long rows = 1;
    for (int i = 0; i < shape.rank() - 1; i++) {
      rows *= shape.dim(i);
    }
    Shape flat = Shape.of(Math.max(rows, columns), Math.min(rows, columns));
    Tensor random = source.normal(flat, dtype, 0.0, 1.0);
    Node factors = op("Qr").run(null, Attrs.of("full_matrices", false), List.of(random));
    Tensor diagonal = op("DiagPart").call(Attrs.none(), factors.output(1));
    Tensor signs = op("Sign").call(Attrs.none(), diagonal);
    Tensor q = Arithmetic.MUL.operator(factors.output(0), signs);
    if (rows < columns) {
      q = op("Transpose").call(Attrs.none(), q, permutation(1, 0));
    }
    return Arithmetic.MUL.operator(gain, Reshape.of(q, shape.dims()));
  }

  private static Operand permutation(int... dimensions) {
    return EagerTensor.of(org.ckpt4j.ops.array.Values.of(dimensions, DType.INT32));
  }

  private static OpDef op(String name) {
    return StandardOps.registry()
        .find(name)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "orthogonal initializers need operation %s, which is not supported yet"
                        .formatted(name)));
  }
}
