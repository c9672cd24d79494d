package org.ckpt4j.ops.control;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.Kernel;
import org.ckpt4j.tensor.TensorSpec;

/** What the operations that direct the flow of values in a graph have in common. */
final class Dataflow {
  /** They are carried out by a session's executor; alone they mean nothing. */
  static final Kernel KERNEL =
      call -> {
        throw new InvalidArgumentError(
            call.def().name() + " directs values within a graph; it cannot run by itself");
      };

  private Dataflow() {}

  static void requireScalar(InferCall call, int input, String what) {
    if (call.shape(input).hasKnownRank() && call.shape(input).rank() != 0) {
      throw call.invalid("the %s must be a scalar, given %s", what, call.shape(input));
    }
  }

  /** What is known of the variable behind an input is known of the output. */
  static void passVariable(InferCall call, int input, int output) {
    TensorSpec variable = call.variable(input);
    if (variable != null) {
      call.setVariable(output, variable);
    }
  }
}
