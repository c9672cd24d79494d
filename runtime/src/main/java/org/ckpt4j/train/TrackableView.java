package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.trackable.Trackable;

/** The live objects below a root. Counterpart: {@code tf.train.TrackableView}. */
public final class TrackableView {
  private final Trackable root;

  public TrackableView(Trackable root) {
    this.root = root;
  }

  public Trackable root() {
    return root;
  }

  /**
   * The children of one object by their names, in the order in which they are saved.
   *
   * @throws IllegalArgumentException if the object was changed in a way that saving cannot follow
   */
  public Map<String, Trackable> children(Trackable object) {
    return new LinkedHashMap<>(object.trackableChildren());
  }

  /** All objects, the root first, breadth first. */
  public List<Trackable> descendants() {
    Set<Trackable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Trackable> found = new ArrayList<>(List.of(root));
    seen.add(root);
    for (int i = 0; i < found.size(); i++) {
      for (Trackable child : children(found.get(i)).values()) {
        if (seen.add(child)) {
          found.add(child);
        }
      }
    }
    return found;
  }
}
