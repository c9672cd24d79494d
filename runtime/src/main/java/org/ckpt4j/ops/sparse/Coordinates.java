package org.ckpt4j.ops.sparse;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Where the values of a sparse tensor are: one row of indices for each, and the dense shape. */
@SuppressWarnings("ArrayRecordComponent") // shared, and never changed
record Coordinates(long[] indices, long[] shape, int count) {
  /** Those of inputs of a call; indices beyond the shape are refused. */
  static Coordinates of(KernelCall call, int indicesInput, int valuesInput, int shapeInput) {
    Coordinates found =
        unchecked(call, indicesInput, valuesInput, ElementArrays.longs(call.input(shapeInput)));
    found.requireInside(call);
    return found;
  }

  static Coordinates unchecked(KernelCall call, int indicesInput, int valuesInput, long[] shape) {
    Shape indices = call.input(indicesInput).shape();
    if (indices.rank() != 2 || indices.dim(1) != shape.length) {
      throw call.invalid("indices of shape %s for a tensor of rank %d", indices, shape.length);
    }
    for (long size : shape) {
      if (size < 0) {
        throw call.invalid("the dense shape is %s", Arrays.toString(shape));
      }
    }
    int count = Math.toIntExact(indices.dim(0));
    if (valuesInput >= 0) {
      Shape values = call.input(valuesInput).shape();
      if (values.rank() != 1 || values.dim(0) != count) {
        throw call.invalid("%d rows of indices for values of shape %s", count, values);
      }
    }
    return new Coordinates(ElementArrays.longs(call.input(indicesInput)), shape, count);
  }

  void requireInside(KernelCall call) {
    for (int i = 0; i < indices.length; i++) {
      long size = shape[i % shape.length];
      if (indices[i] < 0 || indices[i] >= size) {
        throw call.invalid(
            "indices %s are beyond the shape %s",
            Arrays.toString(row(i / shape.length)), Arrays.toString(shape));
      }
    }
  }

  int rank() {
    return shape.length;
  }

  long index(int row, int dimension) {
    return indices[row * shape.length + dimension];
  }

  long[] row(int row) {
    return Arrays.copyOfRange(indices, row * shape.length, (row + 1) * shape.length);
  }

  /** The number of the dense tensor's element. */
  int element(int row) {
    long element = 0;
    for (int d = 0; d < shape.length; d++) {
      element = element * shape[d] + index(row, d);
    }
    return Math.toIntExact(element);
  }

  int compare(int row, int other) {
    return Arrays.compare(row(row), row(other));
  }

  /** The rows in the order in which a dense tensor has them; equal ones as they were. */
  int[] order() {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparing(this::row, Arrays::compare))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** These rows only, in this order. */
  Coordinates picked(int[] rows) {
    long[] out = new long[rows.length * shape.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(indices, rows[i] * shape.length, out, i * shape.length, shape.length);
    }
    return new Coordinates(out, shape, rows.length);
  }

  EagerTensor indicesTensor() {
    return ElementArrays.tensor(DType.INT64, Shape.of(count, shape.length), indices);
  }

  EagerTensor shapeTensor() {
    return ElementArrays.tensor(DType.INT64, Shape.of(shape.length), shape);
  }

  Shape denseShape() {
    return Shape.of(shape);
  }
}
