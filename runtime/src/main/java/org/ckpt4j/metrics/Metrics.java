package org.ckpt4j.metrics;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.MetricOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.EnteredVariableScope;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that gather over batches, in local variables. Counterpart: {@code tf.compat.v1.metrics}.
 *
 * <p>Run the update for each batch, then the value; the local variables' initializer starts anew.
 */
public final class Metrics {
  private Metrics() {}

  /** The mean of all values, by their weights. */
  public static Metric mean(Object values, MetricOption... options) {
    return mean("mean", MetricScope.floats(values, "values"), options);
  }

  private static Metric mean(String name, Tensor values, MetricOption... options) {
    MetricScope metric = new MetricScope(options);
    try (EnteredVariableScope scope = metric.enter(name)) {
      Variable total = MetricScope.variable("total", Shape.scalar());
      Variable count = MetricScope.variable("count", Shape.scalar());
      Tensor weights = metric.weights(DType.FLOAT32);
      Tensor weighted = values;
      Tensor number = Cast.of(StandardOps.call("Size", values), DType.FLOAT32);
      if (weights != null) {
        weighted = Arithmetic.MUL.of(values, weights);
        number = sum(Arithmetic.MUL.of(weights, StandardOps.call("OnesLike", values)));
      }
      Tensor totalAfter = after(total, sum(weighted));
      Tensor countAfter = after(count, number, weighted);
      return metric.collected(
          MetricScope.ratio("value", total, atLeastZero(count)),
          MetricScope.ratio("update_op", totalAfter, atLeastZero(countAfter)));
    }
  }

  private static Tensor atLeastZero(Operand count) {
    return Arithmetic.MAXIMUM.of(count, 0f);
  }

  private static Tensor after(Variable variable, Tensor delta, Tensor... waitedFor) {
    List<org.ckpt4j.framework.Node> nodes =
        java.util.Arrays.stream(waitedFor).map(Tensor::op).toList();
    try (Scope order = Contexts.current().enterControlDependencies(nodes)) {
      return variable.assignAdd(delta).graphElement();
    }
  }

  private static Tensor sum(Tensor values) {
    return reduce(values, java.util.stream.IntStream.range(0, values.shape().rank()).toArray());
  }

  private static Tensor reduce(Tensor values, int[] axes) {
    return StandardOps.run(
            "Sum", null, Attrs.none(), List.of(values, ToTensor.of(axes, DType.INT32, "Const")))
        .output(0);
  }

  /** How often predictions are equal to labels. */
  public static Metric accuracy(Object labels, Object predictions, MetricOption... options) {
    Tensor wanted = ToTensor.of(labels, null, "labels");
    Tensor found = ToTensor.of(predictions, null, "predictions");
    requireSame(found, wanted);
    if (wanted.dtype() != found.dtype()) {
      found = Cast.of(found, wanted.dtype());
    }
    Tensor correct = Cast.of(StandardOps.call("Equal", found, wanted), DType.FLOAT32);
    return mean("accuracy", correct, options);
  }

  private static void requireSame(Tensor predictions, Tensor labels) {
    if (!predictions.shape().isCompatibleWith(labels.shape())) {
      throw new IllegalArgumentException(
          "predictions have shape %s, labels %s; they must be the same"
              .formatted(predictions.shape(), labels.shape()));
    }
  }

  public static Metric meanSquaredError(
      Object labels, Object predictions, MetricOption... options) {
    return mean("mean_squared_error", squaredError(labels, predictions), options);
  }

  private static Tensor squaredError(Object labels, Object predictions) {
    Tensor wanted = MetricScope.floats(labels, "labels");
    Tensor found = MetricScope.floats(predictions, "predictions");
    requireSame(found, wanted);
    return StandardOps.call("SquaredDifference", wanted, found);
  }

  public static Metric meanAbsoluteError(
      Object labels, Object predictions, MetricOption... options) {
    Tensor wanted = MetricScope.floats(labels, "labels");
    Tensor found = MetricScope.floats(predictions, "predictions");
    requireSame(found, wanted);
    return mean(
        "mean_absolute_error", StandardOps.call("Abs", Arithmetic.SUB.of(found, wanted)), options);
  }

