package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;

/** {@code DestroyResourceOp}: a variable's value is forgotten. */
public final class DestroyResourceOp {
  public static final OpDef DEF =
      OpDef.named("DestroyResourceOp")
          .inputs("resource: resource")
          .attr("ignore_lookup_error", AttrKind.BOOL, true)
          .stateful()
          .infer(call -> List.of())
          .act(DestroyResourceOp::destroy)
          .notDifferentiable()
          .build();

  private DestroyResourceOp() {}

  private static void destroy(KernelCall call) {
    if (!call.variable(0).isInitialized() && !call.<Boolean>attr("ignore_lookup_error")) {
      throw new NotFoundError(
          "variable \"%s\" has no value that could be destroyed"
              .formatted(call.variable(0).name()));
    }
    call.variable(0).clear();
  }
}
