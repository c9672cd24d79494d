package org.ckpt4j.ops.nn;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Pooling as loops over a sliding window, channels last, and the ways back. */
final class PoolLoops {
  private final SlidingWindow window;
  private final int channels;

  PoolLoops(SlidingWindow window, int channels) {
    this.window = window;
    this.channels = channels;
  }

  private int outputs() {
    return Math.multiplyExact(window.positions(), channels);
  }

  /** The greatest of each window. */
  EagerTensor max(EagerTensor x, Shape shape) {
    if (x.dtype() == DType.FLOAT32) {
      return ElementArrays.tensor(shape, max(ElementArrays.floats(x)));
    }
    if (x.dtype().isFloating()) {
      return ElementArrays.tensor(x.dtype(), shape, max(ElementArrays.doubles(x), x.dtype()));
    }
    return taken(x, winners(x), shape);
  }

  private float[] max(float[] x) {
    float[] y = new float[outputs()];
    Arrays.fill(y, -Float.MAX_VALUE); // the lowest finite number, which NaN and -Infinity leave
    window.forEach(
        (pixel, position, tap) -> {
          int from = pixel * channels;
          int to = position * channels;
          for (int c = 0; c < channels; c++) {
            if (x[from + c] > y[to + c]) {
              y[to + c] = x[from + c];
            }
          }
        });
    return y;
  }

  private double[] max(double[] x, DType dtype) {
    double[] y = new double[outputs()];
    Arrays.fill(y, lowest(dtype));
    window.forEach(
        (pixel, position, tap) -> {
          int from = pixel * channels;
          int to = position * channels;
          for (int c = 0; c < channels; c++) {
            if (x[from + c] > y[to + c]) {
              y[to + c] = x[from + c];
            }
          }
        });
    return y;
  }

  private static double lowest(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> -65504;
      case BFLOAT16 -> -0x1.FEp127;
      default -> -Double.MAX_VALUE;
    };
  }

  /** For each output the element of {@code x} it is: the first greatest; -1 if it has none. */
  int[] winners(EagerTensor x) {
    if (x.dtype().isFloating()) {
      double[] values = ElementArrays.doubles(x);
      return winners((i, best) -> values[i] > values[best]);
    }
    long[] values = ElementArrays.longs(x);
    return x.dtype() == DType.UINT64
        ? winners((i, best) -> Long.compareUnsigned(values[i], values[best]) > 0)
        : winners((i, best) -> values[i] > values[best]);
  }

  private interface Greater {
    boolean test(int i, int best);
  }

  private int[] winners(Greater greater) {
    int[] winners = new int[outputs()];
    Arrays.fill(winners, -1);
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < channels; c++) {
            int i = pixel * channels + c;
            int to = position * channels + c;
            if (winners[to] < 0 || greater.test(i, winners[to])) {
              winners[to] = i;
            }
          }
        });
    return winners;
  }

  /** For each output the first element of its window that equals it; -1 if none does. */
  int[] equals(EagerTensor x, EagerTensor y) {
    double[] in = ElementArrays.doubles(x);
    double[] out = ElementArrays.doubles(y);
    int[] found = new int[outputs()];
    Arrays.fill(found, -1);
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < channels; c++) {
            int to = position * channels + c;
            if (found[to] < 0 && in[pixel * channels + c] == out[to]) {
              found[to] = pixel * channels + c;
            }
          }
        });
    return found;
  }

  /** Every element that equals the greatest of a window gets that window's gradient. */
  EagerTensor toAllEqual(EagerTensor x, EagerTensor y, EagerTensor dy) {
    double[] in = ElementArrays.doubles(x);
    double[] out = ElementArrays.doubles(y);
    double[] gradient = ElementArrays.doubles(dy);
    double[] dx = new double[in.length];
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < channels; c++) {
            int from = position * channels + c;
            if (in[pixel * channels + c] == out[from]) {
              dx[pixel * channels + c] += gradient[from];
            }
          }
        });
    return ElementArrays.tensor(dy.dtype(), x.shape(), dx);
  }

  /** The elements of these numbers, zero where there is none. */
  static EagerTensor taken(EagerTensor x, int[] numbers, Shape shape) {
    int width = x.dtype().width();
    ByteBuffer from = ElementArrays.bytes(x);
    ByteBuffer to = ElementArrays.allocate(x.dtype(), numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0) {
        to.put(i * width, from, numbers[i] * width, width);
      }
    }
    return ElementArrays.tensor(x.dtype(), shape, to);
  }

  /** A tensor to whose elements of these numbers the gradients are added. */
  static EagerTensor added(EagerTensor dy, int[] numbers, Shape shape) {
    if (dy.dtype().isFloating()) {
      double[] gradient = ElementArrays.doubles(dy);
      double[] dx = new double[ElementArrays.length(shape)];
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] >= 0) {
          dx[numbers[i]] += gradient[i];
        }
      }
      return ElementArrays.tensor(dy.dtype(), shape, dx);
    }
    long[] gradient = ElementArrays.longs(dy);
    long[] dx = new long[ElementArrays.length(shape)];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0) {
        dx[numbers[i]] += gradient[i];
      }
    }
    return ElementArrays.tensor(dy.dtype(), shape, dx);
  }

  private int[] counts() {
    int[] counts = new int[window.positions()];
    window.forEach((pixel, position, tap) -> counts[position]++);
    return counts;
  }

  /** The mean of what of each window lies inside its image. */
  EagerTensor average(EagerTensor x, Shape shape) {
    double[] in = ElementArrays.doubles(x);
    double[] y = new double[outputs()];
    window.forEach(
        (pixel, position, tap) -> {
          int from = pixel * channels;
          int to = position * channels;
          for (int c = 0; c < channels; c++) {
            y[to + c] += in[from + c];
          }
        });
    int[] counts = counts();
    for (int i = 0; i < y.length; i++) {
      y[i] /= counts[i / channels];
    }
    return ElementArrays.tensor(x.dtype(), shape, y);
  }

  EagerTensor averageGradient(EagerTensor dy, Shape shape) {
    double[] share = ElementArrays.doubles(dy);
    int[] counts = counts();
    for (int i = 0; i < share.length; i++) {
      share[i] /= counts[i / channels];
    }
    double[] dx = new double[window.pixels() * channels];
    window.forEach(
        (pixel, position, tap) -> {
          int to = pixel * channels;
          int from = position * channels;
          for (int c = 0; c < channels; c++) {
            dx[to + c] += share[from + c];
          }
        });
    return ElementArrays.tensor(dy.dtype(), shape, dx);
  }
}
