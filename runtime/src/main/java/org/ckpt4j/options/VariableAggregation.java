package org.ckpt4j.options;

/**
 * How the copies of a distributed variable become one value. There is one copy here; the value is
 * kept and written to messages.
 *
 * <p>Counterpart: {@code tf.VariableAggregation}.
 */
public enum VariableAggregation implements VariableOption, GetVariableOption {
  NONE,
  SUM,
  MEAN,
  ONLY_FIRST_REPLICA
}
