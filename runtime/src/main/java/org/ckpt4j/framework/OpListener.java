package org.ckpt4j.framework;

/**
 * Hears of every operation that a thread calls, in the eager world and in graphs: a gradient tape.
 */
public interface OpListener {
  /** It ran, or was added to a graph. */
  void called(Node node);

  /** A trainable variable is about to be read. */
  void read(Operand variable);
}
