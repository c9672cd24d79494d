package org.ckpt4j.tensor;

import java.nio.ByteBuffer;

/** The elements of a fixed-width {@link RawTensor}, one by one, by their row-major numbers. */
final class TensorElements {
  private final TensorBytes bytes;
  private final int width;

  TensorElements(RawTensor tensor) {
    bytes = tensor.bytes();
    width = tensor.dtype().width();
  }

  private ByteBuffer at(long index) {
    return bytes.window(index * width, width);
  }

  byte byteAt(long index) {
    return at(index).get();
  }

  short shortAt(long index) {
    return at(index).getShort();
  }

  int intAt(long index) {
    return at(index).getInt();
  }

  long longAt(long index) {
    return at(index).getLong();
  }

  /** Half of a complex element: 0 the real part, 1 the imaginary one. */
  float floatPart(long index, int part) {
    return at(index).getFloat(part * Float.BYTES);
  }

  double doublePart(long index, int part) {
    return at(index).getDouble(part * Double.BYTES);
  }
}
