package org.ckpt4j.ops.state;

/** The elements of a variable, its slots and its gradient, side by side. */
interface Lanes {
  /** How many elements are taken at a time: few enough to stay in the processor's nearest cache. */
  int CHUNK = 1024;

  /**
   * Updates {@code count} elements.
   *
   * @param at the first one of the variable and its slots
   * @param from the first one of the gradient
   */
  void update(int at, int from, int count);
}
