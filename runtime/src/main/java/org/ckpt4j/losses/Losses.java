package org.ckpt4j.losses;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.AddN;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.LossOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Losses of TensorFlow 1. Each is weighted, reduced as {@link Reduction} says (by default to the
 * mean over the examples with a weight), and in a graph added to the collection of losses.
 *
 * <p>Shapes of labels and predictions must be the same. Counterpart: {@code tf.compat.v1.losses}.
 */
public final class Losses {
  private Losses() {}

  private interface Formula {
    Tensor of(Tensor labels, Tensor predictions);
  }

  private static Tensor loss(
      String name, Object labels, Object predictions, LossOption[] options, Formula formula) {
    WeightedLoss weighted = new WeightedLoss(options);
    try (NameScope scope = weighted.enter(name)) {
      Tensor wanted = floating(labels, "labels");
      Tensor found = floating(predictions, "predictions");
      requireSame(found.shape(), wanted.shape());
      return weighted.of(formula.of(wanted, found));
    }
  }

  private static Tensor floating(Object values, String name) {
    Tensor tensor = ToTensor.of(values, null, name);
    return tensor.dtype() == DType.FLOAT32 ? tensor : Cast.of(tensor, DType.FLOAT32);
  }

  private static void requireSame(Shape predictions, Shape labels) {
    if (!predictions.isCompatibleWith(labels)) {
      throw new IllegalArgumentException(
          "predictions have shape %s, labels %s; they must be the same"
              .formatted(predictions, labels));
    }
  }

  /** Losses that were computed otherwise, weighted and reduced. */
  public static Tensor computeWeightedLoss(Object losses, LossOption... options) {
    WeightedLoss weighted = new WeightedLoss(options);
    try (NameScope scope = weighted.enter("weighted_loss")) {
      return weighted.of(ToTensor.of(losses, null, "losses"));
    }
  }

  public static Tensor meanSquaredError(Object labels, Object predictions, LossOption... options) {
    return loss(
        "mean_squared_error",
        labels,
        predictions,
        options,
        (z, x) -> StandardOps.call("SquaredDifference", x, z));
  }

  public static Tensor absoluteDifference(
      Object labels, Object predictions, LossOption... options) {
    return loss(
        "absolute_difference",
        labels,
        predictions,
        options,
        (z, x) -> StandardOps.call("Abs", Arithmetic.SUB.of(x, z)));
  }

  /** Squares of small errors, lines beyond {@code delta}. */
  public static Tensor huberLoss(
      Object labels, Object predictions, double delta, LossOption... options) {
    return loss(
        "huber_loss",
        labels,
        predictions,
        options,
        (z, x) -> {
          Tensor error = StandardOps.call("Abs", Arithmetic.SUB.of(x, z));
          Tensor limit = ToTensor.of(delta, DType.FLOAT32, "delta");
          Tensor quadratic = Arithmetic.MINIMUM.of(error, limit);
          Tensor linear = Arithmetic.SUB.of(error, quadratic);
          Tensor square = Arithmetic.MUL.of(quadratic, quadratic);
          return Arithmetic.ADD.of(
              Arithmetic.MUL.of(0.5f, square), Arithmetic.MUL.of(limit, linear));
        });
  }

  /**
   * @param labels 0 or 1
   */
  public static Tensor hingeLoss(Object labels, Object logits, LossOption... options) {
    return loss(
        "hinge_loss",
        labels,
        logits,
        options,
        (z, x) -> {
          Tensor ones = StandardOps.call("OnesLike", z);
          Tensor signs = Arithmetic.SUB.of(Arithmetic.MUL.of(2f, z), ones);
          return StandardOps.call("Relu", Arithmetic.SUB.of(ones, Arithmetic.MUL.of(signs, x)));
        });
  }

  public static Tensor logLoss(Object labels, Object predictions, LossOption... options) {
    return logLoss(labels, predictions, 1e-7, options);
  }

  /**
   * @param epsilon what keeps the logarithms finite
   */
  public static Tensor logLoss(
      Object labels, Object predictions, double epsilon, LossOption... options) {
    return loss(
        "log_loss",
        labels,
        predictions,
        options,
        (z, x) -> {
          Tensor least = ToTensor.of(epsilon, DType.FLOAT32, "epsilon");
          Tensor hit =
              Arithmetic.MUL.of(z, StandardOps.call("Log", Arithmetic.ADD.operator(x, least)));
          Tensor rest = Arithmetic.SUB.operator(1f, x);
          Tensor miss =
              Arithmetic.MUL.of(
                  Arithmetic.SUB.operator(1f, z),
                  StandardOps.call("Log", Arithmetic.ADD.operator(rest, least)));
          return Arithmetic.SUB.operator(StandardOps.call("Neg", hit), miss);
        });
  }

  /** One less the cosine between labels and predictions, which must have unit length. */
  public static Tensor cosineDistance(
      Object labels, Object predictions, int axis, LossOption... options) {
    return loss(
        "cosine_distance_loss",
        labels,
        predictions,
        options,
        (z, x) ->
            Arithmetic.SUB.operator(
                1f, WeightedLoss.reduce("Sum", Arithmetic.MUL.of(x, z), true, axis)));
  }

  /**
   * Squared errors of the differences between the elements of each example; reduced by itself, so a
   * {@link Reduction} changes nothing. Counterpart: {@code
   * tf.compat.v1.losses.mean_pairwise_squared_error}.
   */
  public static Tensor meanPairwiseSquaredError(
      Object labels, Object predictions, LossOption... options) {
    return PairwiseError.of(labels, predictions, options);
  }

