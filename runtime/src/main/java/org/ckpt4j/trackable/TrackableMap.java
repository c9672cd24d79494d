package org.ckpt4j.trackable;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A map as an attribute: its trackable values are children named by their keys.
 *
 * <p>Adding, replacing and {@link #remove} go through the wrapper and leave it saveable; a removed
 * value stays a child. {@link #pop}, {@link #clear} and {@link #putIfAbsent} change the map behind
 * the wrapper's back, as in TensorFlow, and so does any change of the original map; then, or with a
 * trackable value under a key that is not a string, saving it is an error. Counterpart: {@code
 * _DictWrapper}.
 *
 * @param <K> what the keys are; only strings may name trackable values
 * @param <V> what the map holds; nested lists and maps are replaced by their wrappers
 */
public final class TrackableMap<K, V extends @Nullable Object> extends AbstractMap<K, V>
    implements TrackableContainer {
  /**
   * The child name that TF gives to values whose key is not a string; such a map cannot be saved.
   */
  private static final String NON_STRING_KEY = "-non_string_key";

  private final Dependencies dependencies = new Dependencies();
  private final Map<K, @Nullable Object> storage;
  private Optional<Map<K, @Nullable Object>> snapshot = Optional.empty();
  private boolean nonStringKey;
  private boolean changedOutside;

  private TrackableMap(Map<K, @Nullable Object> storage) {
    this.storage = storage;
    storage.replaceAll(
        (key, value) -> {
          if (key instanceof String name) {
            return Wrapping.attachElement(this, name, value);
          }
          Object stored = Wrapping.attachElement(this, NON_STRING_KEY, value);
          nonStringKey |= stored instanceof Trackable && !(value instanceof NoDependency);
          return stored;
        });
    acknowledge();
  }

  /** Wraps {@code map} itself, as TensorFlow does, if it can be changed; else a copy. */
  @SuppressWarnings("unchecked")
  static TrackableMap<Object, @Nullable Object> over(Map<?, ?> map) {
    return new TrackableMap<>(
        map.getClass() == LinkedHashMap.class
            ? (Map<Object, @Nullable Object>) map
            : new LinkedHashMap<Object, @Nullable Object>(map));
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public Map<String, Trackable> trackableChildren() {
    checkOutside();
    if (nonStringKey) {
      throw new IllegalArgumentException(
          "cannot save %s: a key that is not a string leads to a trackable value; use string keys, or wrap the map in NoDependency if it need not be saved"
              .formatted(storage));
    }
    if (changedOutside) {
      throw new IllegalArgumentException(
          "cannot save the map with keys %s: it was changed behind the tracked map (pop, clear, putIfAbsent, or a reference to the original); use put and remove"
              .formatted(storage.keySet()));
    }
    return dependencies.children();
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V get(@Nullable Object key) {
    return (V) storage.get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return storage.containsKey(key);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V put(K key, V value) {
    checkOutside();
    @Nullable Object stored;
    if (key instanceof String name) {
      stored = Wrapping.attachElement(this, name, value);
    } else {
      stored = Wrapping.wrap(value);
      nonStringKey |= stored instanceof Trackable && !(value instanceof NoDependency);
    }
    @Nullable Object before = storage.put(key, stored);
    acknowledge();
    return (V) before;
  }

  /** Python's {@code del map[key]}, which keeps the map saveable and the value a child. */
  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V remove(@Nullable Object key) {
    checkOutside();
    @Nullable Object before = storage.remove(key);
    acknowledge();
    return (V) before;
  }

  /**
   * Python's {@code map.pop(key)}, which makes the map unsaveable.
   *
   * @throws NoSuchElementException if the key is not there
   */
  @SuppressWarnings("unchecked")
  public V pop(K key) {
    if (!storage.containsKey(key)) {
      throw new NoSuchElementException("no key " + key + " in " + storage.keySet());
    }
    return (V) storage.remove(key);
  }

  /** Python's {@code map.setdefault}: a value put here is neither wrapped nor tracked. */
  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V putIfAbsent(K key, V value) {
    if (storage.containsKey(key)) {
      return (V) storage.get(key);
    }
    storage.put(key, value);
    return null;
  }

  @Override
  public void clear() {
    storage.clear();
  }

  /** The entries, for reading. */
  @Override
  @SuppressWarnings("unchecked")
  public Set<Entry<K, V>> entrySet() {
    return Collections.unmodifiableMap((Map<K, V>) storage).entrySet();
  }

  private void checkOutside() {
    if (nonStringKey || changedOutside) {
      return;
    }
    Map<K, @Nullable Object> known = snapshot.orElseThrow();
    boolean equal =
        known.size() == storage.size()
            && known.entrySet().stream()
                .allMatch(
                    entry ->
                        storage.containsKey(entry.getKey())
                            && TrackableList.same(entry.getValue(), storage.get(entry.getKey())));
    if (!equal) {
      changedOutside = true;
      snapshot = Optional.empty();
    }
  }

  private void acknowledge() {
    if (!nonStringKey && !changedOutside) {
      snapshot = Optional.of(new LinkedHashMap<>(storage));
    }
  }

  @Override
  public String toString() {
    return storage.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + TrackableContainer.shown(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
