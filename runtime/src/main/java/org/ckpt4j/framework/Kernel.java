package org.ckpt4j.framework;

import java.util.List;

/**
 * Computes an operation's outputs from its inputs.
 *
 * <p>A kernel never changes an input, and may be called by several threads at once.
 */
@FunctionalInterface
public interface Kernel {
  List<EagerTensor> compute(KernelCall call);

  /** A kernel of an operation with one output. */
  @FunctionalInterface
  interface Single {
    EagerTensor compute(KernelCall call);
  }

  /** A kernel of an operation without outputs. */
  @FunctionalInterface
  interface Action {
    void run(KernelCall call);
  }
}
