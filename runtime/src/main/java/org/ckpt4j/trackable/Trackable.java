package org.ckpt4j.trackable;

import java.util.Map;

/**
 * An object whose values are saved and restored: it has named children, and may own values itself.
 *
 * <p>This is all that saving knows of a program. Objects are told apart by identity, never by {@code
 * equals}. Counterpart: {@code tf.__internal__.tracking.Trackable}.
 */
public interface Trackable {
  /** The children, and the restores that wait for children still to come; always the same object. */
  Dependencies dependencies();

  /**
   * The children to be saved, in the order in which they became children.
   *
   * @throws IllegalArgumentException if the object was changed in a way that saving cannot follow
   */
  default Map<String, Trackable> trackableChildren() {
    return dependencies().children();
  }

  /**
   * The name by which name-based checkpoints know this object's value; empty if it has none. A
   * variable's is its name without {@code :0}.
   */
  default String fullName() {
    return "";
  }
}
