package org.ckpt4j.variables;

import java.util.Map;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Scope;
import org.jspecify.annotations.Nullable;

/** A variable scope that is open, until it is closed. */
public final class EnteredVariableScope implements Scope {
  private final VariableScope scope;
  private final @Nullable NameScope names;
  private final Scope frame;

  private EnteredVariableScope(VariableScope scope, @Nullable NameScope names, Scope frame) {
    this.scope = scope;
    this.names = names;
    this.frame = frame;
  }

  static EnteredVariableScope prolonging(
      OpenScopes open, VariableScope scope, @Nullable NameScope names) {
    return of(open, scope, names, () -> open.forgetBelow(scope.name()));
  }

  /** A jump leaves the counts of scopes as it found them. */
  static EnteredVariableScope jumping(
      OpenScopes open, VariableScope scope, @Nullable NameScope names) {
    open.opened(scope.name());
    Map<String, Integer> counts = open.counts();
    return enter(open, scope, names, () -> open.setCounts(counts));
  }

  private static EnteredVariableScope of(
      OpenScopes open, VariableScope scope, @Nullable NameScope names, Runnable leave) {
    open.opened(scope.name());
    return enter(open, scope, names, leave);
  }

  private static EnteredVariableScope enter(
      OpenScopes open, VariableScope scope, @Nullable NameScope names, Runnable leave) {
    VariableScope old = open.current();
    open.setCurrent(scope);
    Scope frame =
        Contexts.entered(
            scope.toString(),
            () -> {
              leave.run();
              open.setCurrent(old);
            });
    return new EnteredVariableScope(scope, names, frame);
  }

  /** The scope itself, to enter again or to ask. */
  public VariableScope scope() {
    return scope;
  }

  @Override
  public void close() {
    frame.close();
    if (names != null) {
      names.close();
    }
  }
}
