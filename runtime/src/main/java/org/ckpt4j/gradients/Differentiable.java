package org.ckpt4j.gradients;

import org.ckpt4j.tensor.DType;

/** Which types have infinitesimal changes. Counterpart: {@code backprop_util.IsTrainable}. */
public final class Differentiable {
  private Differentiable() {}

  /** Floating and complex numbers, and what may hold them: handles and variants. */
  public static boolean is(DType dtype) {
    return switch (dtype) {
      case FLOAT16, FLOAT32, FLOAT64, BFLOAT16, COMPLEX64, COMPLEX128, RESOURCE, VARIANT -> true;
      default -> false;
    };
  }
}
