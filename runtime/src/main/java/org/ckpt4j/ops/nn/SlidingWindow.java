package org.ckpt4j.ops.nn;

/**
 * A window that slides over a batch of images of up to three spatial dimensions: what convolution,
 * pooling and dilation have in common.
 *
 * <p>Pixels of the input and positions of the output are numbered row by row through the whole
 * batch, taps row by row through the window; channels are not its business.
 */
final class SlidingWindow {
  /** Gets each pair of input pixel and output position that a tap of the window joins. */
  @FunctionalInterface
  interface Visitor {
    void visit(int pixel, int position, int tap);
  }

  private static final int SPATIAL = 3;

  private final int batch;
  private final int[] in;
  private final int[] size;
  private final int[] stride;
  private final int[] dilation;
  private final int[] before;
  private final int[] out;

  /** Each array has one number for each spatial dimension, outermost first. */
  SlidingWindow(
      long batch,
      long[] in,
      long[] size,
      long[] stride,
      long[] dilation,
      long[] before,
      long[] out) {
    this.batch = Math.toIntExact(batch);
    this.in = three(in, 1);
    this.size = three(size, 1);
    this.stride = three(stride, 1);
    this.dilation = three(dilation, 1);
    this.before = three(before, 0);
    this.out = three(out, 1);
  }

  private static int[] three(long[] numbers, int missing) {
    int[] three = new int[SPATIAL];
    for (int i = 0; i < SPATIAL; i++) {
      int at = i - (SPATIAL - numbers.length);
      three[i] = at < 0 ? missing : Math.toIntExact(numbers[at]);
    }
    return three;
  }

  int positions() {
    return Math.multiplyExact(batch, product(out));
  }

  int pixels() {
    return Math.multiplyExact(batch, product(in));
  }

  int pixelsPerImage() {
    return product(in);
  }

  int taps() {
    return product(size);
  }

  private static int product(int[] numbers) {
    return Math.multiplyExact(Math.multiplyExact(numbers[0], numbers[1]), numbers[2]);
  }

  /** Visits what lies inside the images, position by position, for each its taps in order. */
  void forEach(Visitor visitor) {
    int position = 0;
    for (int n = 0; n < batch; n++) {
      for (int o0 = 0; o0 < out[0]; o0++) {
        for (int o1 = 0; o1 < out[1]; o1++) {
          for (int o2 = 0; o2 < out[2]; o2++) {
            taps(visitor, position++, n, o0, o1, o2);
          }
        }
      }
    }
  }

  private void taps(Visitor visitor, int position, int n, int o0, int o1, int o2) {
    int start0 = o0 * stride[0] - before[0];
    int start1 = o1 * stride[1] - before[1];
    int start2 = o2 * stride[2] - before[2];
    for (int k0 = 0; k0 < size[0]; k0++) {
      int i0 = start0 + k0 * dilation[0];
      if (i0 < 0 || i0 >= in[0]) {
        continue;
      }
      for (int k1 = 0; k1 < size[1]; k1++) {
        int i1 = start1 + k1 * dilation[1];
        if (i1 < 0 || i1 >= in[1]) {
          continue;
        }
        int row = ((n * in[0] + i0) * in[1] + i1) * in[2];
        int tapRow = (k0 * size[1] + k1) * size[2];
        for (int k2 = 0; k2 < size[2]; k2++) {
          int i2 = start2 + k2 * dilation[2];
          if (i2 >= 0 && i2 < in[2]) {
            visitor.visit(row + i2, position, tapRow + k2);
          }
        }
      }
    }
  }
}
