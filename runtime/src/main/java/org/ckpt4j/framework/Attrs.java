package org.ckpt4j.framework;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one call of an operation: name to value, as {@link AttrKind} says. Immutable.
 */
public final class Attrs {
  private static final Attrs NONE = new Attrs(Map.of());

  private final Map<String, Object> values;

  private Attrs(Map<String, Object> values) {
    this.values = values;
  }

  public static Attrs none() {
    return NONE;
  }

  /** Names and values in turn; an {@code Integer} becomes a {@code Long}. */
  public static Attrs of(Object... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values in turn, given " + namesAndValues.length);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      values.put((String) namesAndValues[i], value instanceof Integer n ? Long.valueOf(n) : value);
    }
    return new Attrs(Collections.unmodifiableMap(values));
  }

  /** These attributes and one more, or one replaced. */
  public Attrs with(String name, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put(name, value instanceof Integer n ? Long.valueOf(n) : value);
    return new Attrs(Collections.unmodifiableMap(all));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * The value, of the type its kind has.
   *
   * @throws NoSuchElementException if it is not set
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> T get(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new NoSuchElementException("no attribute \"" + name + "\" among " + values.keySet());
    }
    return (T) value;
  }

  /** The value, or null if it is not set. */
  public @Nullable Object find(String name) {
    return values.get(name);
  }

  /** All of them, in the order they were set. */
  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
