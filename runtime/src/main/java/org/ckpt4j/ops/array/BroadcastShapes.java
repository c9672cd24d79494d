package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Shapes that widen to one another, as numbers: {@code BroadcastArgs} tells the common shape,
 * {@code BroadcastGradientArgs} along which dimensions each side was repeated.
 */
public final class BroadcastShapes {
  public static final OpDef ARGS =
      OpDef.named("BroadcastArgs")
          .inputs("s0: T", "s1: T")
          .outputs("r0: T")
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .infer(
              call -> {
                Shape x = Dims.rank(call, 0, 1);
                Shape y = Dims.rank(call, 1, 1);
                boolean known = x.dim(0) >= 0 && y.dim(0) >= 0;
                return List.of(Shape.of(known ? Math.max(x.dim(0), y.dim(0)) : Shape.UNKNOWN_SIZE));
              })
          .compute(BroadcastShapes::common)
          .noGradient()
          .build();

  public static final OpDef GRADIENT_ARGS =
      OpDef.named("BroadcastGradientArgs")
          .inputs("s0: T", "s1: T")
          .outputs("r0: T", "r1: T")
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .infer(
              call -> {
                Dims.rank(call, 0, 1);
                Dims.rank(call, 1, 1);
                return List.of(Dims.unknown(1), Dims.unknown(1));
              })
          .kernel(BroadcastShapes::repeated)
          .notDifferentiable()
          .build();

  private BroadcastShapes() {}

  /** Counterpart: {@code tf.broadcast_dynamic_shape}. */
  public static Tensor common(Object x, Object y, OpOption... options) {
    return Scoped.call(
        options,
        "BroadcastArgs",
        name -> ARGS.call(name, Attrs.none(), Reshape.sizes(x, "s0"), Reshape.sizes(y, "s1")));
  }

  /** The dimensions along which a tensor of each shape is repeated to fit the other. */
  public static Node gradientArgs(Operand x, Operand y) {
    return GRADIENT_ARGS.run(null, Attrs.none(), List.of(x, y));
  }

  private static EagerTensor common(KernelCall call) {
    long[] out = common(sizes(call, 0), sizes(call, 1), call);
    return ElementArrays.tensor(call.input(0).dtype(), Shape.of(out.length), out);
  }

  private static long[] sizes(KernelCall call, int input) {
    if (call.input(input).shape().rank() != 1) {
      throw call.invalid("a shape is a vector, given shape %s", call.input(input).shape());
    }
    return ElementArrays.longs(call.input(input));
  }

  private static long[] common(long[] x, long[] y, KernelCall call) {
    long[] out = new long[Math.max(x.length, y.length)];
    for (int i = 0; i < out.length; i++) {
      long a = at(x, i, out.length);
      long b = at(y, i, out.length);
      if (a != b && a != 1 && b != 1) {
        throw call.invalid("shapes %s and %s do not fit", Shape.of(x), Shape.of(y));
      }
      out[i] = a == 1 ? b : a;
    }
    return out;
  }

  private static long at(long[] sizes, int i, int rank) {
    int at = i - rank + sizes.length;
    return at < 0 ? 1 : sizes[at];
  }

  private static List<EagerTensor> repeated(KernelCall call) {
    long[] x = sizes(call, 0);
    long[] y = sizes(call, 1);
    long[] all = common(x, y, call);
    List<Long> ofX = new ArrayList<>();
    List<Long> ofY = new ArrayList<>();
    boolean equal = java.util.Arrays.equals(x, y);
    for (int i = 0; i < all.length && !equal; i++) {
      long a = at(x, i, all.length);
      long b = at(y, i, all.length);
      // Where both are 1 TF names the dimension on both sides: summing over it changes nothing.
      if (a == 1) {
        ofX.add((long) i);
      }
      if (b == 1) {
        ofY.add((long) i);
      }
    }
    return List.of(vector(call, ofX), vector(call, ofY));
  }

  private static EagerTensor vector(KernelCall call, List<Long> items) {
    long[] out = items.stream().mapToLong(Long::longValue).toArray();
    return ElementArrays.tensor(call.input(0).dtype(), Shape.of(out.length), out);
  }
}
