package org.ckpt4j.ops.array;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code Range}: numbers a step apart; {@code LinSpace}: a given number of them between two ends.
 */
public final class Range {
  public static final OpDef DEF =
      OpDef.named("Range")
          .inputs("start: Tidx", "limit: Tidx", "delta: Tidx")
          .outputs("output: Tidx")
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .allow(
              "Tidx",
              DType.BFLOAT16,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT8,
              DType.INT16,
              DType.INT32,
              DType.INT64,
              DType.UINT16,
              DType.UINT32)
          .infer(Range::infer)
          .compute(Range::compute)
          .notDifferentiable()
          .build();

  public static final OpDef LIN_SPACE =
      OpDef.named("LinSpace")
          .inputs("start: T", "stop: T", "num: Tidx")
          .outputs("output: T")
          .allow("T", DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .allow("Tidx", DType.INT32, DType.INT64)
          .infer(Range::inferLinSpace)
          .compute(Range::computeLinSpace)
          .notDifferentiable()
          .build();

  private Range() {}

  /** Counterpart: {@code tf.range(start, limit, delta)}. */
  public static Tensor of(Object start, Object limit, Object delta, OpOption... options) {
    return of(start, limit, delta, null, options);
  }

  /** The type is the widest of the three: int32, int64, float32, float64. */
  public static Tensor of(
      Object start, Object limit, Object delta, @Nullable DType dtype, OpOption... options) {
    return Scoped.call(
        options,
        "range",
        name -> {
          DType type = dtype == null ? widest(start, limit, delta) : dtype;
          return DEF.call(
              name,
              Attrs.none(),
              typed(start, type, "start"),
              typed(limit, type, "limit"),
              typed(delta, type, "delta"));
        });
  }

  private static Tensor typed(Object value, DType dtype, String name) {
    return value instanceof Operand operand
        ? org.ckpt4j.ops.math.Cast.of(operand, dtype)
        : ToTensor.of(value, dtype, name);
  }

  private static DType widest(Object... values) {
    List<DType> order = List.of(DType.INT32, DType.INT64, DType.FLOAT32, DType.FLOAT64);
    int found = 0;
    for (Object value : values) {
      DType mine =
          value instanceof Operand operand ? operand.dtype() : Values.of(value, null).dtype();
      if (!order.contains(mine)) {
        return mine;
      }
      found = Math.max(found, order.indexOf(mine));
    }
    return order.get(found);
  }

  /** Counterpart: {@code tf.linspace} between scalars. */
  public static Tensor linSpace(Object start, Object stop, Object num, OpOption... options) {
    return Scoped.call(
        options,
        "LinSpace",
        name -> {
          Tensor first = ToTensor.of(start, null, "start");
          return LIN_SPACE.call(
              name,
              Attrs.none(),
              first,
              ToTensor.beside(first.dtype(), stop, "stop"),
              ToTensor.beside(DType.INT32, num, "num"));
        });
  }

  private static List<Shape> infer(InferCall call) {
    EagerTensor[] parts = new EagerTensor[3];
    boolean known = true;
    for (int i = 0; i < parts.length; i++) {
      Dims.scalar(call, i);
      RawTensor value = call.constant(i);
      known &= value != null;
      parts[i] =
          value == null ? EagerTensor.of(Constants.zero(DType.INT32)) : EagerTensor.of(value);
    }
    return List.of(
        known ? Shape.of(count(parts[0], parts[1], parts[2], call::invalid)) : Dims.unknown(1));
  }

  private static long count(
      EagerTensor start, EagerTensor limit, EagerTensor delta, Refusal refusal) {
    double from = start.doubleValue();
    double to = limit.doubleValue();
    double step = delta.doubleValue();
    if (step == 0 || Double.isNaN(step)) {
      throw refusal.because("the step is %s", step);
    }
    if (step > 0 ? from > to : from < to) {
      throw refusal.because("steps of %s do not lead from %s to %s", step, from, to);
    }
    if (start.dtype().isFloating()) {
      DoubleUnaryOperator round = Rounding.to(start.dtype());
      double steps = round.applyAsDouble(round.applyAsDouble(to - from) / step);
      double count = Math.ceil(Math.abs(steps));
      if (!(count < Integer.MAX_VALUE)) {
        throw refusal.because("%s numbers from %s to %s are too many", count, from, to);
      }
      return (long) count;
    }
    long span;
    try {
      span = Math.abs(Math.subtractExact(limit.longValue(), start.longValue()));
    } catch (ArithmeticException tooFar) {
      throw refusal.because("from %s to %s is too far", from, to);
    }
    long by = Math.abs(Math.max(delta.longValue(), -Long.MAX_VALUE));
    return span == 0 ? 0 : (span - 1) / by + 1;
  }

  private static EagerTensor compute(KernelCall call) {
    for (int i = 0; i < 3; i++) {
      if (call.input(i).shape().numElements() != 1) {
        throw call.invalid("input %d must be a scalar, given %s", i, call.input(i).shape());
      }
    }
    EagerTensor start = call.input(0);
    DType dtype = start.dtype();
    Shape shape = Shape.of(count(start, call.input(1), call.input(2), call::invalid));
    int n = ElementArrays.length(shape);
    if (!dtype.isFloating()) {
      long[] out = new long[n];
      long by = call.input(2).longValue();
      for (int i = 0; i < n; i++) {
        out[i] = start.longValue() + i * by;
      }
      return ElementArrays.tensor(dtype, shape, out);
    }
    // TF adds the step again and again in the type itself; the error that adds up is part of it.
    DoubleUnaryOperator round = Rounding.to(dtype);
    double[] out = new double[n];
    double by = call.input(2).doubleValue();
    double at = start.doubleValue();
    for (int i = 0; i < n; i++) {
      out[i] = at;
      at = round.applyAsDouble(at + by);
    }
    return ElementArrays.tensor(dtype, shape, out);
  }

  private static List<Shape> inferLinSpace(InferCall call) {
    for (int i = 0; i < 3; i++) {
      Dims.rank(call, i, 0);
    }
    long[] num = Dims.known(call, 2);
    return List.of(num == null ? Dims.unknown(1) : Shape.of(num(num[0], call::invalid)));
  }

  private static long num(long num, Refusal refusal) {
    if (num <= 0) {
      throw refusal.because("%d numbers; one at least", num);
    }
    return num;
  }

  private static EagerTensor computeLinSpace(KernelCall call) {
    DType dtype = call.input(0).dtype();
    Shape shape = Shape.of(num(call.input(2).longValue(), call::invalid));
    DoubleUnaryOperator round = Rounding.to(dtype);
    double start = call.input(0).doubleValue();
    double stop = call.input(1).doubleValue();
    double[] out = new double[ElementArrays.length(shape)];
    double step = round.applyAsDouble(round.applyAsDouble(stop - start) / (out.length - 1));
    for (int i = 0; i < out.length; i++) {
      out[i] = round.applyAsDouble(start + round.applyAsDouble(step * i));
    }
    if (out.length > 1) {
      out[out.length - 1] = stop;
    } else {
      out[0] = start;
    }
    return ElementArrays.tensor(dtype, shape, out);
  }
}
