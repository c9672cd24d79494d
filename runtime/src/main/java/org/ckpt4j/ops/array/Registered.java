package org.ckpt4j.ops.array;

import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;

/** Operations of other rooms, by their registered names, as gradients of this room need them. */
final class Registered {
  private Registered() {}

  static Tensor call(String op, Operand... operands) {
    return call(op, Attrs.none(), operands);
  }

  static Tensor call(String op, Attrs attrs, Operand... operands) {
    return StandardOps.registry().find(op).orElseThrow().call(attrs, operands);
  }
}
