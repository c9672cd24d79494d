package org.ckpt4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.errors.TypeError;

/** Ordered maps from keys and values in turn. */
final class Dicts {
  private Dicts() {}

  /**
   * @throws TypeError if a key is no string, or one has no value
   */
  static Map<String, Object> of(Object... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new TypeError("dict takes keys and values in turn; the last key has no value");
    }
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      if (!(keysAndValues[i] instanceof String key)) {
        throw new TypeError("dict takes strings as keys, not " + keysAndValues[i]);
      }
      out.put(key, keysAndValues[i + 1]);
    }
    return out;
  }
}
