package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.Shape;

/** {@code Select}: one of two tensors, as a condition says. Only with a single condition so far. */
public final class Select {
  public static final OpDef DEF =
      OpDef.named("Select")
          .inputs("condition: bool", "t: T", "e: T")
          .outputs("output: T")
          .infer(call -> List.of(call.shape(1)))
          .compute(Select::select)
          .gradientLater()
          .build();

  private Select() {}

  public static Tensor of(Tensor condition, Tensor then, Tensor otherwise) {
    return DEF.call(Attrs.none(), condition, then, otherwise);
  }

  private static EagerTensor select(KernelCall call) {
    if (!call.input(0).shape().equals(Shape.scalar())) {
      throw new InvalidArgumentError(
          "Select takes a single condition so far, given shape " + call.input(0).shape());
    }
    return call.input(0).booleanValue() ? call.input(1) : call.input(2);
  }
}
