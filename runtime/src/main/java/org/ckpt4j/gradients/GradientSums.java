package org.ckpt4j.gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.math.AddN;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.AggregationMethod;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Adds up what flows back to one tensor along several ways. */
public final class GradientSums {
  private GradientSums() {}

  /**
   * The sum: of rows, all their rows; of tensors, or of both, a tensor. Null if there is nothing.
   */
  public static @Nullable Operand of(List<? extends @Nullable Operand> gradients) {
    List<Operand> given = new ArrayList<>();
    gradients.stream().filter(Objects::nonNull).forEach(given::add);
    if (given.size() < 2) {
      return given.isEmpty() ? null : given.get(0);
    }
    if (given.stream().anyMatch(Tensor.class::isInstance)) {
      return AddN.of(given);
    }
    return rows(given);
  }

  private static IndexedSlices rows(List<Operand> given) {
    boolean wide =
        given.stream().anyMatch(g -> ((IndexedSlices) g).indices().dtype() == DType.INT64);
    List<Tensor> values = new ArrayList<>();
    List<Tensor> indices = new ArrayList<>();
    for (Operand gradient : given) {
      IndexedSlices rows = (IndexedSlices) gradient;
      values.add(rows.values());
      indices.add(wide ? Cast.of(rows.indices(), DType.INT64) : rows.indices());
    }
    return new IndexedSlices(
        ConcatV2.of(values, 0),
        ConcatV2.of(indices, 0),
        ((IndexedSlices) given.get(0)).denseShape().orElse(null));
  }

  /** As {@link #of}, in the way that was asked for. */
  static @Nullable Operand of(
      List<? extends @Nullable Operand> gradients, AggregationMethod method, String node) {
    boolean tensors = gradients.stream().allMatch(Tensor.class::isInstance);
    if (method == AggregationMethod.ADD_N || !tensors || gradients.size() < 2) {
      return of(gradients);
    }
    try (NameScope scope = NameScope.enter(node + "_gradient_sum")) {
      Operand sum = gradients.get(0);
      for (Operand next : gradients.subList(1, gradients.size())) {
        sum = AddN.of(List.of(Objects.requireNonNull(sum), Objects.requireNonNull(next)));
      }
      return sum;
    }
  }
}
