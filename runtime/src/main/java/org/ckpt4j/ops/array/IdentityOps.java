package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;

/** Operations that give their input back: {@code Identity}, {@code StopGradient}. */
public final class IdentityOps {
  public static final OpDef IDENTITY = define("Identity").gradient((call, dy) -> dy).build();
  public static final OpDef STOP_GRADIENT = define("StopGradient").notDifferentiable().build();

  private IdentityOps() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("input: T")
        .outputs("output: T")
        .infer(call -> List.of(call.shape(0)))
        .compute(call -> call.input(0));
  }

  public static Tensor identity(Object input, OpOption... options) {
    return call(IDENTITY, input, options);
  }

  public static Tensor stopGradient(Object input, OpOption... options) {
    return call(STOP_GRADIENT, input, options);
  }

  private static Tensor call(OpDef def, Object input, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, def.name()))) {
      return def.call(scope.name(), Attrs.none(), ToTensor.of(input, null, "input"));
    }
  }
}
