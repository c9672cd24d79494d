package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.Shape;

/**
 * {@code Switch}, {@code RefSwitch}: hands its input to one of two outputs; the other one is dead,
 * and so is all that needs it.
 */
public final class Switch {
  public static final OpDef DEF =
      OpDef.named("Switch")
          .inputs("data: T", "pred: bool")
          .outputs("output_false: T", "output_true: T")
          .attr("T", AttrKind.TYPE)
          .infer(Switch::infer)
          .kernel(Dataflow.KERNEL)
          .gradientLater()
          .build();

  public static final OpDef REF =
      OpDef.named("RefSwitch")
          .inputs("data: Ref(T)", "pred: bool")
          .outputs("output_false: Ref(T)", "output_true: Ref(T)")
          .attr("T", AttrKind.TYPE)
          .infer(Switch::infer)
          .kernel(Dataflow.KERNEL)
          .gradientLater()
          .build();

  private Switch() {}

  private static List<Shape> infer(InferCall call) {
    Dataflow.requireScalar(call, 1, "predicate");
    Dataflow.passVariable(call, 0, 0);
    Dataflow.passVariable(call, 0, 1);
    return List.of(call.shape(0), call.shape(0));
  }
}
