package org.ckpt4j.trackable;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A sequence that never changes, Python's {@code tuple}: a list that is wrapped only if something
 * in it can be tracked.
 */
public final class Tuple extends AbstractList<@Nullable Object> implements RandomAccess {
  private final @Nullable Object[] elements;

  private Tuple(@Nullable Object[] elements) {
    this.elements = elements;
  }

  public static Tuple of(@Nullable Object... elements) {
    return new Tuple(Arrays.copyOf(elements, elements.length, Object[].class));
  }

  @Override
  public @Nullable Object get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }
}
