package org.ckpt4j.ops.math;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code BroadcastGradientArgs}: along which dimensions each of two shapes was widened to the
 * other's, so that a gradient is summed along them.
 */
public final class BroadcastGradientArgs {
  public static final OpDef DEF =
      OpDef.named("BroadcastGradientArgs")
          .inputs("s0: T", "s1: T")
          .outputs("r0: T", "r1: T")
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .infer(BroadcastGradientArgs::infer)
          .kernel(BroadcastGradientArgs::compute)
          .notDifferentiable()
          .build();

  private BroadcastGradientArgs() {}

  private static List<Shape> infer(InferCall call) {
    for (int i = 0; i < 2; i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() != 1) {
        throw call.invalid("input %d must be a vector, given shape %s", i, call.shape(i));
      }
    }
    return List.of(Shape.of(Shape.UNKNOWN_SIZE), Shape.of(Shape.UNKNOWN_SIZE));
  }

  private static List<EagerTensor> compute(KernelCall call) {
    long[] a = ElementArrays.longs(call.input(0));
    long[] b = ElementArrays.longs(call.input(1));
    int rank = Math.max(a.length, b.length);
    List<Long> ofA = new ArrayList<>();
    List<Long> ofB = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long x = i < rank - a.length ? 1 : a[i - rank + a.length];
      long y = i < rank - b.length ? 1 : b[i - rank + b.length];
      if (x != y && x != 1 && y != 1) {
        throw new InvalidArgumentError(
            "BroadcastGradientArgs: sizes %d and %d do not fit".formatted(x, y));
      }
      // TensorFlow names dimensions of size 1 on both sides too: summing them changes nothing.
      if (x == 1) {
        ofA.add((long) i);
      }
      if (y == 1) {
        ofB.add((long) i);
      }
    }
    return List.of(vector(call, ofA), vector(call, ofB));
  }

  private static EagerTensor vector(KernelCall call, List<Long> axes) {
    long[] values = axes.stream().mapToLong(Long::longValue).toArray();
    return ElementArrays.tensor(call.attr("T"), Shape.of(values.length), values);
  }
}
