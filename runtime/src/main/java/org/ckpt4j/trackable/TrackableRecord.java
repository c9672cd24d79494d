package org.ckpt4j.trackable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a record among the children of its owner: its trackable components are children,
 * first by their names, then by their positions.
 *
 * <p>The attribute stays the record itself, or, if it holds a list or a map, an equal record of the
 * tracked wrappers. Counterpart: {@code _TupleWrapper} around a named tuple.
 */
public final class TrackableRecord implements TrackableContainer {
  private final Dependencies dependencies = new Dependencies();
  private final Map<String, @Nullable Object> components;

  /**
   * @param given the record before {@link #wrapComponents}, which shows what is not to be tracked
   */
  TrackableRecord(Record record, Record given) {
    components = components(record);
    Map<String, @Nullable Object> tracked = new LinkedHashMap<>(components);
    components(given)
        .forEach(
            (name, value) -> {
              if (value instanceof NoDependency) {
                tracked.remove(name);
              }
            });
    tracked.forEach((name, value) -> Wrapping.attachElement(this, name, value));
    int index = 0;
    for (String name : components.keySet()) {
      if (tracked.containsKey(name)) {
        Wrapping.attachElement(this, Integer.toString(index), components.get(name));
      }
      index++;
    }
  }

  /** The components by name, in order. */
  public static Map<String, @Nullable Object> components(Record record) {
    Map<String, @Nullable Object> components = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Method accessor = component.getAccessor();
      try {
        accessor.setAccessible(true);
        components.put(component.getName(), accessor.invoke(record));
      } catch (ReflectiveOperationException | InaccessibleObjectException e) {
        throw cannotRead(record, e);
      }
    }
    return components;
  }

  /**
   * The record with lists and maps in it replaced by tracked ones; the same record if there is
   * nothing to replace.
   */
  static Record wrapComponents(Record record) {
    if (!Wrapping.holdsTrackable(record)) {
      return record;
    }
    @Nullable Object[] values = components(record).values().toArray();
    boolean changed = false;
    for (int i = 0; i < values.length; i++) {
      @Nullable Object wrapped = Wrapping.wrap(values[i]);
      changed |= wrapped != values[i];
      values[i] = wrapped;
    }
    return changed ? make(record, values) : record;
  }

  private static Record make(Record record, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(record.getClass().getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> canonical = record.getClass().getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (ReflectiveOperationException
        | InaccessibleObjectException
        | IllegalArgumentException e) {
      throw cannotRead(record, e);
    }
  }

  private static IllegalArgumentException cannotRead(Record record, Exception cause) {
    return new IllegalArgumentException(
        "the components of %s cannot be tracked; declare them as List or Map, in a class that reflection may open, or wrap the record in NoDependency"
            .formatted(record.getClass().getName()),
        cause);
  }

  @Override
  public int size() {
    return components.size();
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public String toString() {
    return "record of " + components.keySet();
  }
}
