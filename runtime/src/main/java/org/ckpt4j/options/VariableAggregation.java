package org.ckpt4j.options;

/**
 * How the changes that several replicas make to one variable become one; recorded in graphs, and
 * without effect in one process. Counterpart: {@code tf.compat.v1.VariableAggregation}.
 */
public enum VariableAggregation {
  NONE,
  SUM,
  MEAN,
  ONLY_FIRST_REPLICA
}