  public static Metric rootMeanSquaredError(
      Object labels, Object predictions, MetricOption... options) {
    MetricOption[] uncollected =
        java.util.Arrays.stream(options)
            .filter(option -> !MetricScope.isCollection(option))
            .toArray(MetricOption[]::new);
    Metric squared =
        mean("root_mean_squared_error", squaredError(labels, predictions), uncollected);
    return new MetricScope(options)
        .collected(
            StandardOps.call("Sqrt", squared.value()),
            StandardOps.call("Sqrt", squared.updateOp()));
  }

  public static Metric truePositives(Object labels, Object predictions, MetricOption... options) {
    return count("true_positives", labels, true, predictions, true, options);
  }

  public static Metric falsePositives(Object labels, Object predictions, MetricOption... options) {
    return count("false_positives", labels, false, predictions, true, options);
  }

  public static Metric falseNegatives(Object labels, Object predictions, MetricOption... options) {
    return count("false_negatives", labels, true, predictions, false, options);
  }

  public static Metric trueNegatives(Object labels, Object predictions, MetricOption... options) {
    return count("true_negatives", labels, false, predictions, false, options);
  }

  /** How many examples have this label and this prediction. */
  private static Metric count(
      String name,
      Object labels,
      boolean label,
      Object predictions,
      boolean prediction,
      MetricOption... options) {
    MetricScope metric = new MetricScope(options);
    try (EnteredVariableScope scope = metric.enter(name)) {
      Gathered gathered =
          gather(
              "count",
              both(
                  MetricScope.booleans(labels, "labels"),
                  label,
                  MetricScope.booleans(predictions, "predictions"),
                  prediction),
              metric);
      return metric.collected(IdentityOps.identity(gathered.now()), gathered.after());
    }
  }

  private static Tensor both(Tensor labels, boolean label, Tensor predictions, boolean prediction) {
    requireSame(predictions, labels);
    Tensor a = label ? labels : StandardOps.call("LogicalNot", labels);
    Tensor b = prediction ? predictions : StandardOps.call("LogicalNot", predictions);
    return StandardOps.call("LogicalAnd", a, b);
  }

  private record Gathered(Variable now, Tensor after) {}

  private static Gathered gather(String name, Tensor hits, MetricScope metric) {
    Variable count = MetricScope.variable(name, Shape.scalar());
    Tensor each = Cast.of(hits, DType.FLOAT32);
    Tensor weights = metric.weights(DType.FLOAT32);
    if (weights != null) {
      each = Arithmetic.MUL.of(each, weights);
    }
    return new Gathered(count, after(count, sum(each)));
  }

  /** Of what was predicted, the share that is so. */
  public static Metric precision(Object labels, Object predictions, MetricOption... options) {
    return share("precision", "false_positives", false, true, labels, predictions, options);
  }

  /** Of what is so, the share that was predicted. */
  public static Metric recall(Object labels, Object predictions, MetricOption... options) {
    return share("recall", "false_negatives", true, false, labels, predictions, options);
  }

  private static Metric share(
      String name,
      String wrongName,
      boolean wrongLabel,
      boolean wrongPrediction,
      Object labels,
      Object predictions,
      MetricOption... options) {
    MetricScope metric = new MetricScope(options);
    try (EnteredVariableScope scope = metric.enter(name)) {
      Tensor z = MetricScope.booleans(labels, "labels");
      Tensor x = MetricScope.booleans(predictions, "predictions");
      Gathered right;
      try (EnteredVariableScope below = metricScope("true_positives")) {
        right = gather("count", both(z, true, x, true), metric);
      }
      Gathered wrong;
      try (EnteredVariableScope below = metricScope(wrongName)) {
        wrong = gather("count", both(z, wrongLabel, x, wrongPrediction), metric);
      }
      Tensor value =
          MetricScope.ratio("value", right.now(), Arithmetic.ADD.of(right.now(), wrong.now()));
      Tensor update =
          MetricScope.ratio(
              "update_op", right.after(), Arithmetic.ADD.of(right.after(), wrong.after()));
      return metric.collected(value, update);
    }
  }

  private static EnteredVariableScope metricScope(String name) {
    return org.ckpt4j.variables.VariableScope.enter(new org.ckpt4j.options.DefaultName(name));
  }

