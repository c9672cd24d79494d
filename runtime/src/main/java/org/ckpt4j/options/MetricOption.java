package org.ckpt4j.options;

import java.util.List;

/** Configures a metric. */
public interface MetricOption {
  /** {@code weights}: a tensor that widens to the values. */
  record Weights(Object value) implements MetricOption {}

  /** {@code metrics_collections}: where the value is added. */
  record MetricsCollections(List<String> keys) implements MetricOption {}

  /** {@code updates_collections}: where the update is added. */
  record UpdatesCollections(List<String> keys) implements MetricOption {}

  static MetricOption weights(Object value) {
    return new Weights(value);
  }

  static MetricOption metricsCollections(String... keys) {
    return new MetricsCollections(List.of(keys));
  }

  static MetricOption updatesCollections(String... keys) {
    return new UpdatesCollections(List.of(keys));
  }
}
