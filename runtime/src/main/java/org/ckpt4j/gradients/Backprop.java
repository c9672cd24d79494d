package org.ckpt4j.gradients;

/** The reverse walk. */
public final class Backprop {
  private Backprop() {}
}
