package org.ckpt4j.trackable;

import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An object whose values are saved and restored: it has named children, and may own values itself.
 *
 * <p>This is all that saving knows of a program. Objects are told apart by identity, never by
 * {@code equals}. Counterpart: {@code tf.__internal__.tracking.Trackable}.
 */
public interface Trackable {
  /**
   * The children, and the restores that wait for children still to come; always the same object.
   */
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
   * The values that this object itself owns, besides those of its children; empty for containers.
   *
   * <p>A variable owns one, named {@link SaveSpec#VARIABLE_VALUE}. Each name becomes a key below
   * the object's path.
   */
  default List<SaveSpec> serializeToTensors() {
    return List.of();
  }

  /**
   * Takes back the values that {@link #serializeToTensors} named.
   *
   * @param restored the values by their local names, all of them
   * @return the node that does it in a graph; null if it is done
   * @throws IllegalArgumentException if a shape does not fit
   */
  default @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
    throw new IllegalStateException(
        "%s owns no values, so %s cannot be restored into it; write restoreFromTensors beside serializeToTensors"
            .formatted(getClass().getName(), restored.keySet()));
  }

  /**
   * The name by which name-based checkpoints know this object's value; empty if it has none. A
   * variable's is its name without {@code :0}.
   */
  default String fullName() {
    return "";
  }
}
