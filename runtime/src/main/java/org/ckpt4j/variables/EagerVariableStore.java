package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.Comparator;
import java.util.List;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;

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

  /** Another store of variables of the same names and values; neither changes the other's. */
  public EagerVariableStore copy() {
    EagerVariableStore copy = new EagerVariableStore();
    store
        .byName()
        .forEach(
            (name, variable) ->
                copy.store.put(
                    name,
                    new Variable(
                        variable.readValue(),
                        new Named(variable.fullName()),
                        new Trainable(variable.trainable()))));
    return copy;
  }

  public List<Variable> trainableVariables() {
    return variables().stream().filter(Variable::trainable).toList();
  }

  public List<Variable> nonTrainableVariables() {
    return variables().stream().filter(v -> !v.trainable()).toList();
  }
}
