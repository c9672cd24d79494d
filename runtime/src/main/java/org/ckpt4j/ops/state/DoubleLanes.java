package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.List;

/** Lanes that are computed in {@code double}. */
final class DoubleLanes implements Lanes {
  private final List<ByteBuffer> bytes;
  private final ByteBuffer gradient;
  private final UpdateRule rule;
  private final double[] numbers;
  private final double[][] lanes;
  private final double[] slope = new double[CHUNK];

  DoubleLanes(List<ByteBuffer> bytes, ByteBuffer gradient, double[] numbers, UpdateRule rule) {
    this.bytes = bytes;
    this.gradient = gradient;
    this.rule = rule;
    this.numbers = numbers;
    this.lanes = new double[bytes.size()][CHUNK];
  }

  @Override
  public void update(int at, int from, int count) {
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      for (int lane = 0; lane < lanes.length; lane++) {
        bytes.get(lane).asDoubleBuffer().get(at + done, lanes[lane], 0, n);
      }
      gradient.asDoubleBuffer().get(from + done, slope, 0, n);
      rule.apply(lanes, slope, numbers, n);
      for (int lane = 0; lane < lanes.length; lane++) {
        flush(lanes[lane], n);
        bytes.get(lane).asDoubleBuffer().put(at + done, lanes[lane], 0, n);
      }
    }
  }

  private static void flush(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      if (Math.abs(values[i]) < Double.MIN_NORMAL) {
        values[i] = 0;
      }
    }
  }
}
