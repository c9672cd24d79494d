package org.ckpt4j.trackable;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.ckpt4j.errors.TypeError;
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

  /** As in Python, changing a tuple is an error of type. */
  @Override
  public @Nullable Object set(int index, @Nullable Object element) {
    throw immutable();
  }

  @Override
  public void add(int index, @Nullable Object element) {
    throw immutable();
  }

  @Override
  public @Nullable Object remove(int index) {
    throw immutable();
  }

  @Override
  public int size() {
    return elements.length;
  }

  static TypeError immutable() {
    return new TypeError("a tuple cannot be changed; make another, or use a list");
  }
}
