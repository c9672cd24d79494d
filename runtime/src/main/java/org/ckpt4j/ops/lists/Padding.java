package org.ckpt4j.ops.lists;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/** Makes tensors equally large by filling up at the end of each dimension. */
public final class Padding {
  private Padding() {}

  /** The least shape that all fit into: {@code shape}, with its unknown sizes found. */
  public static Shape largest(Shape shape, List<EagerTensor> tensors) {
    long[] dims = shape.dims();
    for (EagerTensor tensor : tensors) {
      if (tensor.shape().rank() != dims.length) {
        throw new InvalidArgumentError(
            "a tensor of shape %s is not filled up to %s".formatted(tensor.shape(), shape));
      }
      for (int i = 0; i < dims.length; i++) {
        if (shape.dim(i) < 0) {
          dims[i] = Math.max(dims[i], tensor.shape().dim(i));
        } else if (tensor.shape().dim(i) > shape.dim(i)) {
          throw new InvalidArgumentError(
              "a tensor of shape %s is larger than %s".formatted(tensor.shape(), shape));
        }
      }
    }
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.max(0, dims[i]);
    }
    return Shape.of(dims);
  }

  /**
   * @param value what it is filled with, a scalar; null for zeros and empty strings
   */
  public static EagerTensor padded(EagerTensor tensor, Shape shape, @Nullable EagerTensor value) {
    if (tensor.shape().equals(shape)) {
      return tensor;
    }
    int count = ElementArrays.length(shape);
    long[] at = new long[shape.rank()];
    if (tensor.dtype() == DType.STRING) {
      TensorBytes filler =
          value == null ? TensorBytes.of(new byte[0]) : value.raw().elements().get(0);
      List<TensorBytes> out = new ArrayList<>(Collections.nCopies(count, filler));
      List<TensorBytes> in = tensor.raw().elements();
      for (int i = 0; i < in.size(); i++) {
        out.set(place(at, shape), in.get(i));
        advance(at, tensor.shape());
      }
      return EagerTensor.of(RawTensor.ofElements(DType.STRING, shape, out));
    }
    int width = tensor.dtype().width();
    ByteBuffer out = ElementArrays.allocate(tensor.dtype(), count);
    if (value != null) {
      ByteBuffer filler = ElementArrays.bytes(value);
      for (int i = 0; i < count; i++) {
        out.put(i * width, filler, 0, width);
      }
    }
    ByteBuffer in = ElementArrays.bytes(tensor);
    for (int i = 0; i < in.capacity() / width; i++) {
      out.put(place(at, shape) * width, in, i * width, width);
      advance(at, tensor.shape());
    }
    return ElementArrays.tensor(tensor.dtype(), shape, out);
  }

  private static int place(long[] at, Shape shape) {
    long place = 0;
    for (int i = 0; i < at.length; i++) {
      place = place * shape.dim(i) + at[i];
    }
    return (int) place;
  }

  private static void advance(long[] at, Shape within) {
    for (int i = at.length - 1; i >= 0; i--) {
      if (++at[i] < within.dim(i)) {
        return;
      }
      at[i] = 0;
    }
  }
}
