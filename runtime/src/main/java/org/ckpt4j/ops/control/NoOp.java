package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;

/** {@code NoOp}: does nothing, so that others can wait for it, or it for others. */
public final class NoOp {
  public static final OpDef DEF =
      OpDef.named("NoOp").infer(call -> List.of()).act(call -> {}).noGradient().build();

  private NoOp() {}

  public static Node of(OpOption... options) {
    return DEF.run(Named.find(options), Attrs.none(), List.of());
  }
}
