package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.ResourceStore;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;

/**
 * {@code TemporaryVariable} and {@code DestroyTemporaryVariable}: a buffer that one step makes,
 * changes by reference, and gives away as a value.
 */
public final class TemporaryVariableOps {
  public static final OpDef MAKE =
      OpDef.named("TemporaryVariable")
          .outputs("ref: Ref(dtype)")
          .attr("shape", AttrKind.SHAPE)
          .attr("dtype", AttrKind.TYPE)
          .attr("var_name", AttrKind.STRING, "")
          .stateful()
          .infer(call -> List.of(call.<Shape>attr("shape")))
          .compute(TemporaryVariableOps::make)
          .notDifferentiable()
          .build();

  public static final OpDef DESTROY =
      OpDef.named("DestroyTemporaryVariable")
          .inputs("ref: Ref(T)")
          .outputs("value: T")
          .attr("var_name", AttrKind.STRING)
          .infer(call -> List.of(call.shape(0)))
          .compute(call -> call.variable(0).read())
          .notDifferentiable()
          .build();

  private TemporaryVariableOps() {}

  private static EagerTensor make(KernelCall call) {
    DType dtype = call.attr("dtype");
    Shape shape = call.attr("shape");
    var variable = ResourceStore.anonymousVariable(call.nodeName(), new TensorSpec(dtype, shape));
    if (shape.isFullyDefined() && dtype.isFixedWidth()) {
      variable.write(
          ElementArrays.tensor(dtype, shape, ElementArrays.allocate(dtype, shape.numElements())));
    }
    return EagerTensor.ofReference(variable);
  }
}
