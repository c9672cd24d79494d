package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Placeholder}: a tensor whose value every run of a session must be given. */
public final class Placeholder {
  public static final OpDef DEF =
      OpDef.named("Placeholder")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE)
          .attr("shape", AttrKind.SHAPE, Shape.unknown())
          .infer(call -> List.of(call.<Shape>attr("shape")))
          .compute(
              call -> {
                throw new InvalidArgumentError(
                    "placeholder \"%s\" (%s) has no value; feed one"
                        .formatted(call.nodeName(), call.<DType>attr("dtype")));
              })
          .notDifferentiable()
          .build();

  private Placeholder() {}

  /**
   * Counterpart: {@code tf.compat.v1.placeholder}.
   *
   * @throws IllegalStateException in eager mode
   */
  public static Tensor of(DType dtype, Shape shape, OpOption... options) {
    if (Contexts.current().isEager()) {
      throw new IllegalStateException(
          "a placeholder belongs in a graph; enter one, or pass the value itself");
    }
    return DEF.call(Named.find(options), Attrs.of("dtype", dtype, "shape", shape));
  }
}
