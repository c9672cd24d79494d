package org.ckpt4j.checkpoint.objectgraph;

import java.util.List;
import java.util.Optional;

/**
 * One saved object.
 *
 * @param hasCheckpointValues whether it or an object below it owns values; empty in files written
 *     before TensorFlow recorded this
 * @param registeredSaver name and object name of a registered saver, or empty
 */
public record ObjectNode(
    List<ChildRef> children,
    List<SavedAttribute> attributes,
    List<SlotRef> slotVariables,
    Optional<Boolean> hasCheckpointValues,
    Optional<RegisteredSaver> registeredSaver) {
  /** Which saver wrote this object's values. */
  public record RegisteredSaver(String name, String objectName) {}

  public ObjectNode {
    children = List.copyOf(children);
    attributes = List.copyOf(attributes);
    slotVariables = List.copyOf(slotVariables);
  }
}
