package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import org.ckpt4j.framework.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Where a template keeps its variables eagerly: in the store that is open when it is first called,
 * else in one of its own.
 */
final class EagerTemplateStore {
  private VariableStore store = keeping(new VariableStore(true));
  private boolean used;

  private static VariableStore keeping(VariableStore otherwise) {
    return VariableTable.current() instanceof VariableStore open && open.keepsEager()
        ? open
        : otherwise;
  }

  @MustBeClosed
  Scope asDefault() {
    if (!used) {
      store = keeping(store);
      used = true;
    }
    return store.enter();
  }

  /** Those below a scope, by name. */
  List<Variable> within(@Nullable VariableScope scope) {
    String prefix = scope == null ? "" : scope.name() + "/";
    return store.variables().stream()
        .filter(variable -> variable.name().startsWith(prefix))
        .sorted(java.util.Comparator.comparing(Variable::name))
        .toList();
  }
}
