package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/** {@code ReadVariableOp}: the value a variable has now. */
public final class ReadVariableOp {
  public static final OpDef DEF =
      OpDef.named("ReadVariableOp")
          .inputs("resource: resource")
          .outputs("value: dtype")
          .attr("dtype", AttrKind.TYPE)
          .stateful()
          .infer(ReadVariableOp::infer)
          .compute(ReadVariableOp::compute)
          .gradient((call, dy) -> dy)
          .build();

  private ReadVariableOp() {}

  /**
   * @throws org.ckpt4j.errors.FailedPreconditionError when it runs, if the variable has no value
   */
  public static Tensor of(@Nullable String name, Tensor handle, DType dtype) {
    return DEF.call(name, Attrs.of("dtype", dtype), handle);
  }

  private static List<Shape> infer(InferCall call) {
    TensorSpec variable = call.variable(0);
    if (variable == null) {
      return List.of(Shape.unknown());
    }
    if (variable.dtype() != call.<DType>attr("dtype")) {
      throw call.invalid(
          "reads %s from a variable of %s", call.<DType>attr("dtype"), variable.dtype());
    }
    return List.of(variable.shape());
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor value = call.read(0);
    if (value.dtype() != call.<DType>attr("dtype")) {
      throw new InvalidArgumentError(
          "variable \"%s\" holds %s, read as %s"
              .formatted(call.variable(0).name(), value.dtype(), call.<DType>attr("dtype")));
    }
    return value;
  }
}
