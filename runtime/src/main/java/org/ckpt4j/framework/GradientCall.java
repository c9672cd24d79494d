package org.ckpt4j.framework;

/** Inputs, outputs and attributes of a node, as the reverse walk sees them. */
public interface GradientCall {
  Tensor input(int index);

  Tensor output(int index);

  int numInputs();

  <T> T attr(String name);
}
