package org.ckpt4j.framework;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The operations there are, by TensorFlow's registered names. Immutable. */
public final class OpRegistry {
  private final Map<String, OpDef> ops;

  private OpRegistry(Map<String, OpDef> ops) {
    this.ops = ops;
  }

  /**
   * @throws IllegalArgumentException if two have the same name
   */
  public static OpRegistry of(List<OpDef> defs) {
    Map<String, OpDef> ops = new TreeMap<>();
    for (OpDef def : defs) {
      if (ops.put(def.name(), def) != null) {
        throw new IllegalArgumentException("operation " + def.name() + " is registered twice");
      }
    }
    return new OpRegistry(Collections.unmodifiableMap(ops));
  }

  public Optional<OpDef> find(String name) {
    return Optional.ofNullable(ops.get(name));
  }

  /** All, by name. */
  public Collection<OpDef> all() {
    return ops.values();
  }
}
