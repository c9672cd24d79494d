package org.ckpt4j.train;

import java.util.Objects;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Session;
import org.jspecify.annotations.Nullable;

/** The number that a step is: a number, a variable or tensor, or a tensor's name. */
final class StepNumber {
  private StepNumber() {}

  /**
   * @param session null in eager mode
   */
  static long of(Object step, @Nullable Session session) {
    if (step instanceof Number number) {
      return number.longValue();
    }
    if (session != null) {
      return ((EagerTensor) Objects.requireNonNull(session.runAll(step))).longValue();
    }
    if (step instanceof Operand operand && operand.asTensor() instanceof EagerTensor value) {
      return value.longValue();
    }
    throw new TypeError("no step number can be had from " + step);
  }
}
