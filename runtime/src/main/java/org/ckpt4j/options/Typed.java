package org.ckpt4j.options;

import org.ckpt4j.tensor.DType;

/** The element type: {@code dtype=tf.float64}. */
public record Typed(DType dtype)
    implements VariableOption, GetVariableOption, VariableScopeOption, OpOption {
  /** The type among {@code options}, or {@code otherwise}. */
  public static DType among(OpOption[] options, DType otherwise) {
    DType found = otherwise;
    for (OpOption option : options) {
      found = option instanceof Typed typed ? typed.dtype() : found;
    }
    return found;
  }
}
