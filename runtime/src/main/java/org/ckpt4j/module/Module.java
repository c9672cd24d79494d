package org.ckpt4j.module;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * An object that owns variables, other modules, and lists and maps of them, under names.
 *
 * <pre>{@code
 * class Net extends Module {
 *   final Variable w = track("w", new Variable(zeros(shape(2)), name("w")));
 *   final List<Net> inner = track("inner", new ArrayList<>());
 * }
 * }</pre>
 *
 * <p>In Python attributes are tracked when they are set; here a field is tracked by {@link #track},
 * or, for a variable whose initializer need not run if a checkpoint waits for it, by {@link
 * #variable}. Counterpart: {@code tf.Module}.
 */
public class Module extends AutoTrackable {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private static final Pattern WORD_START =
      Pattern.compile("((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))");

  private final String name;
  private final String scopeName;

  /** A module named after its class: {@code MyNet} is {@code my_net}. */
  public Module() {
    this(null);
  }

  /**
   * @param name null for the class's name
   * @throws IllegalArgumentException if it is not a valid identifier
   */
  public Module(@Nullable String name) {
    this.name = name == null ? defaultName(getClass().getSimpleName()) : name;
    if (name != null && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no name for a module; use letters, digits and underscores".formatted(name));
    }
    try (NameScope scope = NameScope.enter(this.name)) {
      this.scopeName = scope.name();
    }
  }

  /** The name that a module of a class of this name takes: {@code MyNet} gives {@code my_net}. */
  public static String defaultName(String className) {
    String words = WORD_START.matcher(className).replaceAll("_$1").toLowerCase(Locale.ROOT);
    return words.isEmpty() ? "module" : words;
  }

  public final String name() {
    return name;
  }

  /** As {@code TF.name}, which {@link #name()} hides in subclasses from their static imports. */
  protected static Named name(String variable) {
    return new Named(variable);
  }

  /** The scope's full name, with a trailing slash. */
  protected final String scopeName() {
    return scopeName;
  }

  /**
   * Enters the module's scope; what is made within carries its name. A module may override it to
   * have another scope.
   */
  @MustBeClosed
  public NameScope nameScope() {
    return NameScope.enter(scopeName);
  }

  /** Runs {@code body} in the module's scope. */
  public final <T> T withNameScope(Supplier<T> body) {
    try (NameScope scope = nameScope()) {
      return body.get();
    }
  }

  /**
   * Makes a variable that is tracked from the start: if a checkpoint was restored before, its value
   * there is its first value, and {@code initialValue} is not asked.
   */
  protected final Variable variable(
      String attribute, Supplier<?> initialValue, VariableOption... options) {
    Variable variable = TrackedVariable.create(this, attribute, initialValue, options);
    set(attribute, variable);
    return variable;
  }

  /**
   * Runs {@code body} so that what it makes by {@code getVariable} belongs to this module, and is
   * found again when it is run again. Counterpart: a method decorated with {@code
   * track_tf1_style_variables}.
   */
  protected final <T> T trackTf1StyleVariables(Supplier<T> body) {
    return Tf1StyleVariables.track(this, body);
  }

  /** All variables of this and the modules below, attributes sorted by name, own ones first. */
  public final List<Variable> variables() {
    return flatten(Variable.class);
  }

  public final List<Variable> trainableVariables() {
    return variables().stream().filter(Variable::trainable).toList();
  }

  public final List<Variable> nonTrainableVariables() {
    return variables().stream().filter(variable -> !variable.trainable()).toList();
  }

  /** All modules below this one. */
  public final List<Module> submodules() {
    return flatten(Module.class);
  }

  /**
   * Attributes that hold nothing of this module's own, so that no list of variables looks there.
   */
  protected Set<String> ignoredProperties() {
    return Set.of();
  }

  /** All objects of a kind below this one, each once, attributes sorted by name, own ones first. */
  protected final <T> List<T> flatten(Class<T> wanted) {
    return ModuleWalk.objects(this, wanted);
  }

  /**
   * All objects of a kind below this one, by each path that leads to them: an object that two
   * attributes hold comes twice.
   */
  protected final <T> List<AtPath<T>> flattenWithPath(Class<T> wanted) {
    return ModuleWalk.paths(this, wanted);
  }

  /**
   * An object and where it was found.
   *
   * @param path names of attributes, positions in lists and keys of maps, from the outside in
   */
  public record AtPath<T>(List<Object> path, T object) {
    public AtPath {
      path = List.copyOf(path);
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + " \"" + name + "\"";
  }
}
