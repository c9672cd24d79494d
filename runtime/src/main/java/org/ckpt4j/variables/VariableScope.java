package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.AuxiliaryNameScope;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.VariableScopeOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * A prefix for variables' names, and defaults for how they are made or shared.
 *
 * <p>Unlike a name scope it is not numbered when it is entered twice: two scopes of one name are
 * the same place for variables. Counterpart: {@code tf.compat.v1.VariableScope} and {@code
 * variable_scope}.
 */
public final class VariableScope {
  private final String name;
  private final String originalNameScope;
  private ScopeSettings settings;

  VariableScope(String name, String originalNameScope, ScopeSettings settings) {
    this.name = name;
    this.originalNameScope = originalNameScope;
    this.settings = settings;
    if (Contexts.current().isEager()) {
      // TF shares every variable by name in eager mode, as soon as anything shares them at all.
      this.settings =
          settings.with(Reuse.AUTO_REUSE).with(new org.ckpt4j.options.UseResource(true));
    }
  }

  /** The scope that is open now; the root if none is. */
  public static VariableScope current() {
    return OpenScopes.get().current();
  }

  /**
   * Enters a scope below the current one.
   *
   * @param name null only with {@link DefaultName}, which is then made unique
   * @throws TypeError if there is neither a name nor a default
   */
  @MustBeClosed
  public static EnteredVariableScope enter(@Nullable String name, VariableScopeOption... options) {
    String defaultName = null;
    for (VariableScopeOption option : options) {
      defaultName = option instanceof DefaultName o ? o.name() : defaultName;
    }
    if (name == null && defaultName == null) {
      throw new TypeError("a variable scope needs a name, or a default name");
    }
    if (name == null) {
      return enterDefault(java.util.Objects.requireNonNull(defaultName), options);
    }
    OpenScopes open = OpenScopes.get();
    VariableScope old = open.current();
    NameScope names = nameScope(name, options);
    return entering(
        names,
        () -> {
          String fullName = old.name.isEmpty() ? name : old.name + "/" + name;
          String nameScope = names == null ? name : names.name();
          var scope = new VariableScope(fullName, nameScope, with(old.settings.inner(), options));
          return EnteredVariableScope.prolonging(open, scope, names);
        });
  }

  /** Enters a new scope below the current one, named by default. */
  @MustBeClosed
  public static EnteredVariableScope enter(DefaultName name, VariableScopeOption... options) {
    return enterDefault(name.name(), options);
  }

  private static EnteredVariableScope enterDefault(
      String defaultName, VariableScopeOption... options) {
    for (VariableScopeOption option : options) {
      if (option instanceof Reuse reuse && reuse != Reuse.FALSE) {
        throw new IllegalArgumentException(
            "a scope named by default is new, so nothing can be reused in it; give it a name");
      }
    }
    OpenScopes open = OpenScopes.get();
    VariableScope old = open.current();
    NameScope names =
        auxiliary(options) ? NameScope.enter(defaultName) : NameScope.enter(currentNameScope());
    return entering(
        names,
        () -> {
          String unique = open.unique(old.name, defaultName);
          String fullName = old.name.isEmpty() ? unique : old.name + "/" + unique;
          var scope =
              new VariableScope(fullName, names.name(), with(old.settings.inner(), options));
          return EnteredVariableScope.prolonging(open, scope, names);
        });
  }

  /** Enters a scope again, wherever the program is; the names of operations follow where it is. */
  @MustBeClosed
  public static EnteredVariableScope enter(VariableScope scope, VariableScopeOption... options) {
    OpenScopes open = OpenScopes.get();
    String lastPart = scope.name.substring(scope.name.lastIndexOf('/') + 1);
    NameScope names = nameScope(lastPart, options);
    return entering(
        names,
        () -> {
          var copy =
              new VariableScope(
                  scope.name, scope.originalNameScope, with(scope.settings.inner(), options));
          return EnteredVariableScope.jumping(open, copy, names);
        });
  }

  /**
   * A scope below the current one that is not entered, and opens no name scope.
   *
   * @param name made unique
   * @param uniqueName in place of the name, as it stands; or null
   */
  static VariableScope below(
      String name, @Nullable String uniqueName, VariableScopeOption... options) {
    OpenScopes open = OpenScopes.get();
    VariableScope old = open.current();
    String last = uniqueName != null ? uniqueName : open.unique(old.name, name);
    String fullName = old.name.isEmpty() ? last : old.name + "/" + last;
    var scope = new VariableScope(fullName, last, with(old.settings.inner(), options));
    open.opened(fullName);
    open.forgetBelow(fullName);
    return scope;
  }

  /** A value made within a scope that is left again. */
  public static <T> T within(
      String name, List<? extends VariableScopeOption> options, Supplier<T> body) {
    try (var scope = enter(name, options.toArray(VariableScopeOption[]::new))) {
      return body.get();
    }
  }

