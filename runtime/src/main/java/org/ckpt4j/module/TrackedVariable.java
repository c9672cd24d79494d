package org.ckpt4j.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.PendingRestore;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableRequest;

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

  /**
   * As {@link #create}, of a shape and by an initializer, as {@code getVariable} is asked. Its name
   * in a graph is {@code name}, below the scopes that are open. Counterpart: {@code add_variable}.
   *
   * @throws IllegalArgumentException if {@code owner} has another child of this name, or a shape is
   *     given beside a value, which has its own
   */
  public static Variable add(Trackable owner, String name, GetVariableOption... options) {
    VariableRequest request = VariableRequest.of(name, options);
    if (owner.dependencies().find(name).isPresent()) {
      throw new IllegalArgumentException(
          "a variable named \"%s\" is declared already in %s; use another name"
              .formatted(name, owner));
    }
    if (request.shape() != null && request.initialValue() != null) {
      throw new IllegalArgumentException(
          "variable \"%s\": a given initial value has its own shape; leave the shape out"
              .formatted(name));
    }
    List<VariableOption> settings = new ArrayList<>(List.of(new Named(name)));
    if (request.dtype() != null) {
      settings.add(new Typed(request.dtype()));
    }
    if (request.trainable() != null) {
      settings.add(new Trainable(request.trainable()));
    }
    Object first = request.initialValue();
    return create(
        owner,
        name,
        first != null ? first : (Supplier<Object>) () -> initialize(request),
        settings.toArray(VariableOption[]::new));
  }

  private static Object initialize(VariableRequest request) {
    Shape shape = request.shape();
    if (shape == null) {
      throw new IllegalArgumentException(
          "variable \"%s\" needs a shape for its initializer".formatted(request.name()));
    }
    DType dtype = request.dtype() == null ? DType.FLOAT32 : request.dtype();
    Initializer initializer = request.initializer();
    return (initializer == null ? Initializers.zeros() : initializer)
        .initialize(shape, dtype, null);
  }
}
