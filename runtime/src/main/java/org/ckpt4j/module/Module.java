package org.ckpt4j.module;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** Enters the module's scope; what is made within carries its name. */
  @MustBeClosed
  public final NameScope nameScope() {
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

  private <T> List<T> flatten(Class<T> wanted) {
    List<T> found = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(this);
    flatten(wanted, seen, found);
    return found;
  }

  private <T> void flatten(Class<T> wanted, Set<Object> seen, List<T> found) {
    flatten(this, wanted, seen, found);
  }

  private static <T> void flatten(
      AutoTrackable owner, Class<T> wanted, Set<Object> seen, List<T> found) {
    List<AutoTrackable> below = new ArrayList<>();
    Map<String, @Nullable Object> sorted = new TreeMap<>(owner.attributes());
    for (Object attribute : sorted.values()) {
      List<Object> leaves = new ArrayList<>();
      collectLeaves(attribute, leaves);
      for (Object leaf : leaves) {
        if (!seen.add(leaf)) {
          continue;
        }
        if (wanted.isInstance(leaf)) {
          found.add(wanted.cast(leaf));
        }
        if (leaf instanceof Module || leaf instanceof Tf1StyleVariables) {
          below.add((AutoTrackable) leaf);
        }
      }
    }
    for (AutoTrackable object : below) {
      flatten(object, wanted, seen, found);
    }
  }

  /** Lists in order, maps sorted by key; a map whose keys cannot be sorted has none. */
  private static void collectLeaves(@Nullable Object value, List<Object> leaves) {
    if (value instanceof List<?> list) {
      list.forEach(each -> collectLeaves(each, leaves));
    } else if (value instanceof Map<?, ?> map) {
      try {
        new TreeMap<Object, @Nullable Object>(map)
            .values()
            .forEach(each -> collectLeaves(each, leaves));
      } catch (ClassCastException | NullPointerException e) {
        // As in TF, which leaves out what it cannot sort.
      }
    } else if (value != null) {
      leaves.add(value);
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + " \"" + name + "\"";
  }
}
