package org.ckpt4j.control;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Zeros as one constant, however large. */
final class LoopZeros {
  private LoopZeros() {}

  static SymbolicTensor constant(Shape shape, DType dtype, String name) {
    return (SymbolicTensor)
        Const.of(EagerTensor.of(Fill.filled(shape, Constants.zero(dtype))), name);
  }
}
