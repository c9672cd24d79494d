package org.ckpt4j.options;

/**
 * When the copies of a distributed variable are brought together. There is one copy here; the value
 * is kept, written to messages, and says whether a variable is trainable unless it says so itself.
 *
 * <p>Counterpart: {@code tf.VariableSynchronization}.
 */
public enum VariableSynchronization implements VariableOption, GetVariableOption {
  AUTO,
  NONE,
  ON_WRITE,
  /** Not trainable, unless told otherwise. */
  ON_READ
}
