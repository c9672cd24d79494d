package org.ckpt4j.ops.nn;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.tensor.Shape;

/** All sizes of one convolution, as its images would lie with the channels last. */
@SuppressWarnings("ArrayRecordComponent") // shared, and never changed
record ConvSizes(
    WindowRule rule,
    long batch,
    long[] in,
    long[] size,
    long[] out,
    int channelsIn,
    int channelsOut,
    int groups,
    boolean depthwise) {

  SlidingWindow window() {
    return rule.window(
        batch, in, size, (format, args) -> new InvalidArgumentError(format.formatted(args)));
  }

  ConvLoops loops() {
    return new ConvLoops(window(), channelsIn, channelsOut, groups);
  }

  Shape imageShape() {
    return channelsLast(in, channelsIn);
  }

  Shape outShape() {
    return channelsLast(out, channelsOut);
  }

  private Shape channelsLast(long[] spatial, int channels) {
    long[] dims = new long[spatial.length + 2];
    dims[0] = batch;
    System.arraycopy(spatial, 0, dims, 1, spatial.length);
    dims[dims.length - 1] = channels;
    return Shape.of(dims);
  }

  /** How many products the convolution sums. */
  long products() {
    long products = outShape().numElements() * (channelsIn / groups);
    for (long k : size) {
      products *= k;
    }
    return products;
  }
}
