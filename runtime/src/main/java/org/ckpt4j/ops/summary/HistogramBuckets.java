package org.ckpt4j.ops.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.proto.HistogramProto;

/** Counts numbers in TensorFlow's buckets, each a tenth wider than the one before. */
final class HistogramBuckets {
  private static final double[] LIMITS = limits();

  private final double[] counts = new double[LIMITS.length];
  private double min = Double.MAX_VALUE;
  private double max = -Double.MAX_VALUE;
  private double sum;
  private double sumOfSquares;
  private double number;

  private static double[] limits() {
    List<Double> positive = new ArrayList<>();
    for (double v = 1.0e-12; v < 1.0e20; v *= 1.1) {
      positive.add(v);
    }
    positive.add(Double.MAX_VALUE);
    double[] out = new double[2 * positive.size() + 1];
    for (int i = 0; i < positive.size(); i++) {
      out[i] = -positive.get(positive.size() - 1 - i);
      out[positive.size() + 1 + i] = positive.get(i);
    }
    return out;
  }

  void add(double value) {
    int at = Arrays.binarySearch(LIMITS, value + 0.0); // -0 and 0 are one number
    int bucket = at >= 0 ? at + 1 : -at - 1;
    counts[Math.min(bucket, counts.length - 1)]++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumOfSquares += value * value;
    number++;
  }

  /** A run of empty buckets is written as one. */
  HistogramProto message() {
    HistogramProto.Builder out =
        HistogramProto.newBuilder()
            .setMin(min)
            .setMax(max)
            .setNum(number)
            .setSum(sum)
            .setSumSquares(sumOfSquares);
    for (int i = 0; i < counts.length; ) {
      double end = LIMITS[i];
      double count = counts[i];
      i++;
      if (count <= 0) {
        while (i < counts.length && counts[i] <= 0) {
          end = LIMITS[i];
          i++;
        }
      }
      out.addBucketLimit(end).addBucket(count);
    }
    return out.build();
  }
}
