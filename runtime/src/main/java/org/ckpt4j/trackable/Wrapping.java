package org.ckpt4j.trackable;

import com.google.common.collect.ImmutableMap;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.jspecify.annotations.Nullable;

/** Which values become trackable when they are attached to a trackable object. */
public final class Wrapping {
  private Wrapping() {}

  /**
   * {@code value} as it is stored: lists, maps, and tuples with something trackable in them are
   * wrapped, a {@link NoDependency} is opened, everything else stays.
   *
   * @throws IllegalArgumentException for maps without an order of their own
   */
  public static @Nullable Object wrap(@Nullable Object value) {
    if (value instanceof NoDependency wanted) {
      return wanted.value();
    } else if (value instanceof Trackable) {
      return value;
    } else if (value instanceof Tuple tuple) {
      return holdsTrackable(tuple) ? new TrackableTuple(tuple) : tuple;
    } else if (value instanceof List<?> list) {
      return TrackableList.over(list);
    } else if (value instanceof Map<?, ?> map) {
      return TrackableMap.over(requireOrder(map));
    } else if (value instanceof Record record) {
      return TrackableRecord.wrapComponents(record);
    }
    return value;
  }

  /**
   * The object as which {@code value} is tracked, for owners that hold nothing else.
   *
   * @param where names the place in messages
   * @throws IllegalArgumentException if it cannot be tracked
   */
  public static Trackable requireTrackable(@Nullable Object value, String where) {
    if (!(value instanceof NoDependency) && wrap(value) instanceof Trackable child) {
      return child;
    }
    throw new IllegalArgumentException(
        "%s is %s, which cannot be tracked; give variables, modules, or lists and maps of them"
            .formatted(where, value));
  }

  /**
   * Stores a value under a name: wraps it, and makes it a child of {@code owner} if it is
   * trackable.
   *
   * @return what to store
   */
  static @Nullable Object attach(Trackable owner, String name, @Nullable Object value) {
    Object stored = wrap(value);
    if (value instanceof NoDependency) {
      return stored;
    }
    if (stored instanceof Trackable child) {
      owner.dependencies().replace(name, child);
    } else if (stored instanceof Record record
        && value instanceof Record given
        && holdsTrackable(given)) {
      owner.dependencies().replace(name, new TrackableRecord(record, given));
    }
    return stored;
  }

  /**
   * As {@link #attach}, for an element of a container.
   *
   * <p>TF takes the error of a waiting value whose shape does not fit for a sign that the element
   * cannot be tracked, and goes on; so does this, but with a warning.
   */
  static @Nullable Object attachElement(Trackable owner, String name, @Nullable Object value) {
    try {
      return attach(owner, name, value);
    } catch (IllegalArgumentException e) {
      Object stored = attach(owner, name, value);
      Contexts.emit(
          new Diagnostic(
              Diagnostic.Level.WARNING,
              "element_not_restored",
              Map.of("element", name),
              "element %s was added, but the value that waited for it could not be restored: %s"
                  .formatted(name, e.getMessage())));
      return stored;
    }
  }

  /**
   * A tuple is immutable: without trackable parts nothing about it can change, so it stays bare.
   */
  private static boolean holdsTrackable(Tuple tuple) {
    return tuple.stream().anyMatch(Wrapping::makesTrackable);
  }

  /** As for a tuple: a record is Python's named tuple. */
  static boolean holdsTrackable(Record record) {
    return TrackableRecord.components(record).values().stream().anyMatch(Wrapping::makesTrackable);
  }

  private static boolean makesTrackable(@Nullable Object element) {
    if (element instanceof NoDependency || element instanceof Trackable) {
      return true;
    } else if (element instanceof Tuple inner) {
      return holdsTrackable(inner);
    } else if (element instanceof Record inner) {
      return holdsTrackable(inner);
    }
    return element instanceof List || element instanceof Map;
  }

  /** The order of a map's entries is the order of its children, and so part of the file. */
  private static Map<?, ?> requireOrder(Map<?, ?> map) {
    if (map instanceof LinkedHashMap
        || map instanceof SortedMap
        || map instanceof EnumMap
        || map instanceof ImmutableMap) {
      return map;
    }
    String keys = map.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "a %s has no lasting order, and the order of a tracked map decides the checkpoint's bytes; use dict(...) or new LinkedHashMap<>() for {%s}"
            .formatted(map.getClass().getName(), keys));
  }
}
