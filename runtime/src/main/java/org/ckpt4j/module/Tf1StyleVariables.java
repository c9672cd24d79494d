package org.ckpt4j.module;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Reuse;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableRequest;
import org.ckpt4j.variables.VariableTable;
import org.jspecify.annotations.Nullable;

/**
 * The variables that TF1-style code within one object made by {@code getVariable}: tracked by the
 * object, saved with it, found again under their names.
 *
 * <p>Reuse is automatic: what does not exist is made, unless a scope says {@code reuse(true)} in a
 * graph. Counterpart: the store behind {@code tf.compat.v1.keras.utils.track_tf1_style_variables}.
 */
public final class Tf1StyleVariables extends AutoTrackable {
  /** The attribute under which the owner keeps its store; part of checkpoints' keys. */
  public static final String ATTRIBUTE = "_tf1_style_var_store";

  private final Map<String, Variable> variables;
  private final Map<String, Object> regularizers;
  private final Table table = new Table();

  private Tf1StyleVariables() {
    variables = track("_vars", new LinkedHashMap<String, Variable>());
    regularizers = track("_regularizers", new LinkedHashMap<String, Object>());
    track("_layers", new LinkedHashMap<String, Object>());
  }

  /**
   * Runs {@code body} with the store of {@code owner}, which is made the first time.
   *
   * @return what the body returns
   */
  public static <T> T track(AutoTrackable owner, Supplier<T> body) {
    Tf1StyleVariables store = of(owner);
    try (var entered = store.table.enter()) {
      return body.get();
    }
  }

  /** The store of {@code owner}, made if it has none. */
  public static Tf1StyleVariables of(AutoTrackable owner) {
    if (!owner.attributes().containsKey(ATTRIBUTE)) {
      owner.set(ATTRIBUTE, new Tf1StyleVariables());
    }
    return (Tf1StyleVariables) Objects.requireNonNull(owner.attribute(ATTRIBUTE));
  }

  /** By name, in the order in which they were made. */
  public Map<String, Variable> variables() {
    return variables;
  }

  /** The losses of variables' regularizers, by the variables' names. */
  @SuppressWarnings("unchecked")
  public Map<String, Supplier<@Nullable Operand>> regularizers() {
    return (Map<String, Supplier<@Nullable Operand>>) (Map<?, ?>) regularizers;
  }

  /** What {@code getVariable} asks. */
  private final class Table extends VariableTable {
    @Override
    public Map<String, Variable> byName() {
      return variables;
    }

    @Override
    public Operand get(VariableRequest request) {
      VariableRequest completed =
          request.reuse() == Reuse.TRUE ? request : request.withReuse(Reuse.AUTO_REUSE);
      if (completed.trainable() == null) {
        completed = completed.withTrainable(completed.trainableByDefault());
      }
      return completed.customGetter() == null
          ? find(completed)
          : completed.customGetter().get(this::find, completed);
    }

    private Operand find(VariableRequest request) {
      String name = request.name();
      if (request.partitioner() != null) {
        throw new IllegalArgumentException(
            "variable \"%s\": TF1-style variables of an object cannot be partitioned; leave the partitioner out"
                .formatted(name));
      }
      if (request.shape() != null
          && request.initialValue() != null
          && !(request.initialValue() instanceof Supplier<?>)) {
        throw new IllegalArgumentException(
            "variable \"%s\": a given initial value has its own shape; leave the shape out"
                .formatted(name));
      }
      Variable found = variables.get(name);
      if (found != null) {
        requireFits(found, request);
        return found;
      }
      if (request.reuse() == Reuse.TRUE) {
        throw new IllegalArgumentException(
            "there is no variable \"%s\" to reuse; make it first, or open the scope with AUTO_REUSE"
                .formatted(name));
      }
      Variable made = request.make();
      variables.put(name, made);
      Regularizer regularizer = request.regularizer();
      if (regularizer != null) {
        Supplier<@Nullable Operand> loss = () -> regularizer.loss(made);
        regularizers.put(made.name(), loss);
      }
      return made;
    }

    private static void requireFits(Variable found, VariableRequest request) {
      if (request.shape() != null && !request.shape().isCompatibleWith(found.shape())) {
        throw new IllegalArgumentException(
            "variable \"%s\" has shape %s, asked for with shape %s"
                .formatted(request.name(), found.shape(), request.shape()));
      }
      if (request.dtype() != null && request.dtype() != found.dtype()) {
        throw new IllegalArgumentException(
            "variable \"%s\" is %s, asked for as %s"
                .formatted(request.name(), found.dtype(), request.dtype()));
      }
    }
  }
}
