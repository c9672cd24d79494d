package org.ckpt4j.framework;

import com.google.errorprone.annotations.MustBeClosed;
import org.jspecify.annotations.Nullable;

/**
 * A name scope that is open: everything made within has its name before its own.
 *
 * <p>Counterpart: {@code tf.name_scope}, {@code tf.compat.v1.name_scope}, {@code
 * tf.Graph.name_scope}.
 */
public final class NameScope implements Scope {
  private final String name;
  private final Scope scope;

  private NameScope(String name, Scope scope) {
    this.name = name;
    this.scope = scope;
  }

  /**
   * Enters {@code name} below the current scope. With a trailing slash it is taken as it stands;
   * empty or null leads back to the root. A graph makes the name unique, the eager world does not.
   *
   * @throws IllegalArgumentException if it is not a valid scope name
   */
  @MustBeClosed
  public static NameScope enter(@Nullable String name) {
    ExecutionContext context = Contexts.current();
    String before = context.nameScope();
    String entered = context.resolveNameScope(name);
    context.setNameScope(withoutSlash(entered));
    return new NameScope(
        entered,
        Contexts.entered("name scope \"" + entered + "\"", () -> context.setNameScope(before)));
  }

  /**
   * As {@link #enter}, for programs that must give a name.
   *
   * @throws IllegalArgumentException if it is null, or not a valid scope name
   */
  @MustBeClosed
  public static NameScope enterNamed(@Nullable String name) {
    if (name == null) {
      throw new IllegalArgumentException(
          "a name scope needs a name; the empty one leads back to the root");
    }
    return enter(name);
  }

  private static String withoutSlash(String scope) {
    return scope.endsWith("/") ? scope.substring(0, scope.length() - 1) : scope;
  }

  /** The scope as Python's {@code as} binds it: with a trailing slash, or empty at the root. */
  public String name() {
    return name;
  }

  @Override
  public void close() {
    scope.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
