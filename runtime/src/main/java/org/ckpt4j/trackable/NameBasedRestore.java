package org.ckpt4j.trackable;

/**
 * A name-based checkpoint being restored into a tree of objects: whoever joins the tree later is
 * looked up by its name too.
 *
 * <p>Implemented by {@code train.objectgraph}. Only eager restores wait like this.
 */
public interface NameBasedRestore {
  long restoreId();

  /** Gives {@code object} its value, if the checkpoint has one under the object's name. */
  void restoreInto(Trackable object);
}
