package org.ckpt4j.graph;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.framework.FunctionLibrary;
import org.ckpt4j.framework.FunctionRef;
import org.jspecify.annotations.Nullable;

/**
 * The function library of a graph, shared with the bodies of its functions. Counterpart: {@code
 * FunctionDefLibrary}.
 */
public final class Functions implements FunctionLibrary {
  private final Map<String, GraphFunction> byName = new LinkedHashMap<>();
  private final Map<String, String> gradients = new LinkedHashMap<>();

  Functions() {}

  /**
   * @throws IllegalArgumentException if there is another of this name
   */
  public synchronized void add(GraphFunction function) {
    GraphFunction before = byName.putIfAbsent(function.name(), function);
    if (before != null && before != function) {
      throw new IllegalArgumentException(
          "the library has a function \"%s\" already".formatted(function.name()));
    }
  }

  @Override
  public @Nullable GraphFunction find(FunctionRef function) {
    return find(function.name());
  }

  public synchronized @Nullable GraphFunction find(String name) {
    return byName.get(name);
  }

  /** Says which function is the gradient of another one. */
  public synchronized void addGradient(String function, String gradient) {
    gradients.put(function, gradient);
  }

  /** The gradient functions that were named, by the function's name. */
  public synchronized Map<String, String> gradients() {
    return Map.copyOf(gradients);
  }

  /** All, in the order they were added. */
  public synchronized Collection<GraphFunction> all() {
    return Collections.unmodifiableCollection(new java.util.ArrayList<>(byName.values()));
  }
}
