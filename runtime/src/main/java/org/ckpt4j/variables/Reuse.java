package org.ckpt4j.variables;

import org.ckpt4j.options.VariableScopeOption;

/** Whether {@code getVariable} makes variables, finds them, or does either. */
public enum Reuse implements VariableScopeOption {
  /** Only makes them; in a scope's options: as the surrounding scope. */
  FALSE,
  /** Only finds them. */
  TRUE,
  /** Finds, else makes. Counterpart: {@code tf.compat.v1.AUTO_REUSE}. */
  AUTO_REUSE;

  public static Reuse of(boolean value) {
    return value ? TRUE : FALSE;
  }
}