  /** Leaves the name scope again if the variable scope cannot be entered. */
  private static EnteredVariableScope entering(
      @Nullable NameScope names, Supplier<EnteredVariableScope> enter) {
    try {
      return enter.get();
    } catch (RuntimeException e) {
      if (names != null) {
        names.close();
      }
      throw e;
    }
  }

  private static @Nullable NameScope nameScope(String name, VariableScopeOption... options) {
    if (!auxiliary(options)) {
      return NameScope.enter(currentNameScope());
    }
    return name.isEmpty() ? null : NameScope.enter(name);
  }

  private static String currentNameScope() {
    String now = Contexts.current().nameScope();
    return now.isEmpty() ? "" : now + "/";
  }

  private static boolean auxiliary(VariableScopeOption... options) {
    boolean auxiliary = true;
    for (VariableScopeOption option : options) {
      auxiliary = option instanceof AuxiliaryNameScope o ? o.value() : auxiliary;
    }
    return auxiliary;
  }

  private static ScopeSettings with(ScopeSettings settings, VariableScopeOption... options) {
    ScopeSettings out = settings;
    for (VariableScopeOption option : options) {
      if (option instanceof org.ckpt4j.options.UseResource wish) {
        requireAllowed(wish.value());
      }
      out = out.with(option);
    }
    return out;
  }

  private static void requireAllowed(boolean useResource) {
    if (!useResource && Contexts.current().isEager()) {
      throw new IllegalArgumentException(
          "variables are resources when operations run at once; useResource(false) is for graphs");
    }
  }

  /** The prefix of its variables, without a trailing slash. */
  public String name() {
    return name;
  }

  /** The name scope that was opened with it when it was first entered. */
  public String originalNameScope() {
    return originalNameScope;
  }

  public Reuse reuse() {
    return settings.reuse();
  }

  public DType dtype() {
    return settings.dtype();
  }

  public @Nullable Boolean useResource() {
    return settings.useResource();
  }

  public @Nullable Initializer initializer() {
    return settings.initializer();
  }

  public @Nullable Regularizer regularizer() {
    return settings.regularizer();
  }

  public @Nullable Partitioner partitioner() {
    return settings.partitioner();
  }

  public @Nullable CustomGetter customGetter() {
    return settings.customGetter();
  }

  public void reuseVariables() {
    settings = settings.with(Reuse.TRUE);
  }

  public void setInitializer(Initializer value) {
    settings = settings.with(value);
  }

  public void setRegularizer(Regularizer value) {
    settings = settings.with(value);
  }

  public void setPartitioner(Partitioner value) {
    settings = settings.with(value);
  }

  public void setDtype(DType value) {
    settings = settings.with(new org.ckpt4j.options.Typed(value));
  }

  /**
   * @throws IllegalArgumentException for false where operations run at once
   */
  public void setUseResource(boolean value) {
    requireAllowed(value);
    settings = settings.with(new org.ckpt4j.options.UseResource(value));
  }

  /**
   * Makes the variable, or finds it, as the scope says.
   *
   * @return a {@link Variable}, or a {@link PartitionedVariable} if a partitioner cuts it
   * @throws IllegalArgumentException if it may not exist and does, must exist and does not, or
   *     exists with another type or shape
   */
  public Operand get(VariableRequest request) {
    // An empty name leaves a slash at the end, by which the name scope is taken as it stands.
    return getAs(name.isEmpty() ? request.name() : name + "/" + request.name(), request);
  }

  /** As {@link #get}, under a name that does not follow from the request's. */
  Operand getAs(String fullName, VariableRequest request) {
    boolean eager = Contexts.current().isEager();
    try (NameScope root = NameScope.enter(null)) {
      if (request.dtype() != null && request.initialValue() != null) {
        InitialValues.checkType(fullName, request.initialValue(), request.dtype());
      }
      return VariableTable.current().get(request.within(settings, fullName, eager));
    }
  }

  /** As {@link #get}, for variables that are not cut. */
  public Variable getVariable(String variable, GetVariableOption... options) {
    Operand found = get(VariableRequest.of(variable, options));
    if (found instanceof Variable one) {
      return one;
    }
    throw new TypeError(
        "variable \"%s\" is partitioned; ask for it by getPartitionedVariable".formatted(variable));
  }

  /** The graph's global variables below this scope. */
  public List<Variable> globalVariables() {
    return collection(GraphKeys.GLOBAL_VARIABLES);
  }

  public List<Variable> localVariables() {
    return collection(GraphKeys.LOCAL_VARIABLES);
  }

  public List<Variable> trainableVariables() {
    return collection(GraphKeys.TRAINABLE_VARIABLES);
  }

  private List<Variable> collection(String key) {
    return GraphVariables.collection(
        key, name.isEmpty() ? null : java.util.regex.Pattern.quote(name + "/"));
  }

  @Override
  public String toString() {
    return "variable scope \"" + name + "\"";
  }
}
