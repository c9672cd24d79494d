package org.ckpt4j.ops.nn;

/**
 * Convolution as plain loops, channels last, for any type and any number of groups; the reference
 * that the fast ways are tested against.
 *
 * <p>A depthwise convolution is one with as many groups as the input has channels: its filter
 * {@code [.., channels, multiplier]} lies in memory as {@code [.., 1, channels * multiplier]}.
 */
final class ConvLoops {
  private final SlidingWindow window;
  private final int in;
  private final int out;
  private final int groupIn;
  private final int groupOut;

  ConvLoops(SlidingWindow window, int channelsIn, int channelsOut, int groups) {
    this.window = window;
    this.in = channelsIn;
    this.out = channelsOut;
    this.groupIn = channelsIn / groups;
    this.groupOut = channelsOut / groups;
  }

  private int filterSize() {
    return window.taps() * groupIn * out;
  }

  double[] forward(double[] x, double[] filter) {
    double[] y = new double[window.positions() * out];
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < in; c++) {
            double value = x[pixel * in + c];
            int group = c / groupIn * groupOut;
            int row = (tap * groupIn + c % groupIn) * out + group;
            int to = position * out + group;
            for (int o = 0; o < groupOut; o++) {
              y[to + o] += value * filter[row + o];
            }
          }
        });
    return y;
  }

  long[] forward(long[] x, long[] filter) {
    long[] y = new long[window.positions() * out];
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < in; c++) {
            long value = x[pixel * in + c];
            int group = c / groupIn * groupOut;
            int row = (tap * groupIn + c % groupIn) * out + group;
            int to = position * out + group;
            for (int o = 0; o < groupOut; o++) {
              y[to + o] += value * filter[row + o];
            }
          }
        });
    return y;
  }

  double[] inputGradient(double[] filter, double[] dy) {
    double[] dx = new double[window.pixels() * in];
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < in; c++) {
            int group = c / groupIn * groupOut;
            int row = (tap * groupIn + c % groupIn) * out + group;
            int from = position * out + group;
            double sum = 0;
            for (int o = 0; o < groupOut; o++) {
              sum += dy[from + o] * filter[row + o];
            }
            dx[pixel * in + c] += sum;
          }
        });
    return dx;
  }

  long[] inputGradient(long[] filter, long[] dy) {
    long[] dx = new long[window.pixels() * in];
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < in; c++) {
            int group = c / groupIn * groupOut;
            int row = (tap * groupIn + c % groupIn) * out + group;
            int from = position * out + group;
            long sum = 0;
            for (int o = 0; o < groupOut; o++) {
              sum += dy[from + o] * filter[row + o];
            }
            dx[pixel * in + c] += sum;
          }
        });
    return dx;
  }

  double[] filterGradient(double[] x, double[] dy) {
    double[] gradient = new double[filterSize()];
    window.forEach(
        (pixel, position, tap) -> {
          for (int c = 0; c < in; c++) {
            double value = x[pixel * in + c];
            int group = c / groupIn * groupOut;
            int row = (tap * groupIn + c % groupIn) * out + group;
            int from = position * out + group;
            for (int o = 0; o < groupOut; o++) {
              gradient[row + o] += value * dy[from + o];
            }
          }
        });
    return gradient;
  }
}
