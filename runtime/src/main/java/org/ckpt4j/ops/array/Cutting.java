package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * Takes boxes out of tensors by copying bytes: so it works for every type, and for negative
 * strides.
 */
final class Cutting {
  private Cutting() {}

  /**
   * @param from the first element, by dimension
   * @param strides the step, by dimension; not zero
   * @param box the size of the result, of the same rank as the input
   */
  static EagerTensor cut(EagerTensor input, long[] from, long[] strides, Shape box) {
    DType dtype = input.dtype();
    int rank = box.rank();
    long[] step = new long[rank];
    long elements = 1;
    for (int i = rank - 1; i >= 0; i--) {
      step[i] = elements;
      elements *= input.shape().dim(i);
    }
    long count = box.numElements();
    long[] at = new long[rank];
    List<TensorBytes> strings = new ArrayList<>();
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(count * dtype.width())).order(ByteOrder.LITTLE_ENDIAN);
    // Rows that lie together are copied at once.
    boolean rows = rank > 0 && strides[rank - 1] == 1 && dtype.isFixedWidth();
    long run = rows ? box.dim(rank - 1) : 1;
    for (long done = 0; done < count; done += run) {
      long offset = 0;
      for (int i = 0; i < rank; i++) {
        offset += (from[i] + at[i] * strides[i]) * step[i];
      }
      if (dtype.isFixedWidth()) {
        int width = dtype.width();
        out.put(input.raw().bytes().window(offset * width, Math.toIntExact(run * width)));
      } else {
        strings.add(input.raw().elements().get(Math.toIntExact(offset)));
      }
      advance(at, box, rows ? rank - 2 : rank - 1);
    }
    return EagerTensor.of(
        dtype.isFixedWidth()
            ? RawTensor.of(dtype, box, TensorBytes.of(out.rewind()))
            : RawTensor.ofElements(dtype, box, strings));
  }

  private static void advance(long[] at, Shape box, int from) {
    for (int i = from; i >= 0; i--) {
      if (++at[i] < box.dim(i)) {
        return;
      }
      at[i] = 0;
    }
  }
}
