package org.ckpt4j.losses;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;

/** Cross entropies of logits, one for each example. */
public final class CrossEntropies {
  private CrossEntropies() {}

  /** {@code max(x, 0) - x * z + log(1 + e ^ -|x|)}, which never overflows. */
  public static Tensor sigmoid(Tensor labels, Tensor logits) {
    try (NameScope scope = NameScope.enter("logistic_loss")) {
      Tensor zeros = StandardOps.call("ZerosLike", logits);
      Tensor positive = Arithmetic.GREATER_EQUAL.operator(logits, zeros);
      Tensor relu = StandardOps.call("SelectV2", positive, logits, zeros);
      Tensor negated =
          StandardOps.call("SelectV2", positive, StandardOps.call("Neg", logits), logits);
      Tensor line = Arithmetic.SUB.operator(relu, Arithmetic.MUL.operator(logits, labels));
      Tensor curve = StandardOps.call("Log1p", StandardOps.call("Exp", negated));
      return StandardOps.run("AddV2", scope.name(), Attrs.none(), List.of(line, curve)).output(0);
    }
  }

  /** Labels are distributions over the last dimension. */
  static Tensor softmax(Tensor labels, Tensor logits) {
    int rank = logits.shape().rank();
    int classes = (int) logits.shape().dim(rank - 1);
    Tensor flat = Reshape.of(logits, new int[] {-1, classes});
    Tensor flatLabels = Reshape.of(labels, new int[] {-1, classes});
    Tensor each =
        StandardOps.run(
                "SoftmaxCrossEntropyWithLogits", null, Attrs.none(), List.of(flat, flatLabels))
            .output(0);
    return rank == 2 ? each : Reshape.of(each, outer(logits));
  }

  /** Labels are numbers of classes. */
  static Tensor sparseSoftmax(Tensor labels, Tensor logits) {
    int rank = logits.shape().rank();
    int classes = (int) logits.shape().dim(rank - 1);
    Tensor flat = rank == 2 ? logits : Reshape.of(logits, new int[] {-1, classes});
    Tensor flatLabels = labels.shape().rank() == 1 ? labels : Reshape.of(labels, new int[] {-1});
    Tensor each =
        StandardOps.run(
                "SparseSoftmaxCrossEntropyWithLogits",
                null,
                Attrs.none(),
                List.of(flat, flatLabels))
            .output(0);
    return rank == 2 ? each : Reshape.of(each, outer(logits));
  }

  private static Tensor outer(Tensor logits) {
    int rank = logits.shape().rank();
    long[] dims = java.util.Arrays.copyOf(logits.shape().dims(), rank - 1);
    return ToTensor.of(
        java.util.Arrays.stream(dims).mapToInt(d -> (int) d).toArray(),
        org.ckpt4j.tensor.DType.INT32,
        "shape");
  }
}
