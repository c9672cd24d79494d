package org.ckpt4j.trackable;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.array.ToTensor;
import org.jspecify.annotations.Nullable;

/**
 * A list as an attribute: its trackable elements are children named by their positions.
 *
 * <p>Appending is always fine. Any other change of a list that holds trackable elements, and any
 * change of the original list behind the wrapper's back, makes it unsaveable, since positions would
 * then mean different objects at different times; the error comes when it is saved. Counterpart:
 * {@code ListWrapper}.
 *
 * @param <E> what the list holds; nested lists and maps are replaced by their wrappers
 */
public final class TrackableList<E extends @Nullable Object> extends AbstractList<E>
    implements TrackableContainer {
  private final Dependencies dependencies = new Dependencies();
  private final List<@Nullable Object> storage;
  private Optional<List<@Nullable Object>> snapshot;
  private boolean reordered;
  private boolean changedOutside;

  private TrackableList(List<@Nullable Object> storage) {
    this.storage = storage;
    for (int i = 0; i < storage.size(); i++) {
      storage.set(i, attach(i, storage.get(i)));
    }
    this.snapshot = Optional.of(new ArrayList<>(storage));
  }

  /** Wraps {@code list} itself, as TensorFlow does, if it can be changed; else a copy. */
  @SuppressWarnings("unchecked")
  static TrackableList<@Nullable Object> over(List<?> list) {
    boolean changeable = list instanceof ArrayList || list instanceof LinkedList;
    return new TrackableList<>(
        changeable ? (List<@Nullable Object>) list : new ArrayList<@Nullable Object>(list));
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public Map<String, Trackable> trackableChildren() {
    checkOutside();
    if (reordered) {
      throw new IllegalArgumentException(
          "cannot save %s: an element was replaced, removed or moved, and tracked lists only grow; wrap it in NoDependency if it need not be saved"
              .formatted(this));
    }
    if (changedOutside) {
      throw new IllegalArgumentException(
          "cannot save %s: the list was changed through a reference to the original; change it through the tracked list"
              .formatted(this));
    }
    return dependencies.children();
  }

  @Override
  @SuppressWarnings("unchecked")
  public E get(int index) {
    return (E) storage.get(index);
  }

  @Override
  public int size() {
    return storage.size();
  }

  @Override
  public boolean add(E element) {
    checkOutside();
    storage.add(attach(storage.size(), element));
    acknowledge();
    return true;
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    checkOutside();
    List<E> given = new ArrayList<>(elements);
    given.forEach(this::add);
    return !given.isEmpty();
  }

  /** Python's {@code insert}: the element is neither wrapped nor tracked. */
  @Override
  public void add(int index, E element) {
    checkOutside();
    if (holdsTrackable() || element instanceof Trackable) {
      reordered = true;
    }
    storage.add(index, element);
    acknowledge();
  }

  @Override
  public E set(int index, E element) {
    checkOutside();
    E before = get(index);
    if (before instanceof Trackable) {
      reordered = true;
    }
    storage.set(index, attach(index, element));
    acknowledge();
    return before;
  }

  @Override
  public E remove(int index) {
    E before = get(index);
    checkOutside();
    if (holdsTrackable()) {
      reordered = true;
    }
    storage.remove(index);
    acknowledge();
    return before;
  }

  /** Python's {@code list[from:to] = elements}. */
  public void setSlice(int from, int to, List<? extends E> elements) {
    checkOutside();
    List<@Nullable Object> before = new ArrayList<>(storage);
    // As Python does, ends beyond the list mean its end.
    int begin = Math.min(from, storage.size());
    List<@Nullable Object> range =
        storage.subList(begin, Math.max(begin, Math.min(to, storage.size())));
    range.clear();
    range.addAll(elements);
    for (int i = 0; i < Math.max(before.size(), storage.size()); i++) {
      @Nullable Object was = i < before.size() ? before.get(i) : null;
      @Nullable Object now = i < storage.size() ? storage.get(i) : null;
      if (was instanceof Trackable) {
        reordered = true;
      }
      if (now != null && !same(now, was)) {
        compareAsTensors(now, was);
        storage.set(i, attach(i, now));
      }
    }
    acknowledge();
  }

  /**
   * TF asks {@code now != was} here, which in eager mode compares tensors, and fails where one of
   * the two is no value of the other's type.
   */
  private static void compareAsTensors(Object now, @Nullable Object was) {
    if (!Contexts.current().isEager() || now instanceof Trackable && was instanceof Trackable) {
      return;
    }
    if (was instanceof Operand tensor && !(now instanceof Trackable)) {
      ToTensor.of(now, tensor.dtype(), "y");
    } else if (was != null && now instanceof Operand tensor && !(was instanceof Trackable)) {
      ToTensor.of(was, tensor.dtype(), "y");
    }
  }

  /** Python's {@code list *= times}. */
  public void repeat(int times) {
    if (times <= 0) {
      checkOutside();
      if (holdsTrackable()) {
        reordered = true;
      }
      storage.clear();
      acknowledge();
      return;
    }
    int size = storage.size();
    for (int copy = 1; copy < times; copy++) {
      for (int i = 0; i < size; i++) {
        add(get(i));
      }
    }
  }

  private @Nullable Object attach(int index, @Nullable Object element) {
    return Wrapping.attachElement(this, Integer.toString(index), element);
  }

  private boolean holdsTrackable() {
    return reordered || storage.stream().anyMatch(Trackable.class::isInstance);
  }

  private void checkOutside() {
    if (reordered || changedOutside) {
      return;
    }
    List<@Nullable Object> known = snapshot.orElseThrow();
    boolean equal = known.size() == storage.size();
    for (int i = 0; equal && i < known.size(); i++) {
      equal = same(known.get(i), storage.get(i));
    }
    if (!equal) {
      changedOutside = true;
      snapshot = Optional.empty();
    }
  }

  private void acknowledge() {
    if (!reordered && !changedOutside) {
      snapshot = Optional.of(new ArrayList<>(storage));
    }
  }

  /** Trackable objects are compared by identity, other values by what they are. */
  static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == b
        || (!(a instanceof Trackable) && !(b instanceof Trackable) && Objects.equals(a, b));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public String toString() {
    return stream().map(TrackableContainer::shown).collect(Collectors.joining(", ", "[", "]"));
  }
}
