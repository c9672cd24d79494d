package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
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

/** {@code OneHot}: for each index a vector with one value there and another everywhere else. */
public final class OneHot {
  public static final OpDef DEF =
      OpDef.named("OneHot")
          .inputs("indices: TI", "depth: int32", "on_value: T", "off_value: T")
          .outputs("output: T")
          .attr("axis", AttrKind.INT, -1)
          .attr("TI", AttrKind.TYPE, DType.INT64)
          .allow("TI", DType.UINT8, DType.INT8, DType.INT32, DType.INT64)
          .infer(OneHot::infer)
          .compute(OneHot::compute)
          .notDifferentiable()
          .build();

  private OneHot() {}

  /** Of ones and zeros. Counterpart: {@code tf.one_hot}. */
  public static Tensor of(Object indices, Object depth, OpOption... options) {
    return of(indices, depth, 1f, 0f, -1, DType.FLOAT32, options);
  }

  /** Counterpart: {@code tf.one_hot} with all its arguments. */
  public static Tensor of(
      Object indices,
      Object depth,
      Object onValue,
      Object offValue,
      int axis,
      DType dtype,
      OpOption... options) {
    return Scoped.call(
        options,
        "one_hot",
        name ->
            DEF.call(
                name,
                Attrs.of("axis", axis),
                ToTensor.of(indices, null, "indices"),
                ToTensor.of(depth, DType.INT32, "depth"),
                ToTensor.of(onValue, dtype, "on_value"),
                ToTensor.of(offValue, dtype, "off_value")));
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    long axis = call.<Long>attr("axis");
    long[] depth = Dims.known(call, 1);
    if (axis < -1) {
      throw call.invalid("axis %d; it is -1 or counts from the front", axis);
    }
    Dims.rank(call, 1, 0);
    if (depth != null && depth[0] < 0) {
      throw call.invalid("depth %d is negative", depth[0]);
    }
    if (!in.hasKnownRank()) {
      return List.of(in);
    }
    // TF counts round: an axis beyond the rank is refused when the graph runs.
    int at = Math.floorMod(axis, in.rank() + 1);
    return List.of(deeper(in, at, depth == null ? Shape.UNKNOWN_SIZE : depth[0]));
  }

  private static Shape deeper(Shape in, int axis, long depth) {
    return Dims.joined(Dims.part(in, 0, axis), Shape.of(depth), Dims.part(in, axis, in.rank()));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor indices = call.input(0);
    Shape in = indices.shape();
    EagerTensor on = call.input(2);
    EagerTensor off = call.input(3);
    long wanted = call.<Long>attr("axis");
    for (EagerTensor scalar : List.of(call.input(1), on, off)) {
      if (scalar.shape().rank() != 0) {
        throw call.invalid("depth and values are scalars, given shape %s", scalar.shape());
      }
    }
    if (wanted < -1 || wanted > in.rank()) {
      throw call.invalid("axis %d does not exist beside %s", wanted, in);
    }
    long depth = call.input(1).longValue();
    if (depth < 0) {
      throw call.invalid("depth %d is negative", depth);
    }
    int axis = wanted < 0 ? in.rank() : (int) wanted;
    Shape shape = deeper(in, axis, depth);
    long inner = Dims.product(in, axis, in.rank());
    long[] flat = ElementArrays.longs(indices);
    Assembly out = new Assembly(on.dtype(), shape).fill(off).from(on);
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] >= 0 && flat[i] < depth) {
        out.run(0, (i / inner * depth + flat[i]) * inner + i % inner, 1);
      }
    }
    return out.tensor();
  }
}
