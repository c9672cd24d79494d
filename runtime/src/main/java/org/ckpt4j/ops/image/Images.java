package org.ckpt4j.ops.image;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.ops.array.Refusal;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A batch of images with their pixels as floats: batch, rows, columns, channels.
 *
 * @param values batch by batch, row by row, pixel by pixel
 */
record Images(int batch, int rows, int columns, int channels, float[] values) {
  static final DType[] TYPES = {
    DType.INT8,
    DType.UINT8,
    DType.INT16,
    DType.UINT16,
    DType.INT32,
    DType.INT64,
    DType.BFLOAT16,
    DType.FLOAT16,
    DType.FLOAT32,
    DType.FLOAT64
  };

  static Images of(EagerTensor tensor, Refusal refusal) {
    Shape shape = tensor.shape();
    if (shape.rank() != 4) {
      throw refusal.because("images have rank 4, given %s", shape);
    }
    return new Images(
        (int) shape.dim(0),
        (int) shape.dim(1),
        (int) shape.dim(2),
        (int) shape.dim(3),
        floats(tensor));
  }

  static Images empty(int batch, int rows, int columns, int channels) {
    int n = ElementArrays.length(Shape.of(batch, rows, columns, channels));
    return new Images(batch, rows, columns, channels, new float[n]);
  }

  private static float[] floats(EagerTensor tensor) {
    if (tensor.dtype() == DType.FLOAT32) {
      return ElementArrays.floats(tensor);
    }
    double[] wide = ElementArrays.doubles(tensor);
    float[] out = new float[wide.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) wide[i];
    }
    return out;
  }

  /** Where the channels of a pixel begin. */
  int at(int image, int row, int column) {
    return ((image * rows + row) * columns + column) * channels;
  }

  Shape shape() {
    return Shape.of(batch, rows, columns, channels);
  }

  EagerTensor tensor(DType dtype) {
    if (dtype == DType.FLOAT32) {
      return ElementArrays.tensor(shape(), values);
    }
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return ElementArrays.tensor(dtype, shape(), wide);
  }

  /** The two sizes that an input names: rows and columns, both more than none. */
  static int[] size(KernelCall call, int input) {
    long[] size = ElementArrays.longs(call.input(input));
    if (size.length != 2 || size[0] <= 0 || size[1] <= 0) {
      throw call.invalid("a size is two numbers above zero, given %s", Shape.of(size.length));
    }
    return new int[] {(int) size[0], (int) size[1]};
  }
}
