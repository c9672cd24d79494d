package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.Comparator;
import java.util.List;
import org.ckpt4j.framework.Scope;

/**
 * Keeps variables in eager mode, so that {@code getVariable} finds again what it made.
 *
 * <p>Counterpart: {@code tf.compat.v1.EagerVariableStore}.
 */
public final class EagerVariableStore {
  private final VariableStore store = new VariableStore(true);

  /** Variables made or asked for within are this store's. */
  @MustBeClosed
  public Scope asDefault() {
    return store.enter();
  }

  /** All, by name. */
  public List<Variable> variables() {
    return store.variables().stream().sorted(Comparator.comparing(Variable::name)).toList();
  }

  public List<Variable> trainableVariables() {
    return variables().stream().filter(Variable::trainable).toList();
  }

  public List<Variable> nonTrainableVariables() {
    return variables().stream().filter(v -> !v.trainable()).toList();
  }
}
