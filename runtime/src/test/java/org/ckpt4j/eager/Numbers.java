package org.ckpt4j.eager;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.array.IndexedSlices;
import org.jspecify.annotations.Nullable;

/** Values of gradients, as Java's numbers. */
final class Numbers {
  private Numbers() {}

  static double number(@Nullable Operand operand) {
    return ((EagerTensor) Objects.requireNonNull(operand).asTensor()).doubleValue();
  }

  static List<Double> numbers(@Nullable Operand operand) {
    Operand given = Objects.requireNonNull(operand);
    return Arrays.stream(ElementArrays.doubles((EagerTensor) given.asTensor())).boxed().toList();
  }

  /** The whole that rows are of, with {@code count} rows. */
  static List<Double> dense(IndexedSlices rows, int count) {
    double[] values = ElementArrays.doubles((EagerTensor) rows.values());
    long[] indices = ElementArrays.longs((EagerTensor) rows.indices());
    int width = values.length / indices.length;
    double[] out = new double[count * width];
    for (int i = 0; i < indices.length; i++) {
      for (int j = 0; j < width; j++) {
        out[(int) indices[i] * width + j] += values[i * width + j];
      }
    }
    return Arrays.stream(out).boxed().toList();
  }
}
