package org.ckpt4j.ops.math;

import java.util.Arrays;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code L2Loss}: half the sum of all squares. */
public final class L2Loss {
  public static final OpDef DEF =
      OpDef.named("L2Loss")
          .inputs("t: T")
          .outputs("output: T")
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.FLOATS))
          .infer(call -> java.util.List.of(Shape.scalar()))
          .compute(L2Loss::compute)
          .gradient(
              (call, dys) -> {
                Operand dy = dys.get(0);
                return Arrays.asList(
                    dy == null ? null : Expressions.mul(call.input(0), dy.asTensor()));
              })
          .build();

  private L2Loss() {}

  /** Counterpart: {@code tf.nn.l2_loss}. */
  public static Tensor of(Object t, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "L2Loss"))) {
      return DEF.call(scope.name(), Attrs.none(), ToTensor.of(t, null, "t"));
    }
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    double sum = 0;
    if (x.dtype() == DType.FLOAT32) {
      for (float v : ElementArrays.floats(x)) {
        sum += (double) v * v;
      }
    } else {
      for (double v : ElementArrays.doubles(x)) {
        sum += v * v;
      }
    }
    return ElementArrays.scalar(x.dtype(), sum / 2);
  }
}
