package org.ckpt4j.ops.nn;

import java.nio.ByteBuffer;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.Shape;

/** Where the channels are: kernels compute with channels last, and move others there and back. */
final class Layouts {
  private Layouts() {}

  /** Whether a data format has its channels right after the batch: {@code NCHW}, {@code NCDHW}. */
  static boolean channelsFirst(String dataFormat) {
    return dataFormat.startsWith("NC");
  }

  /** The dimension that holds the channels of a tensor of this rank. */
  static int channel(boolean channelsFirst, int rank) {
    return channelsFirst ? 1 : rank - 1;
  }

  /** The first of the dimensions that windows slide along. */
  static int spatial(boolean channelsFirst) {
    return channelsFirst ? 2 : 1;
  }

  static EagerTensor toLast(EagerTensor tensor, boolean channelsFirst) {
    if (!channelsFirst || tensor.shape().rank() < 3) {
      return tensor;
    }
    long[] dims = tensor.shape().dims();
    long[] moved = dims.clone();
    System.arraycopy(dims, 2, moved, 1, dims.length - 2);
    moved[dims.length - 1] = dims[1];
    return swapped(tensor, (int) dims[1], rest(dims, 2, dims.length), Shape.of(moved));
  }

  static EagerTensor fromLast(EagerTensor tensor, boolean channelsFirst) {
    if (!channelsFirst || tensor.shape().rank() < 3) {
      return tensor;
    }
    long[] dims = tensor.shape().dims();
    int last = dims.length - 1;
    long[] moved = dims.clone();
    System.arraycopy(dims, 1, moved, 2, dims.length - 2);
    moved[1] = dims[last];
    return swapped(tensor, rest(dims, 1, last), (int) dims[last], Shape.of(moved));
  }

  private static int rest(long[] dims, int from, int to) {
    long n = 1;
    for (int i = from; i < to; i++) {
      n *= dims[i];
    }
    return Math.toIntExact(n);
  }

  /** For each image, {@code rows} times {@code columns} elements become their transpose. */
  private static EagerTensor swapped(EagerTensor tensor, int rows, int columns, Shape shape) {
    int width = tensor.dtype().width();
    int n = ElementArrays.length(tensor);
    ByteBuffer from = ElementArrays.bytes(tensor);
    ByteBuffer to = ElementArrays.allocate(tensor.dtype(), n);
    int image = rows * columns;
    for (int start = 0; start < n; start += image) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          to.put((start + c * rows + r) * width, from, (start + r * columns + c) * width, width);
        }
      }
    }
    return ElementArrays.tensor(tensor.dtype(), shape, to);
  }
}
