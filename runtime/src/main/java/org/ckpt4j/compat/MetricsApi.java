package org.ckpt4j.compat;

import org.ckpt4j.metrics.Metric;
import org.ckpt4j.metrics.Metrics;
import org.ckpt4j.options.MetricOption;

/** {@code tf.compat.v1.metrics}. */
public final class MetricsApi {
  public Metric mean(Object values, MetricOption... options) {
    return Metrics.mean(values, options);
  }

  public Metric accuracy(Object labels, Object predictions, MetricOption... options) {
    return Metrics.accuracy(labels, predictions, options);
  }

  public Metric meanSquaredError(Object labels, Object predictions, MetricOption... options) {
    return Metrics.meanSquaredError(labels, predictions, options);
  }

  public Metric meanAbsoluteError(Object labels, Object predictions, MetricOption... options) {
    return Metrics.meanAbsoluteError(labels, predictions, options);
  }

  public Metric rootMeanSquaredError(Object labels, Object predictions, MetricOption... options) {
    return Metrics.rootMeanSquaredError(labels, predictions, options);
  }

  public Metric truePositives(Object labels, Object predictions, MetricOption... options) {
    return Metrics.truePositives(labels, predictions, options);
  }

  public Metric falsePositives(Object labels, Object predictions, MetricOption... options) {
    return Metrics.falsePositives(labels, predictions, options);
  }

  public Metric falseNegatives(Object labels, Object predictions, MetricOption... options) {
    return Metrics.falseNegatives(labels, predictions, options);
  }

  public Metric trueNegatives(Object labels, Object predictions, MetricOption... options) {
    return Metrics.trueNegatives(labels, predictions, options);
  }

  public Metric precision(Object labels, Object predictions, MetricOption... options) {
    return Metrics.precision(labels, predictions, options);
  }

  public Metric recall(Object labels, Object predictions, MetricOption... options) {
    return Metrics.recall(labels, predictions, options);
  }

  public Metric auc(Object labels, Object predictions, MetricOption... options) {
    return Metrics.auc(labels, predictions, options);
  }

  public Metric auc(Object labels, Object predictions, int numThresholds, MetricOption... options) {
    return Metrics.auc(labels, predictions, numThresholds, options);
  }
}
