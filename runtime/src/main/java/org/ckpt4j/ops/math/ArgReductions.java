package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
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

/**
 * {@code ArgMax} and {@code ArgMin}: where along a dimension the largest or smallest element is.
 * The first of equal ones counts, and NaN never does.
 */
public final class ArgReductions {
  public static final OpDef ARG_MAX =
      define("ArgMax", true)
          .allow("Tidx", DType.INT16, DType.INT32, DType.INT64)
          .allow("output_type", DType.INT16, DType.UINT16, DType.INT32, DType.INT64)
          .build();

  public static final OpDef ARG_MIN =
      define("ArgMin", false)
          .allow("Tidx", DType.INT32, DType.INT64)
          .allow("output_type", DType.INT32, DType.INT64)
          .build();

  private ArgReductions() {}

  private static OpDef.Builder define(String name, boolean largest) {
    return OpDef.named(name)
        .inputs("input: T", "dimension: Tidx")
        .outputs("output: output_type")
        .attr("T", AttrKind.TYPE)
        .allow(
            "T",
            NumberTypes.array(
                NumberTypes.join(
                    NumberTypes.REALS, NumberTypes.join(NumberTypes.QUANTIZED, DType.BOOL))))
        .attr("Tidx", AttrKind.TYPE, DType.INT32)
        .attr("output_type", AttrKind.TYPE, DType.INT64)
        .infer(ArgReductions::infer)
        .compute(call -> compute(call, largest))
        .gradient((call, dys) -> Arrays.asList(null, null));
  }

  /** Counterparts: {@code tf.argmax}, {@code tf.argmin}. */
  public static Tensor of(
      OpDef def, Object input, Object axis, DType outputType, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, def.name()))) {
      return def.call(
          scope.name(),
          Attrs.of("output_type", outputType),
          ToTensor.of(input, null, "input"),
          ToTensor.of(axis, null, "dimension"));
    }
  }

  private static List<Shape> infer(InferCall call) {
    if (call.shape(1).hasKnownRank() && call.shape(1).rank() != 0) {
      throw call.invalid("the dimension must be one number, given shape %s", call.shape(1));
    }
    Shape in = call.shape(0);
    if (!in.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    if (in.rank() == 0) {
      return List.of(Shape.scalar());
    }
    RawTensor dimension = call.constant(1);
    if (dimension == null) {
      long[] unknown = new long[in.rank() - 1];
      Arrays.fill(unknown, Shape.UNKNOWN_SIZE);
      return List.of(Shape.of(unknown));
    }
    long axis = ElementArrays.longs(EagerTensor.of(dimension))[0];
    Shape shape = Reduction.shape(in, new long[] {axis}, false);
    if (shape == null) {
      throw call.invalid("dimension %d does not exist in shape %s", axis, in);
    }
    return List.of(shape);
  }

  private static EagerTensor compute(KernelCall call, boolean largest) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    if (call.input(1).shape().rank() != 0) {
      throw new InvalidArgumentError(
          "%s: the dimension must be one number, given shape %s"
              .formatted(call.def().name(), call.input(1).shape()));
    }
    long wanted = call.input(1).longValue();
    Shape out = Reduction.shape(shape, new long[] {wanted}, false);
    if (out == null) {
      throw new InvalidArgumentError(
          "%s: dimension %d does not exist in shape %s"
              .formatted(call.def().name(), wanted, shape));
    }
    int axis = (int) (wanted < 0 ? wanted + shape.rank() : wanted);
    int size = (int) shape.dim(axis);
    if (size == 0) {
      throw new InvalidArgumentError(
          "%s: dimension %d of shape %s is empty".formatted(call.def().name(), wanted, shape));
    }
    int inner = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      inner *= (int) shape.dim(i);
    }
    long[] found = new long[ElementArrays.length(out)];
    Order order = order(in, largest);
    for (int l = 0; l < found.length; l++) {
      int start = l / inner * inner * size + l % inner;
      int best = order.counts(start) ? 0 : -1;
      for (int i = 1; i < size; i++) {
        int at = start + i * inner;
        if (order.counts(at) && (best < 0 || order.beats(at, start + best * inner))) {
          best = i;
        }
      }
      found[l] = Math.max(0, best);
    }
    return ElementArrays.tensor(call.attr("output_type"), out, found);
  }

  private interface Order {
    boolean beats(int a, int b);

    /** Whether the element may be found at all. */
    boolean counts(int a);
  }

  private static Order order(EagerTensor in, boolean largest) {
    DType dtype = in.dtype();
    if (!dtype.isFloating()) {
      long[] values = ElementArrays.longs(in);
      return new Order() {
        @Override
        public boolean beats(int a, int b) {
          int order = Integers.compare(values[a], values[b], dtype);
          return largest ? order > 0 : order < 0;
        }

        @Override
        public boolean counts(int a) {
          return a >= 0;
        }
      };
    }
    double[] values = ElementArrays.doubles(in);
    return new Order() {
      @Override
      public boolean beats(int a, int b) {
        return largest ? values[a] > values[b] : values[a] < values[b];
      }

      @Override
      public boolean counts(int a) {
        return !Double.isNaN(values[a]);
      }
    };
  }
}
