package org.ckpt4j.ops.math;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;

/** Sums of FLOAT32 elements, kept in double and in several lanes, along any dimensions. */
final class FloatSums {
  private FloatSums() {}

  static double[] of(EagerTensor in, Reduction reduction) {
    float[] values = ElementArrays.floats(in);
    double[] out = new double[ElementArrays.length(reduction.out())];
    reduction.forEach(
        (from, to, step, count) -> {
          if (step == 0) {
            out[to] += sum(values, from, count);
          } else {
            for (int i = 0; i < count; i++) {
              out[to + i] += values[from + i];
            }
          }
        });
    return out;
  }

  private static double sum(float[] values, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      a += values[from + i];
      b += values[from + i + 1];
      c += values[from + i + 2];
      d += values[from + i + 3];
    }
    for (; i < count; i++) {
      a += values[from + i];
    }
    return a + b + (c + d);
  }
}
