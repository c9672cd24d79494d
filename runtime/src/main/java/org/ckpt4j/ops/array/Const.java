package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.jspecify.annotations.Nullable;

/** {@code Const}: a value that is part of the program. */
public final class Const {
  public static final OpDef DEF =
      OpDef.named("Const")
          .outputs("output: dtype")
          .attr("value", AttrKind.TENSOR)
          .attr("dtype", AttrKind.TYPE)
          .infer(call -> List.of(call.<EagerTensor>attr("value").shape()))
          .compute(call -> call.attr("value"))
          .notDifferentiable()
          .build();

  private Const() {}

  /** A constant of this value; in eager mode the value itself. */
  public static Tensor of(EagerTensor value, @Nullable String name) {
    return DEF.call(name, Attrs.of("value", value, "dtype", value.dtype()));
  }
}
