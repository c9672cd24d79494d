package org.ckpt4j.trackable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.AttributeError;
import org.jspecify.annotations.Nullable;

/**
 * An object with named attributes, whose trackable ones are its children.
 *
 * <p>Python sets attributes ({@code self.w = x}); Java names them: {@code w = track("w", x)}.
 * Lists, maps and tuples are wrapped, hence {@code track} gives back what is stored. Counterpart:
 * {@code tf.__internal__.tracking.AutoTrackable}.
 */
public class AutoTrackable implements Trackable {
  private final Dependencies dependencies = new Dependencies();
  private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();

  @Override
  public final Dependencies dependencies() {
    return dependencies;
  }

  /** Sets an attribute to a trackable object, which becomes a child. */
  public final <T extends Trackable> T track(String name, T value) {
    set(name, value);
    return value;
  }

  /** Sets an attribute to a list; change it through the list given back. */
  @SuppressWarnings("unchecked")
  public final <E extends @Nullable Object> List<E> track(String name, List<E> value) {
    set(name, value);
    return (List<E>) attribute(name);
  }

  /** Sets an attribute to a map with an order of its own; change it through the map given back. */
  @SuppressWarnings("unchecked")
  public final <K, V extends @Nullable Object> Map<K, V> track(String name, Map<K, V> value) {
    set(name, value);
    return (Map<K, V>) attribute(name);
  }

  /**
   * Python's {@code setattr}: wraps what has to be wrapped, and tracks what can be tracked.
   *
   * @throws IllegalArgumentException for a map without an order of its own
   */
  public void set(String name, @Nullable Object value) {
    if (attributes.containsKey(name) && attributes.get(name) == value) {
      return;
    }
    attributes.put(name, Wrapping.attach(this, name, value));
  }

  /**
   * Python's {@code getattr}.
   *
   * @throws AttributeError if there is none of that name
   */
  public @Nullable Object attribute(String name) {
    if (!attributes.containsKey(name)) {
      throw noAttribute(name);
    }
    return attributes.get(name);
  }

  /**
   * Python's {@code delattr}: the attribute is no child any more.
   *
   * @throws AttributeError if there is none of that name
   */
  public void delete(String name) {
    dependencies.untrack(name);
    if (!attributes.containsKey(name)) {
      throw noAttribute(name);
    }
    attributes.remove(name);
  }

  /** The attributes in the order in which they were first set; a live, unmodifiable view. */
  public final Map<String, @Nullable Object> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  private AttributeError noAttribute(String name) {
    return new AttributeError(
        "%s has no attribute \"%s\"; it has %s"
            .formatted(getClass().getSimpleName(), name, attributes.keySet()));
  }
}
