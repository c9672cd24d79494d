package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.ckpt4j.framework.Node;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Variable;

/** The initializers of the variables below a root that neither this nor a later restore sets. */
final class UnrestoredInitializers {
  private UnrestoredInitializers() {}

  static List<Node> of(ObjectGraphView view, long restoreId, Collection<Trackable> restored) {
    Set<Trackable> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(restored);
    List<Node> initializers = new ArrayList<>();
    for (Trackable object : view.walk().objects()) {
      if (object instanceof Variable variable
          && !done.contains(object)
          && object.dependencies().restoreId() < restoreId) {
        initializers.add(variable.initializer());
      }
    }
    return initializers;
  }
}
