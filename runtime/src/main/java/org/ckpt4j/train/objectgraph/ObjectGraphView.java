package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.trackable.Trackable;

/**
 * The objects below a root, as a checkpoint sees them: the root's children may be joined by
 * attached ones, which the root does not know.
 *
 * <p>Counterpart: {@code ObjectGraphView}.
 */
public final class ObjectGraphView {
  private final Trackable root;
  private final List<Child> attached = new ArrayList<>();

  /** A child by its local name. */
  public record Child(String name, Trackable object) {}

  public ObjectGraphView(Trackable root) {
    this.root = root;
  }

  public Trackable root() {
    return root;
  }

  /** Adds a child of the root that only this view knows. */
  public void attach(String name, Trackable object) {
    attached.add(new Child(name, object));
  }

  List<Child> attached() {
    return attached;
  }

  /**
   * The children in the order in which they are saved.
   *
   * @throws IllegalArgumentException if the object was changed in a way that saving cannot follow
   */
  List<Child> children(Trackable object) {
    List<Child> children = new ArrayList<>();
    object.trackableChildren().forEach((name, child) -> children.add(new Child(name, child)));
    if (object == root) {
      children.addAll(attached);
    }
    return children;
  }

  Optional<Trackable> child(Trackable object, String name) {
    // Reading the children first, so that an unsaveable container is an error here too.
    return Optional.ofNullable(object.trackableChildren().get(name));
  }

  /** All objects, breadth first. */
  ObjectGraphWalk walk() {
    return ObjectGraphWalk.of(this);
  }
}
