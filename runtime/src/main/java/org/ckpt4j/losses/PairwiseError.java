package org.ckpt4j.losses;

import java.util.stream.IntStream;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.LossOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** How far differences between the elements of an example are from those of its labels. */
final class PairwiseError {
  private PairwiseError() {}

  static Tensor of(Object labels, Object predictions, LossOption... options) {
    WeightedLoss weighted = new WeightedLoss(options);
    try (NameScope scope = weighted.enter("mean_pairwise_squared_error")) {
      Tensor weights = floats(weighted.weights());
      Tensor wanted = floats(ToTensor.of(labels, null, "labels"));
      Tensor found = floats(ToTensor.of(predictions, null, "predictions"));
      if (!found.shape().isCompatibleWith(wanted.shape())) {
        throw new IllegalArgumentException(
            "predictions have shape %s, labels %s; they must be the same"
                .formatted(found.shape(), wanted.shape()));
      }
      WeightedLoss.requireBroadcast(weights.shape(), wanted.shape());
      return weighted.collected(loss(Arithmetic.SUB.of(found, wanted), weights));
    }
  }

  private static Tensor floats(Tensor values) {
    return values.dtype() == DType.FLOAT32 ? values : Cast.of(values, DType.FLOAT32);
  }

  private static Tensor loss(Tensor differences, Tensor weights) {
    Shape shape = differences.shape();
    if (!shape.hasKnownRank()) {
      throw new IllegalArgumentException(
          "mean_pairwise_squared_error needs predictions of known rank");
    }
    int[] within = IntStream.range(1, shape.rank()).toArray();
    Tensor squares = perExample(StandardOps.call("Square", differences), within);
    Tensor sum = perExample(differences, within);
    Tensor present = perExample(WeightedLoss.each(differences, weights), within);
    Tensor others = Arithmetic.SUB.operator(present, 1f);
    Tensor first = Arithmetic.MUL.operator(2f, over(squares, others));
    Tensor pairs = Arithmetic.MUL.of(present, others);
    Tensor second = Arithmetic.MUL.operator(2f, over(StandardOps.call("Square", sum), pairs));
    Tensor loss =
        WeightedLoss.sum(Arithmetic.MUL.of(Arithmetic.SUB.operator(first, second), weights));
    Tensor any = Arithmetic.GREATER.of(WeightedLoss.sum(present), 0f);
    return StandardOps.run(
            "SelectV2",
            "value",
            org.ckpt4j.framework.Attrs.none(),
            java.util.List.of(any, loss, StandardOps.call("ZerosLike", loss)))
        .output(0);
  }

  // Over no dimension where examples are single numbers.
  private static Tensor perExample(Tensor values, int[] within) {
    return within.length == 0 ? values : WeightedLoss.reduce("Sum", values, true, within);
  }

  private static Tensor over(Tensor sum, Tensor count) {
    return WeightedLoss.over(sum, Arithmetic.MAXIMUM.of(count, 0f));
  }
}
