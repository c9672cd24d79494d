package org.ckpt4j.variables;

import java.util.HashMap;
import java.util.Map;
import org.ckpt4j.framework.ContextLocal;

/**
 * The variable scope open in a graph (or in the eager world), and how often each name was opened.
 */
final class OpenScopes {
  private static final ContextLocal<OpenScopes> SCOPES =
      ContextLocal.withInitialPerThread("variable scopes", OpenScopes::new);

  private VariableScope current = new VariableScope("", "", ScopeSettings.ROOT);
  private Map<String, Integer> counts = new HashMap<>();

  static OpenScopes get() {
    return SCOPES.get();
  }

  VariableScope current() {
    return current;
  }

  void setCurrent(VariableScope scope) {
    current = scope;
  }

  Map<String, Integer> counts() {
    return new HashMap<>(counts);
  }

  void setCounts(Map<String, Integer> value) {
    counts = value;
  }

  void opened(String name) {
    counts.merge(name, 1, Integer::sum);
  }

  /** Scopes below {@code name} count from nothing when it is opened again. */
  void forgetBelow(String name) {
    counts.replaceAll((key, count) -> key.startsWith(name + "/") ? 0 : count);
  }

  /** {@code prefix}, or {@code prefix_1} ..., such that no scope of this name was opened below. */
  String unique(String below, String prefix) {
    String name = below.isEmpty() ? prefix : below + "/" + prefix;
    if (counts.getOrDefault(name, 0) == 0) {
      return prefix;
    }
    int number = 1;
    while (counts.getOrDefault(name + "_" + number, 0) > 0) {
      number++;
    }
    return prefix + "_" + number;
  }
}
