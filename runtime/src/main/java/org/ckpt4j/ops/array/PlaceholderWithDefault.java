package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;

/** {@code PlaceholderWithDefault}: its input, unless a run of a session feeds something else. */
public final class PlaceholderWithDefault {
  public static final OpDef DEF =
      OpDef.named("PlaceholderWithDefault")
          .inputs("input: dtype")
          .outputs("output: dtype")
          .attr("shape", AttrKind.SHAPE)
          .infer(call -> List.of(call.<Shape>attr("shape")))
          .compute(call -> call.input(0))
          .gradient((call, dy) -> dy)
          .build();

  private PlaceholderWithDefault() {}

  /** Counterpart: {@code tf.compat.v1.placeholder_with_default}. */
  public static Tensor of(Object input, Shape shape, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, DEF.name()))) {
      return DEF.call(scope.name(), Attrs.of("shape", shape), ToTensor.of(input, null, "input"));
    }
  }
}
