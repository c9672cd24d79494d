package org.ckpt4j.ops.nn;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NewTensor;
import org.ckpt4j.tensor.DType;

/**
 * A vector added to the rows of FLOAT32 elements, and their sums: some rows at a time, which stay
 * in the processor's nearest cache.
 */
final class BiasRows {
  /** About so many elements are done at a time. */
  private static final int CHUNK = 2048;

  /** So many elements are added in float at most. */
  private static final int NARROW = 8;

  private BiasRows() {}

  /** A whole number of rows, as close to a chunk as that comes. */
  private static int chunk(int channels, int length) {
    return Math.min(length, Math.max(1, CHUNK / channels) * channels);
  }

  static EagerTensor add(EagerTensor value, EagerTensor bias, int channels) {
    int length = ElementArrays.length(value);
    FloatBuffer in = ElementArrays.bytes(value).asFloatBuffer();
    NewTensor result = NewTensor.of(DType.FLOAT32, value.shape());
    FloatBuffer out = result.floats();
    float[] chunk = new float[chunk(channels, length)];
    float[] biases = repeated(ElementArrays.floats(bias), chunk.length);
    try {
      for (int at = 0; at < length; at += chunk.length) {
        int count = Math.min(chunk.length, length - at);
        in.get(at, chunk, 0, count);
        for (int i = 0; i < count; i++) {
          chunk[i] += biases[i];
        }
        out.put(at, chunk, 0, count);
      }
    } finally {
      Reference.reachabilityFence(value);
    }
    return result.tensor();
  }

  private static float[] repeated(float[] row, int length) {
    float[] out = new float[length];
    for (int at = 0; at < length; at += row.length) {
      System.arraycopy(row, 0, out, at, row.length);
    }
    return out;
  }

  /** The sum of each channel: of a few rows in float, of all in double. */
  static double[] sums(EagerTensor dy, int channels) {
    int length = ElementArrays.length(dy);
    FloatBuffer in = ElementArrays.bytes(dy).asFloatBuffer();
    float[] chunk = new float[chunk(channels, length)];
    float[] narrow = new float[chunk.length];
    double[] sums = new double[channels];
    int added = 0;
    try {
      for (int at = 0; at < length; at += chunk.length) {
        int count = Math.min(chunk.length, length - at);
        in.get(at, chunk, 0, count);
        for (int i = 0; i < count; i++) {
          narrow[i] += chunk[i];
        }
        if (++added == NARROW) {
          widen(narrow, sums);
          added = 0;
        }
      }
      widen(narrow, sums);
    } finally {
      Reference.reachabilityFence(dy);
    }
    return sums;
  }

  private static void widen(float[] narrow, double[] sums) {
    for (int from = 0; from < narrow.length; from += sums.length) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += narrow[from + c];
      }
    }
    Arrays.fill(narrow, 0);
  }
}
