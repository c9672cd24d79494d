package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;

/** {@code EnsureShape}: its input, if that has the shape; else an error. */
public final class EnsureShape {
  public static final OpDef DEF =
      OpDef.named("EnsureShape")
          .inputs("input: T")
          .outputs("output: T")
          .attr("shape", AttrKind.SHAPE)
          .infer(
              call -> {
                if (!call.isEager() && !call.<Shape>attr("shape").hasKnownRank()) {
                  throw call.invalid("a shape without a rank ensures nothing");
                }
                Shape merged = Dims.merged(call.shape(0), call.attr("shape"));
                if (merged == null) {
                  throw call.invalid(
                      "the shape is %s, not %s", call.shape(0), call.<Shape>attr("shape"));
                }
                return List.of(merged);
              })
          .compute(
              call -> {
                EagerTensor input = call.input(0);
                if (!call.<Shape>attr("shape").isCompatibleWith(input.shape())) {
                  throw call.invalid(
                      "the shape is %s, not %s", input.shape(), call.<Shape>attr("shape"));
                }
                return input;
              })
          .gradient((call, dy) -> dy)
          .build();

  private EnsureShape() {}

  /** Counterpart: {@code tf.ensure_shape}. */
  public static Tensor of(Object x, Shape shape, OpOption... options) {
    return Scoped.call(
        options,
        "EnsureShape",
        name -> DEF.call(name, Attrs.of("shape", shape), ToTensor.of(x, null, "input")));
  }
}
