package org.ckpt4j.ops.linalg;

import java.util.Arrays;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** A tensor as a batch of matrices, to be read and made matrix by matrix. */
final class MatBatch {
  private final DType dtype;
  private final Shape shape;
  private final int rows;
  private final int cols;
  private final double[] parts;

  private MatBatch(DType dtype, Shape shape, double[] parts) {
    this.dtype = dtype;
    this.shape = shape;
    this.rows = Math.toIntExact(shape.dim(shape.rank() - 2));
    this.cols = Math.toIntExact(shape.dim(shape.rank() - 1));
    this.parts = parts;
  }

  static MatBatch of(KernelCall call, int input) {
    EagerTensor tensor = call.input(input);
    if (tensor.shape().rank() < 2) {
      throw call.invalid("matrices are needed, given shape %s", tensor.shape());
    }
    double[] parts =
        tensor.dtype().isComplex() ? ElementArrays.complex(tensor) : ElementArrays.doubles(tensor);
    return new MatBatch(tensor.dtype(), tensor.shape(), parts);
  }

  static MatBatch square(KernelCall call, int input) {
    MatBatch batch = of(call, input);
    if (batch.rows != batch.cols) {
      throw call.invalid("square matrices are needed, given shape %s", batch.shape);
    }
    return batch;
  }

  /** A batch like this one to be filled, with matrices of another size. */
  MatBatch sized(Shape outer, long newRows, long newCols) {
    long[] dims = Arrays.copyOf(outer.dims(), outer.rank() + 2);
    dims[outer.rank()] = newRows;
    dims[outer.rank() + 1] = newCols;
    Shape wanted = Shape.of(dims);
    int parts = dtype.isComplex() ? 2 : 1;
    return new MatBatch(dtype, wanted, new double[ElementArrays.length(wanted) * parts]);
  }

  MatBatch sized(long newRows, long newCols) {
    return sized(outer(), newRows, newCols);
  }

  Shape shape() {
    return shape;
  }

  Shape outer() {
    return BatchDims.outer(shape);
  }

  int rows() {
    return rows;
  }

  int cols() {
    return cols;
  }

  DType dtype() {
    return dtype;
  }

  int count() {
    return ElementArrays.length(outer());
  }

  Mat get(int number) {
    Mat out = new Mat(rows, cols);
    int n = rows * cols;
    for (int i = 0; i < n; i++) {
      if (dtype.isComplex()) {
        out.re[i] = parts[2 * (number * n + i)];
        out.im[i] = parts[2 * (number * n + i) + 1];
      } else {
        out.re[i] = parts[number * n + i];
      }
    }
    return out;
  }

  void set(int number, Mat mat) {
    int n = rows * cols;
    for (int i = 0; i < n; i++) {
      if (dtype.isComplex()) {
        parts[2 * (number * n + i)] = mat.re[i];
        parts[2 * (number * n + i) + 1] = mat.im[i];
      } else {
        parts[number * n + i] = mat.re[i];
      }
    }
  }

  EagerTensor tensor() {
    return tensor(shape);
  }

  /** The elements in another shape of as many. */
  EagerTensor tensor(Shape as) {
    return dtype.isComplex()
        ? ElementArrays.complexTensor(dtype, as, parts)
        : ElementArrays.tensor(dtype, as, parts);
  }
}
