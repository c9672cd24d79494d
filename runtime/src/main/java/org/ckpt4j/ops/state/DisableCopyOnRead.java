package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;

/**
 * {@code DisableCopyOnRead}: asks that reads of a variable share its memory, which here they always
 * do.
 */
public final class DisableCopyOnRead {
  public static final OpDef DEF =
      OpDef.named("DisableCopyOnRead")
          .inputs("resource: resource")
          .stateful()
          .infer(call -> List.of())
          .act(call -> {})
          .notDifferentiable()
          .build();

  private DisableCopyOnRead() {}

  public static void of(Tensor handle) {
    DEF.run(null, Attrs.none(), List.of(handle));
  }
}
