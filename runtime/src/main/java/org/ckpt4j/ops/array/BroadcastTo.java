package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Sum;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code BroadcastTo}: repeated along dimensions of size 1, as NumPy widens. */
public final class BroadcastTo {
  public static final OpDef DEF =
      OpDef.named("BroadcastTo")
          .inputs("input: T", "shape: Tidx")
          .outputs("output: T")
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .allow("Tidx", DType.INT32, DType.INT64)
          .infer(BroadcastTo::infer)
          .compute(BroadcastTo::compute)
          .gradient((call, dy) -> Arrays.asList(gradient(call, dy.get(0)), null))
          .build();

  private BroadcastTo() {}

  /** Counterpart: {@code tf.broadcast_to}. */
  public static Tensor of(Object input, Object shape, OpOption... options) {
    return Scoped.call(
        options,
        "BroadcastTo",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                Reshape.sizes(shape, "shape")));
  }

  private static Tensor gradient(GradientCall call, Operand dy) {
    Tensor wide = call.input(1);
    Tensor narrow = ShapeOp.of(call.input(0), wide.dtype());
    Tensor axes = BroadcastShapes.gradientArgs(wide, narrow).output(1);
    Tensor sum = Sum.DEF.call(Attrs.of("keep_dims", true), dy, axes);
    return Reshape.of(sum, narrow);
  }

  private static List<Shape> infer(InferCall call) {
    Dims.rank(call, 1, 1);
    Shape wide = call.shapeFrom(1);
    Shape in = call.shape(0);
    if (wide.hasKnownRank() && in.hasKnownRank()) {
      check(in, wide, call::invalid);
      long[] dims = wide.dims();
      for (int i = 0; i < in.rank(); i++) {
        int at = i + wide.rank() - in.rank();
        // Only a size of 1 widens, so a greater one is known to stay.
        dims[at] = dims[at] < 0 && in.dim(i) > 1 ? in.dim(i) : dims[at];
      }
      return List.of(Shape.of(dims));
    }
    return List.of(wide);
  }

  private static void check(Shape in, Shape wide, Refusal refusal) {
    boolean fits = in.rank() <= wide.rank();
    for (int i = 0; fits && i < in.rank(); i++) {
      long have = in.dim(i);
      long want = wide.dim(i + wide.rank() - in.rank());
      fits = have < 0 || want < 0 || have == 1 || have == want;
    }
    if (!fits) {
      throw refusal.because("%s does not widen to %s", in, wide);
    }
  }

  private static EagerTensor compute(KernelCall call) {
    long[] sizes = ElementArrays.longs(call.input(1));
    for (long size : sizes) {
      if (size < 0) {
        throw call.invalid("size %d is negative", size);
      }
    }
    EagerTensor in = call.input(0);
    Shape wide = Shape.of(sizes);
    check(in.shape(), wide, call::invalid);
    return widened(in, wide);
  }

  /** The tensor repeated to a shape that it fits. */
  public static EagerTensor widened(EagerTensor in, Shape wide) {
    if (in.shape().equals(wide)) {
      return in;
    }
    long[] own = Dims.strides(in.shape());
    long[] steps = new long[wide.rank()];
    for (int i = 0; i < own.length; i++) {
      steps[i + steps.length - own.length] = in.shape().dim(i) == 1 ? 0 : own[i];
    }
    return new Assembly(in.dtype(), wide)
        .from(in)
        .box(wide.dims(), 0, steps, 0, Dims.strides(wide))
        .tensor();
  }
}
