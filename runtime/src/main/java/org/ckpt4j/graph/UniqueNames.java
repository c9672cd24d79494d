package org.ckpt4j.graph;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names used in one graph, operations and name scopes alike, and how a taken one is numbered.
 *
 * <p>Names that differ only in case count as one.
 */
final class UniqueNames {
  static final Pattern ROOT = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_.\\\\/>-]*");
  static final Pattern NESTED = Pattern.compile("[A-Za-z0-9_.\\\\/>-]*");

  private final Map<String, Integer> next = new HashMap<>();

  /** Notes a name that was given from outside, so that nothing else is called so. */
  void mark(String fullName) {
    next.putIfAbsent(fullName.toLowerCase(Locale.ROOT), 1);
  }

  /** {@code fullName}, or {@code fullName_1}, {@code fullName_2} ... */
  String unique(String fullName, boolean markAsUsed) {
    String key = fullName.toLowerCase(Locale.ROOT);
    int number = next.getOrDefault(key, 0);
    if (markAsUsed) {
      next.put(key, number + 1);
    }
    if (number == 0) {
      return fullName;
    }
    String numbered = key;
    while (next.containsKey(numbered)) {
      numbered = key + "_" + number;
      number++;
    }
    if (markAsUsed) {
      next.put(numbered, 1);
    }
    return fullName + "_" + (number - 1);
  }
}
