package org.ckpt4j.trackable;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tuple with something trackable in it: its trackable elements are children named by their
 * positions. Counterpart: {@code _TupleWrapper}.
 */
public final class TrackableTuple extends AbstractList<@Nullable Object>
    implements TrackableContainer, RandomAccess {
  private final Dependencies dependencies = new Dependencies();
  private final @Nullable Object[] elements;

  TrackableTuple(Tuple tuple) {
    elements = new Object[tuple.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Wrapping.attachElement(this, Integer.toString(i), tuple.get(i));
    }
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public @Nullable Object get(int index) {
    return elements[index];
  }

  /** As in Python, changing a tuple is an error of type. */
  @Override
  public @Nullable Object set(int index, @Nullable Object element) {
    throw Tuple.immutable();
  }

  @Override
  public void add(int index, @Nullable Object element) {
    throw Tuple.immutable();
  }

  @Override
  public @Nullable Object remove(int index) {
    throw Tuple.immutable();
  }

  @Override
  public int size() {
    return elements.length;
  }

  @Override
  public String toString() {
    return stream().map(TrackableContainer::shown).collect(Collectors.joining(", ", "(", ")"));
  }
}
