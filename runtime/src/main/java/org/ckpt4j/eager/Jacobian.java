package org.ckpt4j.eager;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** All derivatives of one tensor with respect to another, one gradient for each element. */
final class Jacobian {
  private final Tensor target;
  private final Operand source;
  private final boolean batch;

  Jacobian(Tensor target, Operand source, boolean batch) {
    this.target = target;
    this.source = source;
    this.batch = batch;
    if (!target.shape().isFullyDefined() || !source.shape().isFullyDefined()) {
      throw new IllegalArgumentException(
          "a jacobian needs known shapes, not %s and %s".formatted(target.shape(), source.shape()));
    }
    if (batch
        && (target.shape().rank() < 1
            || source.shape().rank() < 1
            || target.shape().dim(0) != source.shape().dim(0))) {
      throw new IllegalArgumentException(
          "target of shape %s and source of shape %s are no batches of one size"
              .formatted(target.shape(), source.shape()));
    }
  }

  /** All rows, each by its own walk; null if nothing leads back. */
  @Nullable Tensor of(Function<Tensor, @Nullable Operand> walk) {
    long count = 1;
    for (int i = batch ? 1 : 0; i < target.shape().rank(); i++) {
      count *= target.shape().dim(i);
    }
    List<Tensor> gradients = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      Operand gradient = walk.apply(oneHot(at, count));
      if (gradient == null) {
        return null;
      }
      gradients.add(gradient.asTensor());
    }
    if (gradients.isEmpty()) {
      return zeros();
    }
    return Reshape.of(Pack.of(gradients, batch ? 1 : 0), shape().dims());
  }

  /** One at element {@code at} (of each row of a batch), zero elsewhere. */
  private Tensor oneHot(int at, long count) {
    long all = target.shape().numElements();
    double[] values = new double[Math.toIntExact(all)];
    for (int i = at; i < all; i += (int) count) {
      values[i] = 1;
    }
    return Constants.of(values, target.dtype(), target.shape());
  }

  Tensor zeros() {
    return Constants.zeros(shape(), source.dtype());
  }

  private Shape shape() {
    return Shape.of(
        LongStream.concat(
                LongStream.of(target.shape().dims()),
                LongStream.of(source.shape().dims()).skip(batch ? 1 : 0))
            .toArray());
  }
}
