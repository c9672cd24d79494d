package org.ckpt4j.losses;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.LossOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Losses of examples made one: weighted, reduced, and added to a collection. */
final class WeightedLoss {
  private Object weights = 1f;
  private @Nullable String collection = GraphKeys.LOSSES;
  private Reduction reduction = Reduction.SUM_BY_NONZERO_WEIGHTS;
  private @Nullable String name;

  WeightedLoss(LossOption... options) {
    for (LossOption option : options) {
      if (option instanceof LossOption.Weights given) {
        weights = given.value();
      } else if (option instanceof LossOption.LossCollection given) {
        collection = given.key();
      } else if (option instanceof Reduction given) {
        reduction = given;
      } else if (option instanceof Named given) {
        name = given.name();
      }
    }
  }

  /** The scope in which a loss is computed. */
  NameScope enter(String otherwise) {
    return NameScope.enter(name == null ? otherwise : name);
  }

  Tensor weights() {
    return ToTensor.of(
        weights instanceof Double number ? number.floatValue() : weights, null, "weights");
  }

  /** Weights of one dimension more than the losses lose their last. */
  void setWeights(Tensor given) {
    weights = given;
  }

  /**
   * @throws IllegalArgumentException if the weights do not widen to the losses
   */
  Tensor of(Tensor losses) {
    Tensor weight = Cast.of(weights(), DType.FLOAT32);
    requireBroadcast(weight.shape(), losses.shape());
    DType type = losses.dtype();
    Tensor weighted = Arithmetic.MUL.of(cast(losses, DType.FLOAT32), weight);
    return collected(cast(reduce(weighted, weight), type));
  }

  /** The loss, added to the collection. */
  Tensor collected(Tensor loss) {
    Graph graph = Graph.currentOrNull();
    if (collection != null && graph != null) {
      graph.addToCollection(collection, loss);
    }
    return loss;
  }

  private static Tensor cast(Tensor values, DType dtype) {
    return values.dtype() == dtype ? values : Cast.of(values, dtype);
  }

  private Tensor reduce(Tensor weighted, Tensor weight) {
    if (reduction == Reduction.NONE) {
      return weighted;
    }
    Tensor sum = sum(weighted);
    return switch (reduction) {
      case NONE, SUM -> sum;
      case MEAN ->
          over(sum, sum(Arithmetic.MUL.operator(StandardOps.call("OnesLike", weighted), weight)));
      case SUM_BY_NONZERO_WEIGHTS, SUM_OVER_NONZERO_WEIGHTS -> over(sum, present(weighted, weight));
      case SUM_OVER_BATCH_SIZE -> over(sum, cast(StandardOps.call("Size", weighted), sum.dtype()));
    };
  }

  static Tensor over(Tensor sum, Tensor count) {
    return StandardOps.run("DivNoNan", "value", Attrs.none(), List.of(sum, count)).output(0);
  }

  /** How many losses have a weight that is not zero. */
  static Tensor present(Tensor losses, Tensor weights) {
    return sum(each(losses, weights));
  }

  /** One for each loss whose weight is not zero. */
  static Tensor each(Tensor losses, Tensor weights) {
    Tensor zeros = StandardOps.call("ZerosLike", weights);
    Tensor ones = StandardOps.call("OnesLike", weights);
    Tensor none = StandardOps.call("Equal", weights, zeros);
    Tensor each = StandardOps.call("SelectV2", none, zeros, ones);
    return Arithmetic.MUL.operator(each, StandardOps.call("OnesLike", losses));
  }

  static void requireBroadcast(Shape weights, Shape values) {
    if (!weights.hasKnownRank() || !values.hasKnownRank() || weights.rank() == 0) {
      return;
    }
    boolean fits = weights.rank() == values.rank();
    for (int i = 0; fits && i < weights.rank(); i++) {
      long w = weights.dim(i);
      fits = w == 1 || w < 0 || values.dim(i) < 0 || w == values.dim(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "weights of shape %s do not widen to values of shape %s; each size must be 1 or the same"
              .formatted(weights, values));
    }
  }

  /** Over all dimensions. */
  static Tensor sum(Tensor values) {
    return reduce("Sum", values, false);
  }

  static Tensor reduce(String op, Tensor values, boolean keep, int... axes) {
    int[] over = axes;
    if (axes.length == 0) {
      if (!values.shape().hasKnownRank()) {
        Tensor all =
            StandardOps.call(
                "Range",
                ToTensor.of(0, DType.INT32, "start"),
                StandardOps.call("Rank", values),
                ToTensor.of(1, DType.INT32, "delta"));
        return StandardOps.run(op, null, Attrs.none(), List.of(values, all)).output(0);
      }
      over = java.util.stream.IntStream.range(0, values.shape().rank()).toArray();
    }
    Tensor where = ToTensor.of(over, DType.INT32, "Const");
    return StandardOps.run(op, null, Attrs.of("keep_dims", keep), List.of(values, where)).output(0);
  }
}
