package org.ckpt4j.framework;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A warning or log line that TensorFlow would give, as data: what kind, about what, and a text.
 *
 * @param kind a stable name in snake case, such as {@code restoring_parameters}
 * @param details what it is about, by name, in a fixed order
 */
public record Diagnostic(Level level, String kind, Map<String, Object> details, String message) {
  /** How grave it is. */
  public enum Level {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }

  public Diagnostic {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
