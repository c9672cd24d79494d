package org.ckpt4j.ops.sparse;

import java.util.Arrays;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** How the rows of a segment become one. */
enum SegmentReduction {
  SUM,
  MEAN,
  PROD,
  MAX,
  MIN;

  /**
   * @param ids the segment of each row; rows of negative ones are left out
   * @param unsorted whether an empty segment is what its type has least or greatest, not zero
   */
  EagerTensor reduce(EagerTensor data, long[] ids, Shape out, boolean unsorted) {
    DType dtype = data.dtype();
    int n = ElementArrays.length(out);
    int width = ids.length == 0 ? 0 : ElementArrays.length(data) / ids.length;
    int[] counts = new int[(int) out.dim(0)];
    for (long id : ids) {
      if (id >= 0) {
        counts[(int) id]++;
      }
    }
    if (dtype.isComplex()) {
      return ElementArrays.complexTensor(
          dtype, out, complex(ElementArrays.complex(data), ids, counts, width, n));
    }
    return dtype.isFloating()
        ? ElementArrays.tensor(
            dtype,
            out,
            real(ElementArrays.doubles(data), ids, counts, width, n, empty(dtype, unsorted)))
        : ElementArrays.tensor(
            dtype,
            out,
            whole(
                ElementArrays.longs(data),
                ids,
                counts,
                width,
                n,
                emptyWhole(dtype, unsorted),
                dtype == DType.UINT64));
  }

  private double empty(DType dtype, boolean unsorted) {
    double largest =
        switch (dtype) {
          case FLOAT16 -> 65504;
          case BFLOAT16 -> 0x1.FEp127;
          case FLOAT32 -> Float.MAX_VALUE;
          default -> Double.MAX_VALUE;
        };
    return switch (this) {
      case SUM, MEAN -> 0;
      case PROD -> 1;
      case MAX -> unsorted ? -largest : 0;
      case MIN -> unsorted ? largest : 0;
    };
  }

  private long emptyWhole(DType dtype, boolean unsorted) {
    int bits = 8 * dtype.width();
    long max =
        dtype == DType.UINT64
            ? -1
            : dtype.isUnsigned() ? (1L << bits) - 1 : Long.MAX_VALUE >> (64 - bits);
    long min = dtype.isUnsigned() ? 0 : -max - 1;
    return switch (this) {
      case SUM, MEAN -> 0;
      case PROD -> 1;
      case MAX -> unsorted ? min : 0;
      case MIN -> unsorted ? max : 0;
    };
  }

  private double[] real(double[] data, long[] ids, int[] counts, int width, int n, double empty) {
    double[] out = new double[n];
    Arrays.fill(out, empty);
    boolean[] begun = new boolean[counts.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        continue;
      }
      int to = (int) ids[i] * width;
      boolean first = !begun[(int) ids[i]];
      begun[(int) ids[i]] = true;
      for (int j = 0; j < width; j++) {
        double x = data[i * width + j];
        double y = out[to + j];
        out[to + j] =
            first
                ? x
                : switch (this) {
                  case SUM, MEAN -> y + x;
                  case PROD -> y * x;
                  case MAX -> x > y ? x : y;
                  case MIN -> x < y ? x : y;
                };
      }
    }
    if (this == MEAN) {
      for (int i = 0; i < n; i++) {
        out[i] /= Math.max(counts[i / width], 1);
      }
    }
    return out;
  }

  private long[] whole(
      long[] data, long[] ids, int[] counts, int width, int n, long empty, boolean unsigned) {
    long flip = unsigned ? Long.MIN_VALUE : 0;
    long[] out = new long[n];
    Arrays.fill(out, empty);
    boolean[] begun = new boolean[counts.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        continue;
      }
      int to = (int) ids[i] * width;
      boolean first = !begun[(int) ids[i]];
      begun[(int) ids[i]] = true;
      for (int j = 0; j < width; j++) {
        long x = data[i * width + j];
        long y = out[to + j];
        out[to + j] =
            first
                ? x
                : switch (this) {
                  case SUM, MEAN -> y + x;
                  case PROD -> y * x;
                  case MAX -> (x ^ flip) > (y ^ flip) ? x : y;
                  case MIN -> (x ^ flip) < (y ^ flip) ? x : y;
                };
      }
    }
    if (this == MEAN) {
      for (int i = 0; i < n; i++) {
        int count = Math.max(counts[i / width], 1);
        out[i] = unsigned ? Long.divideUnsigned(out[i], count) : out[i] / count;
      }
    }
    return out;
  }

  private double[] complex(double[] data, long[] ids, int[] counts, int width, int n) {
    double[] out = new double[2 * n];
    for (int i = 0; this == PROD && i < out.length; i += 2) {
      out[i] = 1;
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        continue;
      }
      for (int j = 0; j < width; j++) {
        int from = 2 * (i * width + j);
        int to = 2 * ((int) ids[i] * width + j);
        double re = out[to];
        double im = out[to + 1];
        boolean product = this == PROD;
        out[to] = product ? re * data[from] - im * data[from + 1] : re + data[from];
        out[to + 1] = product ? re * data[from + 1] + im * data[from] : im + data[from + 1];
      }
    }
    for (int i = 0; this == MEAN && i < out.length; i++) {
      out[i] /= Math.max(counts[i / 2 / width], 1);
    }
    return out;
  }
}
