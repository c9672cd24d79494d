package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Bitcast}: the same bytes under another element type. */
public final class Bitcast {
  public static final OpDef DEF =
      OpDef.named("Bitcast")
          .inputs("input: T")
          .outputs("output: type")
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.NUMBERTYPE))
          .attr("type", AttrKind.TYPE)
          .allow("type", NumberTypes.array(NumberTypes.NUMBERTYPE))
          .infer(Bitcast::infer)
          .compute(Bitcast::compute)
          .noGradient()
          .build();

  private Bitcast() {}

  /** Counterpart: {@code tf.bitcast}. */
  public static Tensor of(Object input, DType type, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Bitcast"))) {
      return DEF.call(scope.name(), Attrs.of("type", type), ToTensor.of(input, null, "input"));
    }
  }

  private static List<Shape> infer(InferCall call) {
    if (!call.shape(0).hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    Shape shape = shape(call.shape(0), call.dtype(0).width(), call.<DType>attr("type").width());
    if (shape == null) {
      throw call.invalid(
          "%s of shape %s cannot be taken as %s", call.dtype(0), call.shape(0), call.attr("type"));
    }
    return List.of(shape);
  }

  /** A wider type takes the last dimension in; a narrower one adds one. */
  private static @Nullable Shape shape(Shape in, int from, int to) {
    if (from == to) {
      return in;
    }
    if (from > to) {
      long[] dims = Arrays.copyOf(in.dims(), in.rank() + 1);
      dims[in.rank()] = from / to;
      return Shape.of(dims);
    }
    if (in.rank() == 0) {
      return null;
    }
    long last = in.dim(in.rank() - 1);
    return last >= 0 && last != to / from
        ? null
        : Shape.of(Arrays.copyOf(in.dims(), in.rank() - 1));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    DType to = call.attr("type");
    Shape shape = shape(in.shape(), in.dtype().width(), to.width());
    if (shape == null) {
      throw new InvalidArgumentError(
          "Bitcast: %s of shape %s cannot be taken as %s".formatted(in.dtype(), in.shape(), to));
    }
    return EagerTensor.of(RawTensor.of(to, shape, in.raw().bytes()));
  }
}
