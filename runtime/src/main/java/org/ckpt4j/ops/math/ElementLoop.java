package org.ckpt4j.ops.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on a handful of elements without ND4J: a step counter is not worth loading natives
 * for.
 *
 * <p>Computing in {@code double} and rounding once gives the same float, half and bfloat16 as
 * computing in the type itself, for sums, differences, products and quotients.
 */
final class ElementLoop {
  private static final int MAX_ELEMENTS = 64;

  private ElementLoop() {}

  static boolean serves(DType dtype, Shape shape) {
    return shape.numElements() <= MAX_ELEMENTS && (dtype.isFloating() || dtype.isInteger());
  }

  /** Null if the shapes differ or this is no row of plain arithmetic. */
  static @Nullable EagerTensor compute(
      Arithmetic row, EagerTensor x, EagerTensor y, Shape shape, boolean comparison) {
    DType dtype = x.dtype();
    if (comparison
        || !x.shape().equals(y.shape())
        || Arithmetic.ofDoubles(row, 1, 1) == null
        || (dtype.isInteger() && Arithmetic.ofLongs(row, 1, 1) == null)) {
      return null;
    }
    int n = (int) shape.numElements();
    ByteBuffer a = x.raw().bytes().window(0, n * dtype.width());
    ByteBuffer b = y.raw().bytes().window(0, n * dtype.width());
    ByteBuffer out = ByteBuffer.allocate(n * dtype.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      if (dtype.isFloating()) {
        Double z =
            Arithmetic.ofDoubles(
                row, Elements.getDouble(a, dtype, i), Elements.getDouble(b, dtype, i));
        Elements.putDouble(out, dtype, i, z);
      } else {
        Long z =
            Arithmetic.ofLongs(row, Elements.getLong(a, dtype, i), Elements.getLong(b, dtype, i));
        Elements.putLong(out, dtype, i, z);
      }
    }
    return EagerTensor.of(RawTensor.of(dtype, shape, TensorBytes.of(out)));
  }
}
