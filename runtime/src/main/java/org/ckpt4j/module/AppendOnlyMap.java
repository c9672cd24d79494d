package org.ckpt4j.module;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.trackable.Wrapping;

/**
 * A map from strings to trackable objects whose keys are given once: none is replaced or removed,
 * so that it can always be saved.
 *
 * <p>Two such maps are equal only if they are the same. Counterpart: {@code
 * data_structures.Mapping}.
 *
 * @param <V> what it holds; nested lists and maps become their tracked wrappers
 */
public final class AppendOnlyMap<V> implements Trackable {
  private final Dependencies dependencies = new Dependencies();
  private final Map<String, V> storage = new LinkedHashMap<>();

  public AppendOnlyMap() {}

  /**
   * @param entries in the order in which they are to be saved
   */
  public AppendOnlyMap(Map<String, ? extends V> entries) {
    putAll(entries);
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException if the key has another value, or the value cannot be tracked
   */
  @SuppressWarnings("unchecked")
  public void put(String key, V value) {
    V present = storage.get(key);
    if (present == value && present != null) {
      return;
    }
    if (present != null) {
      throw new IllegalArgumentException(
          "key \"%s\" has a value already (%s), which cannot be replaced; choose another key"
              .formatted(key, present));
    }
    Trackable child = Wrapping.requireTrackable(value, "the value of key \"" + key + "\"");
    storage.put(key, (V) dependencies.track(key, child));
  }

  /** Adds entries, in the order of the given map. */
  public void putAll(Map<String, ? extends V> entries) {
    entries.forEach(this::put);
  }

  /**
   * @throws NoSuchElementException if the key is not there
   */
  public V get(String key) {
    return Optional.ofNullable(storage.get(key))
        .orElseThrow(() -> new NoSuchElementException("no key " + key + " in " + storage.keySet()));
  }

  public int size() {
    return storage.size();
  }

  /** The entries; a live, unmodifiable view. */
  public Map<String, V> asMap() {
    return Collections.unmodifiableMap(storage);
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public String toString() {
    return "AppendOnlyMap of " + storage.keySet();
  }
}
