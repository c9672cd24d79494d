package org.ckpt4j.ops.random;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;

/** Inputs that must be single whole numbers. */
final class Bounds {
  private Bounds() {}

  /** A bound between which random integers lie. */
  static long integer(KernelCall call, int input) {
    return single(call, input, "a bound");
  }

  static long single(KernelCall call, int input, String what) {
    if (!call.input(input).shape().isScalar()) {
      throw new InvalidArgumentError(
          "%s: %s must be a single number, given shape %s"
              .formatted(call.def().name(), what, call.input(input).shape()));
    }
    return ElementArrays.longs(call.input(input))[0];
  }
}
