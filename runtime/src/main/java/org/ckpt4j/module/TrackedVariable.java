package org.ckpt4j.module;

import java.util.Optional;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.trackable.PendingRestore;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Variable;

/**
 * Makes a variable that is a child from the start: if a restore waits for it, the restored value is
 * its first value, and its initializer is never asked.
 *
 * <p>Counterpart: {@code _add_variable_with_custom_getter}. In a graph the initializer stays, as in
 * TensorFlow, and the restore is run like any other.
 */
public final class TrackedVariable {
  private TrackedVariable() {}

  /**
   * @param name the name as a child of {@code owner}; the variable's own name is an option
   * @param initialValue a value, or a supplier of one, which is not asked if there is a restored
   *     value
   * @throws IllegalArgumentException if {@code owner} has another child of this name
   */
  public static Variable create(
      Trackable owner, String name, Object initialValue, VariableOption... options) {
    Optional<PendingRestore> waiting =
        Contexts.current().isEager() ? owner.dependencies().preload(name) : Optional.empty();
    Variable variable =
        new Variable(waiting.<Object>map(PendingRestore::value).orElse(initialValue), options);
    waiting.ifPresent(restore -> variable.dependencies().claim(restore.restoreId()));
    return owner.dependencies().track(name, variable);
  }
}
