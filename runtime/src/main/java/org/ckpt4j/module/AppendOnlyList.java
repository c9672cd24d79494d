package org.ckpt4j.module;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.trackable.Wrapping;
import org.ckpt4j.variables.Variable;

/**
 * A list of trackable objects that can only grow, so that it can always be saved.
 *
 * <p>An attribute that is a plain list is tracked too, and may be changed in any way, at the risk
 * of an error when it is saved; here the error comes with the change, or rather the change does not
 * exist. Two such lists are equal only if they are the same. Counterpart: {@code
 * data_structures.List}.
 *
 * @param <E> what it holds; nested lists and maps become their tracked wrappers
 */
public final class AppendOnlyList<E> implements Trackable, Iterable<E> {
  private final Dependencies dependencies = new Dependencies();
  private final List<E> storage = new ArrayList<>();

  @SafeVarargs
  @SuppressWarnings("varargs")
  public AppendOnlyList(E... elements) {
    appendAll(List.of(elements));
  }

  /**
   * Adds one at the end.
   *
   * @throws IllegalArgumentException if it cannot be tracked
   */
  @SuppressWarnings("unchecked")
  public void append(E element) {
    Trackable child =
        Wrapping.requireTrackable(element, "element %d of the list".formatted(storage.size()));
    storage.add((E) dependencies.replace(Integer.toString(storage.size()), child));
  }

  /** Adds some at the end. */
  public void appendAll(Collection<? extends E> elements) {
    List.copyOf(elements).forEach(this::append);
  }

  /**
   * Python's {@code list *= times}.
   *
   * @throws IllegalArgumentException if nothing would be left
   */
  public void repeat(int times) {
    if (times <= 0) {
      throw new IllegalArgumentException(
          "repeating a list %d times would remove what it holds, and it can only grow"
              .formatted(times));
    }
    List<E> once = List.copyOf(storage);
    for (int i = 1; i < times; i++) {
      appendAll(once);
    }
  }

  public E get(int index) {
    return storage.get(index);
  }

  public int size() {
    return storage.size();
  }

  /** The elements; a live, unmodifiable view. */
  public List<E> asList() {
    return Collections.unmodifiableList(storage);
  }

  /** The variables of all elements, in order, each once. */
  public List<Variable> variables() {
    return ModuleWalk.variablesOf(this);
  }

  @Override
  public Iterator<E> iterator() {
    return asList().iterator();
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public String toString() {
    return "AppendOnlyList of " + storage.size();
  }
}
