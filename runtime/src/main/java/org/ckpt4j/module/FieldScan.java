package org.ckpt4j.module;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.Trackable;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a program keeps in a field and forgot to track, before a save leaves it out.
 *
 * <p>A check, not a mechanism: nothing is saved because of it.
 */
public final class FieldScan {
  private static final int DEPTH = 4;

  private FieldScan() {}

  /**
   * @param saved all objects of a save
   * @throws IllegalArgumentException naming the first field that holds a trackable object which is
   *     not among {@code saved}, and the line that tracks it
   */
  public static void check(Collection<? extends Trackable> saved) {
    Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
    // Views of a variable share its dependencies.
    saved.forEach(object -> known.add(object.dependencies()));
    for (Trackable object : saved) {
      if (object instanceof AutoTrackable holder) {
        check(holder, known);
      }
    }
  }

  private static void check(AutoTrackable holder, Set<Object> known) {
    for (Class<?> type = holder.getClass();
        type != AutoTrackable.class && type != null;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) || field.isSynthetic()) {
          continue;
        }
        Object value = valueOf(field, holder);
        // What was stored by NoDependency is an attribute, and left out on purpose.
        if (value == null || holder.attributes().values().stream().anyMatch(v -> v == value)) {
          continue;
        }
        if (holdsForgotten(value, known, DEPTH)) {
          throw new IllegalArgumentException(
              "%s.%s holds %s, which nothing tracks, so the checkpoint would lack it; write %s = track(\"%s\", …), or set(\"%s\", new NoDependency(…)) to leave it out"
                  .formatted(
                      type.getSimpleName(),
                      field.getName(),
                      value,
                      field.getName(),
                      field.getName(),
                      field.getName()));
        }
      }
    }
  }

  private static @Nullable Object valueOf(Field field, Object holder) {
    try {
      field.setAccessible(true);
      return field.get(holder);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      // A field that may not be read cannot be judged.
      return null;
    }
  }

  private static boolean holdsForgotten(@Nullable Object value, Set<Object> known, int depth) {
    if (value instanceof Trackable object) {
      return !known.contains(object.dependencies());
    } else if (depth == 0) {
      return false;
    } else if (value instanceof List<?> list) {
      return list.stream().anyMatch(each -> holdsForgotten(each, known, depth - 1));
    } else if (value instanceof Map<?, ?> map) {
      return map.values().stream().anyMatch(each -> holdsForgotten(each, known, depth - 1));
    }
    return false;
  }
}
