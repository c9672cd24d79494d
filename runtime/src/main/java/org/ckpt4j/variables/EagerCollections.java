package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.graph.Graph;
import org.jspecify.annotations.Nullable;

/** What a program without a graph collects: the global step, regularization losses. */
final class EagerCollections {
  private static final ContextLocal<Map<String, List<Object>>> COLLECTIONS =
      ContextLocal.withInitial("collections", HashMap::new);

  private EagerCollections() {}

  /** Adds to the graph's collection, or to that of the eager world. */
  static void add(String key, Object value) {
    Graph graph = Graph.currentOrNull();
    if (graph != null) {
      graph.addToCollection(key, value);
    } else {
      COLLECTIONS.get().computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
    }
  }

  static List<Object> get(String key, @Nullable String scope) {
    Graph graph = Graph.currentOrNull();
    return graph != null
        ? graph.getCollection(key, scope)
        : List.copyOf(COLLECTIONS.get().getOrDefault(key, List.of()));
  }
}
