package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Roll}: what is shifted out at one end comes in at the other. */
public final class Roll {
  public static final OpDef DEF =
      OpDef.named("Roll")
          .inputs("input: T", "shift: Tshift", "axis: Taxis")
          .outputs("output: T")
          .allow("Tshift", DType.INT32, DType.INT64)
          .allow("Taxis", DType.INT32, DType.INT64)
          .infer(Roll::infer)
          .compute(Roll::compute)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      of(
                          Objects.requireNonNull(dy.get(0)),
                          Registered.call("Neg", call.input(1)),
                          call.input(2)),
                      null,
                      null))
          .build();

  private Roll() {}

  /** Counterpart: {@code tf.roll}. */
  public static Tensor of(Object input, Object shift, Object axis, OpOption... options) {
    return Scoped.call(
        options,
        "Roll",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                ToTensor.beside(DType.INT32, shift, "shift"),
                ToTensor.beside(DType.INT32, axis, "axis")));
  }

  private static List<Shape> infer(InferCall call) {
    Dims.atLeast(call, 0, 1);
    for (int i = 1; i <= 2; i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() > 1) {
        throw call.invalid("shift and axis are numbers or vectors, given %s", call.shape(i));
      }
    }
    if (!call.shape(1).isCompatibleWith(call.shape(2))) {
      throw call.invalid("shifts of %s for axes of %s", call.shape(1), call.shape(2));
    }
    return List.of(call.shape(0));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor out = call.input(0);
    Shape shape = out.shape();
    if (shape.rank() < 1 || !call.input(1).shape().equals(call.input(2).shape())) {
      throw call.invalid(
          "shifts of %s for axes of %s of %s", call.input(1).shape(), call.input(2).shape(), shape);
    }
    long[] shifts = ElementArrays.longs(call.input(1));
    long[] axes = ElementArrays.longs(call.input(2));
    long[] total = new long[shape.rank()];
    for (int i = 0; i < axes.length; i++) {
      int axis = Dims.axis(axes[i], shape.rank(), call::invalid);
      long size = Math.max(1, shape.dim(axis));
      total[axis] = (total[axis] + Math.floorMod(shifts[i], size)) % size;
    }
    for (int d = 0; d < total.length; d++) {
      out = total[d] == 0 ? out : rolled(out, d, total[d]);
    }
    return out;
  }

  private static EagerTensor rolled(EagerTensor in, int d, long shift) {
    Shape shape = in.shape();
    long outer = Dims.product(shape, 0, d);
    long inner = Dims.product(shape, d + 1, shape.rank());
    long stay = (shape.dim(d) - shift) * inner;
    long[] steps = {stay + shift * inner, 1};
    return new Assembly(in.dtype(), shape)
        .from(in)
        .box(new long[] {outer, stay}, 0, steps, shift * inner, steps)
        .box(new long[] {outer, shift * inner}, stay, steps, 0, steps)
        .tensor();
  }
}
