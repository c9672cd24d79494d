package org.ckpt4j.variables;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.VariableScopeOption;
import org.jspecify.annotations.Nullable;

/**
 * A function that makes variables when it is called first, and shares them from then on.
 *
 * <p>Its variables lie in a variable scope of its own, which is opened where it is called first, or
 * where it is made ({@link TemplateOptions#createScopeNow}). Counterpart: {@code
 * tf.compat.v1.make_template}.
 *
 * @param <A> what the function takes; {@code Void} for nothing
 * @param <R> what it gives
 */
public final class Template<A extends @Nullable Object, R> {
  private final String name;
  private final Function<A, R> function;
  private final TemplateOptions options;
  private final @Nullable EagerTemplateStore store;
  private @Nullable VariableScope scope;
  private boolean firstCall = true;
  private boolean variablesCreated;

  /**
   * @param name numbered if a scope of this name was opened before, see {@link
   *     TemplateOptions#uniqueName}
   * @throws IllegalArgumentException if the name is null, or a unique name is asked for eagerly
   */
  public Template(@Nullable String name, Function<A, R> function, TemplateOptions options) {
    if (name == null) {
      throw new IllegalArgumentException("a template needs a name; its variables lie below it");
    }
    boolean eager = Contexts.current().isEager();
    if (eager && options.uniqueName() != null) {
      throw new IllegalArgumentException(
          "a unique name (\"%s\") is for graphs; eagerly nothing is shared by name"
              .formatted(options.uniqueName()));
    }
    this.name = name;
    this.function = function;
    this.options = options;
    if (options.createScopeNow()) {
      this.scope = VariableScope.below(name, options.uniqueName(), getter());
    }
    this.store = eager ? new EagerTemplateStore() : null;
  }

  private VariableScopeOption[] getter() {
    CustomGetter getter = options.customGetter();
    return getter == null ? new VariableScopeOption[0] : new VariableScopeOption[] {getter};
  }

  /** Calls the function within the template's scope. */
  public R call(A argument) {
    VariableScope known = scope;
    if (known != null) {
      Reuse reuse = store != null ? Reuse.AUTO_REUSE : firstCall ? Reuse.FALSE : Reuse.TRUE;
      try (var entered = VariableScope.enter(known, reuse)) {
        return callWithin(argument);
      }
    }
    try (var entered = enterFirst()) {
      scope = entered.scope();
      return callWithin(argument);
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  private EnteredVariableScope enterFirst() {
    return options.uniqueName() != null
        ? VariableScope.enter(options.uniqueName(), getter())
        : VariableScope.enter(new org.ckpt4j.options.DefaultName(name), getter());
  }

  private R callWithin(A argument) {
    if (store == null) {
      return run(argument);
    }
    try (var entered = store.asDefault()) {
      return run(argument);
    } finally {
      OpenScopes.get().forgetBelow(Objects.requireNonNull(scope).name());
    }
  }

  private R run(A argument) {
    if (variablesCreated) {
      int before = trainableNow().size();
      R result = function.apply(argument);
      List<Variable> after = trainableNow();
      if (after.size() != before) {
        throw new IllegalArgumentException(
            "template \"%s\" made trainable variables in a call after the first: %s; use getVariable, which shares them"
                .formatted(name, after.subList(before, after.size())));
      }
      return result;
    }
    firstCall = false;
    try {
      R result = function.apply(argument);
      variablesCreated = true;
      return result;
    } catch (RuntimeException | Error e) {
      firstCall = true;
      throw e;
    }
  }

  /** What a call may not add to: the graph's trainable variables, or the store's. */
  private List<Variable> trainableNow() {
    return store == null
        ? GraphVariables.trainable()
        : store.within(scope).stream().filter(Variable::trainable).toList();
  }

  public String name() {
    return name;
  }

  /** Its variable scope; empty before it is opened. */
  public Optional<VariableScope> variableScope() {
    return Optional.ofNullable(scope);
  }

  /** The prefix of its variables, with a slash at the end; empty before its scope is opened. */
  public Optional<String> variableScopeName() {
    return variableScope().map(s -> s.name().isEmpty() ? "" : slashed(s.name()));
  }

  private static String slashed(String prefix) {
    return prefix.endsWith("/") ? prefix : prefix + "/";
  }

  /** The global and local variables it made. */
  public List<Variable> variables() {
    List<Variable> all = new java.util.ArrayList<>(globalVariables());
    all.addAll(localVariables());
    return all;
  }

  public List<Variable> globalVariables() {
    return collected(GraphKeys.GLOBAL_VARIABLES);
  }

  /** Eagerly there are none. */
  public List<Variable> localVariables() {
    return store != null ? List.of() : collected(GraphKeys.LOCAL_VARIABLES);
  }

  public List<Variable> trainableVariables() {
    return store != null
        ? globalVariables().stream().filter(Variable::trainable).toList()
        : collected(GraphKeys.TRAINABLE_VARIABLES);
  }

  public List<Variable> nonTrainableVariables() {
    List<Variable> trainable = trainableVariables();
    return globalVariables().stream().filter(v -> !trainable.contains(v)).toList();
  }

  private List<Variable> collected(String key) {
    if (!variablesCreated) {
      return List.of();
    }
    if (store != null) {
      return store.within(scope);
    }
    String prefix = variableScopeName().orElse("");
    return GraphVariables.collection(key, java.util.regex.Pattern.quote(prefix));
  }
}
