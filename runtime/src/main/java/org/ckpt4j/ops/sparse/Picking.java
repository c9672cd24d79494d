package org.ckpt4j.ops.sparse;

import java.nio.ByteBuffer;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Elements of any type, strings too, moved from tensors to a new one by their numbers. */
final class Picking {
  private Picking() {}

  /**
   * @param from for each element of the result the tensor it comes from
   * @param numbers and which element of it
   */
  static EagerTensor pick(List<EagerTensor> tensors, int[] from, int[] numbers, Shape shape) {
    DType dtype = tensors.get(0).dtype();
    if (dtype == DType.STRING) {
      List<byte[][]> all = tensors.stream().map(ElementArrays::strings).toList();
      byte[][] out = new byte[numbers.length][];
      for (int i = 0; i < out.length; i++) {
        out[i] = all.get(from[i])[numbers[i]];
      }
      return ElementArrays.tensor(shape, out);
    }
    int width = dtype.width();
    List<ByteBuffer> all = tensors.stream().map(ElementArrays::bytes).toList();
    ByteBuffer out = ElementArrays.allocate(dtype, numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      out.put(i * width, all.get(from[i]), numbers[i] * width, width);
    }
    return ElementArrays.tensor(dtype, shape, out);
  }

  static EagerTensor pick(EagerTensor tensor, int... numbers) {
    return pick(List.of(tensor), new int[numbers.length], numbers, Shape.of(numbers.length));
  }
}
