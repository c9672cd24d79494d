package org.ckpt4j.trackable;

import org.jspecify.annotations.Nullable;

/**
 * A list, tuple, record or map that was wrapped so that its elements are children. Counterpart:
 * {@code TrackableDataStructure}.
 */
public sealed interface TrackableContainer extends Trackable
    permits TrackableList, TrackableTuple, TrackableRecord, TrackableMap {
  int size();

  /**
   * An element as messages show it; containers may hold each other in circles, so only their sizes.
   */
  static String shown(@Nullable Object element) {
    return element instanceof TrackableContainer container
        ? "%s of %d".formatted(container.getClass().getSimpleName(), container.size())
        : String.valueOf(element);
  }
}
