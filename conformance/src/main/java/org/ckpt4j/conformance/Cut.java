package org.ckpt4j.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** Cuts a part out of a value element by element: slow, and plain enough to be believed. */
final class Cut {
  private Cut() {}

  /** The elements of the part in row-major order, each with its own bytes. */
  static List<ByteBuffer> of(RawTensor whole, TensorSlice slice) {
    Shape full = whole.shape();
    long[] dims = slice.sliceShape(full).dims();
    long count = slice.sliceShape(full).numElements();
    List<ByteBuffer> out = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long rest = i;
      long at = 0;
      long stride = 1;
      for (int d = dims.length - 1; d >= 0; d--) {
        Extent extent = slice.extents().get(d);
        at += (extent.start() + rest % dims[d]) * stride;
        rest /= dims[d];
        stride *= full.dim(d);
      }
      out.add(element(whole, at));
    }
    return out;
  }

  private static ByteBuffer element(RawTensor whole, long at) {
    int width = whole.dtype().width();
    return whole.dtype().isFixedWidth()
        ? whole.bytes().window(at * width, width)
        : ByteBuffer.wrap(whole.elements().get(Math.toIntExact(at)).toByteArray());
  }
}
