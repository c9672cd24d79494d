package org.ckpt4j.framework;

/**
 * Something that was entered and must be left, in the order of a stack: a graph, a session, a name
 * scope.
 *
 * <p>Counterpart: what Python enters by {@code with}.
 */
public interface Scope extends AutoCloseable {
  /**
   * Leaves it.
   *
   * @throws IllegalStateException if something entered later is still open
   */
  @Override
  void close();
}