  public static Metric auc(Object labels, Object predictions, MetricOption... options) {
    return auc(labels, predictions, 200, options);
  }

  /**
   * The area under the curve of true over false positives, by trapezoids.
   *
   * @param predictions from 0 to 1
   * @param numThresholds at how many thresholds the curve is taken
   */
  public static Metric auc(
      Object labels, Object predictions, int numThresholds, MetricOption... options) {
    MetricScope metric = new MetricScope(options);
    try (EnteredVariableScope scope = metric.enter("auc")) {
      Tensor z = Reshape.of(MetricScope.booleans(labels, "labels"), new int[] {1, -1});
      Tensor scores = MetricScope.floats(predictions, "predictions");
      Tensor x = Reshape.of(scores, new int[] {1, -1});
      float[] thresholds = new float[numThresholds];
      for (int i = 1; i < numThresholds - 1; i++) {
        thresholds[i] = (float) (i * 1.0 / (numThresholds - 1));
      }
      thresholds[0] = -1e-7f;
      thresholds[numThresholds - 1] = 1 + 1e-7f;
      Tensor limits =
          Reshape.of(ToTensor.of(thresholds, DType.FLOAT32, "thresholds"), new int[] {-1, 1});
      Tensor predicted = Arithmetic.GREATER.of(x, limits);
      @Nullable Tensor weights = metric.weights(DType.FLOAT32);
      Tensor flat = weights == null ? null : Reshape.of(wide(weights, scores), new int[] {1, -1});
      Gathered tp = row("true_positives", z, true, predicted, true, flat, numThresholds);
      Gathered fn = row("false_negatives", z, true, predicted, false, flat, numThresholds);
      Gathered tn = row("true_negatives", z, false, predicted, false, flat, numThresholds);
      Gathered fp = row("false_positives", z, false, predicted, true, flat, numThresholds);
      return metric.collected(
          area("value", tp.now(), fn.now(), tn.now(), fp.now(), numThresholds),
          area("update_op", tp.after(), fn.after(), tn.after(), fp.after(), numThresholds));
    }
  }

  private static Tensor wide(Tensor weights, Tensor beside) {
    return Arithmetic.MUL.of(weights, StandardOps.call("OnesLike", beside));
  }

  private static Gathered row(
      String name,
      Tensor labels,
      boolean label,
      Tensor predicted,
      boolean prediction,
      @Nullable Tensor weights,
      int thresholds) {
    Variable count = MetricScope.variable(name, Shape.of(thresholds));
    Tensor a = label ? labels : StandardOps.call("LogicalNot", labels);
    Tensor b = prediction ? predicted : StandardOps.call("LogicalNot", predicted);
    Tensor hits = Cast.of(StandardOps.call("LogicalAnd", a, b), DType.FLOAT32);
    if (weights != null) {
      hits = Arithmetic.MUL.of(hits, weights);
    }
    return new Gathered(count, after(count, reduce(hits, new int[] {1})));
  }

  private static Tensor area(
      String name, Operand tp, Operand fn, Operand tn, Operand fp, int thresholds) {
    Tensor small = ToTensor.of(1e-6f, DType.FLOAT32, "epsilon");
    Tensor recall =
        Arithmetic.REAL_DIV.of(
            Arithmetic.ADD.of(tp, small), Arithmetic.ADD.of(Arithmetic.ADD.of(tp, fn), small));
    Tensor fallout =
        Arithmetic.REAL_DIV.of(fp, Arithmetic.ADD.of(Arithmetic.ADD.of(fp, tn), small));
    Tensor widths =
        Arithmetic.SUB.of(part(fallout, 0, thresholds - 1), part(fallout, 1, thresholds - 1));
    Tensor heights =
        Arithmetic.REAL_DIV.of(
            Arithmetic.ADD.of(part(recall, 0, thresholds - 1), part(recall, 1, thresholds - 1)),
            2f);
    return IdentityOps.identity(sum(Arithmetic.MUL.of(widths, heights)), new Named(name));
  }

  private static Tensor part(Tensor values, long from, long size) {
    return org.ckpt4j.ops.array.Slice.of(values, List.of(from), Shape.of(size));
  }
}
