package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.errors.AbortedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.OpDef;

/**
 * {@code ControlTrigger}, which runs even after what is dead; {@code Abort}, which ends the run.
 */
public final class Triggers {
  public static final OpDef CONTROL_TRIGGER =
      OpDef.named("ControlTrigger").infer(call -> List.of()).act(call -> {}).noGradient().build();

  public static final OpDef ABORT =
      OpDef.named("Abort")
          .attr("error_msg", AttrKind.STRING, "")
          .attr("exit_without_error", AttrKind.BOOL, false)
          .infer(call -> List.of())
          .act(
              call -> {
                // TF ends the process; a library must not
                throw new AbortedError(
                    "Abort \"%s\": %s".formatted(call.nodeName(), call.<String>attr("error_msg")));
              })
          .noGradient()
          .build();

  private Triggers() {}
}
