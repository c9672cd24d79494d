package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * Puts tensors one after the other along a dimension, by copying bytes: so it works for every type.
 */
final class Joining {
  private Joining() {}

  /**
   * @param extent how much of dimension {@code axis} of the result an input fills
   */
  static EagerTensor along(
      int axis, Shape shape, List<EagerTensor> inputs, ToLongFunction<EagerTensor> extent) {
    DType dtype = inputs.get(0).dtype();
    long outer = 1;
    long inner = 1;
    for (int i = 0; i < shape.rank(); i++) {
      outer *= i < axis ? shape.dim(i) : 1;
      inner *= i > axis ? shape.dim(i) : 1;
    }
    if (!dtype.isFixedWidth()) {
      List<TensorBytes> elements = new ArrayList<>();
      for (long o = 0; o < outer; o++) {
        for (EagerTensor input : inputs) {
          int run = Math.toIntExact(extent.applyAsLong(input) * inner);
          elements.addAll(input.raw().elements().subList((int) o * run, (int) (o + 1) * run));
        }
      }
      return EagerTensor.of(RawTensor.ofElements(dtype, shape, elements));
    }
    long size = Math.multiplyExact(shape.numElements(), dtype.width());
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    for (long o = 0; o < outer; o++) {
      for (EagerTensor input : inputs) {
        int run = Math.toIntExact(extent.applyAsLong(input) * inner * dtype.width());
        out.put(input.raw().bytes().window(o * run, run));
      }
    }
    return EagerTensor.of(RawTensor.of(dtype, shape, TensorBytes.of(out.rewind())));
  }
}
