package org.ckpt4j.train;

import java.util.HashMap;
import java.util.Map;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;

/**
 * The keys of an object-based checkpoint by the full names its variables had when it was written.
 *
 * <p>Counterpart: {@code object_graph_key_mapping}.
 */
final class ObjectGraphKeys {
  private ObjectGraphKeys() {}

  static Map<String, String> byFullName(ObjectGraph graph) {
    Map<String, String> keys = new HashMap<>();
    for (ObjectNode node : graph.nodes()) {
      for (SavedAttribute attribute : node.attributes()) {
        keys.put(attribute.fullName(), attribute.checkpointKey());
      }
    }
    return keys;
  }
}
