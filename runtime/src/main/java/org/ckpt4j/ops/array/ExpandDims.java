package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code ExpandDims}: one dimension more, of size 1. */
public final class ExpandDims {
  public static final OpDef DEF =
      OpDef.named("ExpandDims")
          .inputs("input: T", "dim: Tdim")
          .outputs("output: T")
          .attr("Tdim", AttrKind.TYPE, DType.INT32)
          .allow("Tdim", DType.INT32, DType.INT64)
          .infer(ExpandDims::infer)
          .compute(
              call ->
                  Assembly.reshaped(
                      call.input(0),
                      expanded(
                          call.input(0).shape(),
                          ElementArrays.longs(call.input(1)),
                          call::invalid)))
          .gradient((call, dy) -> Arrays.asList(Reshape.like(dy.get(0), call.input(0)), null))
          .build();

  private ExpandDims() {}

  /** Counterpart: {@code tf.expand_dims}. */
  public static Tensor of(Object input, Object axis, OpOption... options) {
    return Scoped.call(
        options,
        "ExpandDims",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                ToTensor.beside(DType.INT32, axis, "dim")));
  }

  private static List<Shape> infer(InferCall call) {
    long[] axis = Dims.known(call, 1);
    Shape in = call.shape(0);
    if (axis == null) {
      Shape given = call.shape(1);
      if (given.isFullyDefined() && given.numElements() != 1) {
        throw call.invalid("the axis must be one number, given shape %s", given);
      }
      return List.of(Shape.unknown());
    }
    return List.of(expanded(in, axis, call::invalid));
  }

  private static Shape expanded(Shape in, long[] axis, Refusal refusal) {
    if (axis.length != 1) {
      throw refusal.because("the axis must be one number, given %d", axis.length);
    }
    if (!in.hasKnownRank()) {
      return in;
    }
    int at = Dims.axis(axis[0], in.rank() + 1, refusal);
    return Dims.joined(Dims.part(in, 0, at), Shape.of(1), Dims.part(in, at, in.rank()));
  }
}
