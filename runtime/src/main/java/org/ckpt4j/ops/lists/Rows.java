package org.ckpt4j.ops.lists;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * The parts of a tensor along its first dimension, and tensors made of such parts, by copying
 * bytes: so it works for every type with elements.
 */
public final class Rows {
  private Rows() {}

  /** The shape of one row: without the first dimension. */
  public static Shape rowShape(Shape shape) {
    long[] dims = shape.dims();
    return Shape.of(java.util.Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** The shape of {@code count} rows. */
  public static Shape ofRows(long count, Shape row) {
    long[] dims = new long[row.rank() + 1];
    dims[0] = count;
    System.arraycopy(row.dims(), 0, dims, 1, row.rank());
    return Shape.of(dims);
  }

  /** Row {@code index}, with one dimension less. */
  public static EagerTensor row(EagerTensor tensor, long index) {
    return part(tensor, index, 1, rowShape(tensor.shape()));
  }

  /** Rows {@code from} to {@code from + count}. */
  public static EagerTensor range(EagerTensor tensor, long from, long count) {
    return part(tensor, from, count, ofRows(count, rowShape(tensor.shape())));
  }

  private static EagerTensor part(EagerTensor tensor, long from, long count, Shape shape) {
    if (from < 0 || count < 0 || from > tensor.shape().dim(0) - count) {
      throw new InvalidArgumentError(
          "there are no rows %d to %d in a tensor of shape %s"
              .formatted(from, from + count, tensor.shape()));
    }
    checkElements(tensor);
    long elements = rowShape(tensor.shape()).numElements();
    if (!tensor.dtype().isFixedWidth()) {
      int start = Math.toIntExact(from * elements);
      int end = Math.toIntExact((from + count) * elements);
      return EagerTensor.of(
          RawTensor.ofElements(tensor.dtype(), shape, tensor.raw().elements().subList(start, end)));
    }
    long width = elements * tensor.dtype().width();
    ByteBuffer out = ElementArrays.allocate(tensor.dtype(), count * elements);
    out.put(ElementArrays.bytes(tensor).slice((int) (from * width), (int) (count * width)));
    return ElementArrays.tensor(tensor.dtype(), shape, out);
  }

  /** Tensors of one shape side by side. */
  public static EagerTensor stack(DType dtype, Shape row, List<EagerTensor> rows) {
    return joined(dtype, ofRows(rows.size(), row), rows);
  }

  /** The elements of tensors one after the other, as a tensor of this shape. */
  public static EagerTensor joined(DType dtype, Shape shape, List<EagerTensor> parts) {
    parts.forEach(Rows::checkElements);
    if (!dtype.isFixedWidth()) {
      List<TensorBytes> all = new ArrayList<>();
      parts.forEach(part -> all.addAll(part.raw().elements()));
      return EagerTensor.of(RawTensor.ofElements(dtype, shape, all));
    }
    ByteBuffer out = ElementArrays.allocate(dtype, shape.numElements());
    for (EagerTensor part : parts) {
      out.put(ElementArrays.bytes(part));
    }
    if (out.hasRemaining()) {
      throw new InvalidArgumentError("too few elements for a tensor of shape " + shape);
    }
    return ElementArrays.tensor(dtype, shape, out);
  }

  /** Zeros, or empty strings. */
  public static EagerTensor zeros(DType dtype, Shape shape) {
    if (dtype == DType.STRING) {
      int count = ElementArrays.length(shape);
      return EagerTensor.of(
          RawTensor.ofElements(
              dtype, shape, Collections.nCopies(count, TensorBytes.of(new byte[0]))));
    }
    if (!dtype.isFixedWidth()) {
      throw new UnimplementedError("there is no zero of type " + dtype);
    }
    return ElementArrays.tensor(dtype, shape, ElementArrays.allocate(dtype, shape.numElements()));
  }

  private static void checkElements(EagerTensor tensor) {
    if (!tensor.holdsElements()) {
      throw new UnimplementedError(
          "values of type %s have no elements to be joined or taken apart"
              .formatted(tensor.dtype()));
    }
  }
}
