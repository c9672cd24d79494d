package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;

/**
 * Gathers a part of a tensor from stored parts that together hold all of it. Works for every type,
 * as it moves elements as they are; TensorFlow can gather only some.
 */
public final class SliceAssembly {
  private final SliceBox request;
  private final DType dtype;
  private final TensorBytes bytes;
  private final TensorBytes[] elements;

  /** Into new memory. The caller has seen that the stored parts can fill it. */
  public SliceAssembly(DType dtype, SliceBox request) {
    this(dtype, request, TensorBytes.allocate(request.numElements() * dtype.width()));
  }

  /** Into memory given, as large as the request. */
  SliceAssembly(DType dtype, SliceBox request, TensorBytes target) {
    this.request = request;
    this.dtype = dtype;
    this.bytes = target;
    this.elements =
        new TensorBytes[dtype.isFixedWidth() ? 0 : Math.toIntExact(request.numElements())];
  }

  /** Takes what {@code part} holds of the request; {@code value} is the part's value. */
  public void take(SliceBox part, RawTensor value) throws IOException {
    if (dtype.isFixedWidth()) {
      int width = dtype.width();
      TensorBytes source = value.bytes();
      part.eachRun(
          request,
          (from, to, count) -> source.copyTo(from * width, bytes, to * width, count * width));
    } else {
      List<TensorBytes> source = value.elements();
      part.eachRun(
          request,
          (from, to, count) -> {
            for (int i = 0; i < count; i++) {
              elements[(int) to + i] = source.get((int) from + i);
            }
          });
    }
  }

  public RawTensor finish() {
    return dtype.isFixedWidth()
        ? RawTensor.of(dtype, request.shape(), bytes)
        : RawTensor.ofElements(dtype, request.shape(), Arrays.asList(elements));
  }
}
