package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import org.ckpt4j.framework.Scope;

/**
 * Stands between whoever asks for a new variable and its making: may change what it is made with,
 * or give another variable.
 *
 * <p>Counterpart: what {@code tf.variable_creator_scope} takes.
 */
@FunctionalInterface
public interface VariableCreator {
  /** What a creator calls to go on: the creator entered before it, at last the making. */
  @FunctionalInterface
  interface Next {
    Variable create(VariableSettings settings);
  }

  Variable create(Next next, VariableSettings settings);

  /** Variables made within, in this context, are made by way of {@code creator}. */
  @MustBeClosed
  static Scope enter(VariableCreator creator) {
    return OpenCreators.enter(creator);
  }
}
