package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Whether a variable has a value: {@code VarIsInitializedOp} by handle, {@code
 * IsVariableInitialized} by reference.
 */
public final class InitializedOps {
  public static final OpDef BY_HANDLE =
      OpDef.named("VarIsInitializedOp")
          .inputs("resource: resource")
          .outputs("is_initialized: bool")
          .stateful()
          .infer(call -> List.of(Shape.scalar()))
          .compute(InitializedOps::compute)
          .notDifferentiable()
          .build();

  public static final OpDef BY_REFERENCE =
      OpDef.named("IsVariableInitialized")
          .inputs("ref: Ref(dtype)")
          .outputs("is_initialized: bool")
          .infer(call -> List.of(Shape.scalar()))
          .compute(InitializedOps::compute)
          .noGradient()
          .build();

  private InitializedOps() {}

  public static Tensor of(@Nullable String name, Tensor variable) {
    return (variable.isReference() ? BY_REFERENCE : BY_HANDLE).call(name, Attrs.none(), variable);
  }

  private static EagerTensor compute(KernelCall call) {
    return EagerTensor.of(Values.of(call.variable(0).isInitialized(), null));
  }
}