  public static Tensor sigmoidCrossEntropy(
      Object multiClassLabels, Object logits, LossOption... options) {
    return sigmoidCrossEntropy(multiClassLabels, logits, 0, options);
  }

  /**
   * @param labelSmoothing how far labels are moved toward one half
   */
  public static Tensor sigmoidCrossEntropy(
      Object multiClassLabels, Object logits, double labelSmoothing, LossOption... options) {
    WeightedLoss weighted = new WeightedLoss(options);
    try (NameScope scope = weighted.enter("sigmoid_cross_entropy_loss")) {
      Tensor x = ToTensor.of(logits, null, "logits");
      Tensor z = like(multiClassLabels, x);
      requireSame(x.shape(), z.shape());
      if (labelSmoothing > 0) {
        z =
            Arithmetic.ADD.operator(
                Arithmetic.MUL.operator(z, number(1 - labelSmoothing, x)),
                number(0.5 * labelSmoothing, x));
      }
      return weighted.of(CrossEntropies.sigmoid(z, x));
    }
  }

  public static Tensor softmaxCrossEntropy(
      Object onehotLabels, Object logits, LossOption... options) {
    return softmaxCrossEntropy(onehotLabels, logits, 0, options);
  }

  /**
   * @param labelSmoothing how far labels are moved toward equal shares
   */
  public static Tensor softmaxCrossEntropy(
      Object onehotLabels, Object logits, double labelSmoothing, LossOption... options) {
    WeightedLoss weighted = new WeightedLoss(options);
    try (NameScope scope = weighted.enter("softmax_cross_entropy_loss")) {
      Tensor x = ToTensor.of(logits, null, "logits");
      Tensor z = like(onehotLabels, x);
      requireSame(x.shape(), z.shape());
      if (labelSmoothing > 0) {
        long classes = x.shape().dim(x.shape().rank() - 1);
        z =
            Arithmetic.ADD.operator(
                Arithmetic.MUL.operator(z, number(1 - labelSmoothing, x)),
                number(labelSmoothing / classes, x));
      }
      return weighted.of(CrossEntropies.softmax(StandardOps.call("StopGradient", z), x));
    }
  }

  /**
   * @param labels numbers of classes; may have a last dimension of size 1
   */
  public static Tensor sparseSoftmaxCrossEntropy(
      Object labels, Object logits, LossOption... options) {
    WeightedLoss weighted = new WeightedLoss(options);
    try (NameScope scope = weighted.enter("sparse_softmax_cross_entropy_loss")) {
      Tensor x = ToTensor.of(logits, null, "logits");
      Tensor z = ToTensor.of(labels, null, "labels");
      z = squeezed(z, x.shape().rank() - 1);
      Tensor weights = weighted.weights();
      if (weights.shape().hasKnownRank() && weights.shape().rank() > 0) {
        weighted.setWeights(squeezed(weights, x.shape().rank() - 1));
      }
      return weighted.of(CrossEntropies.sparseSoftmax(z, x));
    }
  }

  private static Tensor squeezed(Tensor values, int rank) {
    boolean more = values.shape().hasKnownRank() && values.shape().rank() == rank + 1;
    return more
        ? StandardOps.run(
                "Squeeze",
                null,
                org.ckpt4j.framework.Attrs.of("squeeze_dims", List.of(-1L)),
                List.of(values))
            .output(0)
        : values;
  }

  private static Tensor like(Object labels, Tensor logits) {
    Tensor z = ToTensor.of(labels, null, "labels");
    return z.dtype() == logits.dtype() ? z : Cast.of(z, logits.dtype());
  }

  private static Tensor number(double value, Tensor beside) {
    return ToTensor.of(value, beside.dtype(), "Const");
  }

  // Collections

  /** Adds a loss to the collection of losses. */
  public static void addLoss(Tensor loss) {
    addLoss(loss, GraphKeys.LOSSES);
  }

  public static void addLoss(Tensor loss, @Nullable String collection) {
    Graph graph = Graph.currentOrNull();
    if (collection != null && graph != null) {
      graph.addToCollection(collection, loss);
    }
  }

  /** The losses of the graph. */
  public static List<Object> getLosses() {
    return getLosses(null);
  }

  /**
   * @param scope a regular expression that names begin with, or null for all
   */
  public static List<Object> getLosses(@Nullable String scope) {
    return Graph.current().getCollection(GraphKeys.LOSSES, scope);
  }

  public static List<Object> getRegularizationLosses() {
    return getRegularizationLosses(null);
  }

  public static List<Object> getRegularizationLosses(@Nullable String scope) {
    return Graph.current().getCollection(GraphKeys.REGULARIZATION_LOSSES, scope);
  }

  /** The sum of the regularization losses; zero if there are none. */
  public static Tensor getRegularizationLoss() {
    List<Object> losses = getRegularizationLosses();
    return losses.isEmpty()
        ? ToTensor.of(0f, null, "Const")
        : AddN.of(tensors(losses), new Named("total_regularization_loss"));
  }

  /** The sum of all losses. */
  public static Tensor getTotalLoss() {
    return getTotalLoss(true);
  }

  /**
   * @throws IllegalArgumentException if there are no losses
   */
  public static Tensor getTotalLoss(boolean addRegularizationLosses) {
    List<Object> losses = new ArrayList<>(getLosses());
    if (addRegularizationLosses) {
      losses.addAll(getRegularizationLosses());
    }
    return AddN.of(tensors(losses), new Named("total_loss"));
  }

  private static List<Tensor> tensors(List<Object> losses) {
    return losses.stream().map(loss -> ((Operand) loss).asTensor()).toList();
  }
}
