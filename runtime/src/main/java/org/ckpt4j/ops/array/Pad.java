package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Pad}: zeros around a tensor; {@code PadV2}: any one value. */
public final class Pad {
  public static final OpDef DEF =
      padded("Pad")
          .inputs("input: T", "paddings: Tpaddings")
          .compute(call -> compute(call, null))
          .gradient(
              (call, dy) -> Arrays.asList(inner(call, Objects.requireNonNull(dy.get(0))), null))
          .build();

  public static final OpDef V2 =
      padded("PadV2")
          .inputs("input: T", "paddings: Tpaddings", "constant_values: T")
          .compute(call -> compute(call, call.input(2)))
          .gradient(
              (call, dy) -> {
                // TF gives the value that is put around no gradient.
                return Arrays.asList(inner(call, Objects.requireNonNull(dy.get(0))), null, null);
              })
          .build();

  private Pad() {}

  private static OpDef.Builder padded(String name) {
    return OpDef.named(name)
        .outputs("output: T")
        .attr("Tpaddings", AttrKind.TYPE, DType.INT32)
        .allow("Tpaddings", DType.INT32, DType.INT64)
        .infer(call -> List.of(infer(call, 1)));
  }

  /** Counterpart: {@code tf.pad}. */
  public static Tensor of(Object tensor, Object paddings, OpOption... options) {
    return Scoped.call(
        options,
        "Pad",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(tensor, null, "tensor"),
                ToTensor.beside(DType.INT32, paddings, "paddings")));
  }

  /** Counterpart: {@code tf.pad(tensor, paddings, constant_values=value)}. */
  public static Tensor of(Object tensor, Object paddings, Object value, OpOption... options) {
    return Scoped.call(
        options,
        "PadV2",
        name -> {
          Tensor in = ToTensor.of(tensor, null, "tensor");
          return V2.call(
              name,
              Attrs.none(),
              in,
              ToTensor.beside(DType.INT32, paddings, "paddings"),
              ToTensor.beside(in.dtype(), value, "constant_values"));
        });
  }

  private static Tensor inner(GradientCall call, Operand dy) {
    Tensor paddings = call.input(1);
    Tensor begin = StridedSlice.at(paddings, new Index.Span(null, null, null), 0);
    return Slice.of(dy, begin, ShapeOp.of(call.input(0), paddings.dtype()));
  }

  /** The shape with paddings, an input of two numbers a dimension, added (1) or taken off (-1). */
  static Shape infer(InferCall call, int sign) {
    Shape in = call.shape(0);
    Shape pairs = Dims.rank(call, 1, 2);
    Shape fit = Dims.merged(pairs, Shape.of(in.hasKnownRank() ? in.rank() : Shape.UNKNOWN_SIZE, 2));
    if (fit == null) {
      throw call.invalid("paddings of shape %s for %s", pairs, in);
    }
    int rank = (int) fit.dim(0);
    long[] paddings = Dims.known(call, 1);
    if (rank < 0) {
      return Shape.unknown();
    }
    if (paddings == null || !in.hasKnownRank()) {
      return Dims.unknown(rank);
    }
    return padded(in, paddings, sign, call::invalid);
  }

  private static Shape padded(Shape in, long[] paddings, int sign, Refusal refusal) {
    if (paddings.length != 2 * in.rank()) {
      throw refusal.because("%d paddings for %s", paddings.length, in);
    }
    long[] dims = in.dims();
    for (int i = 0; i < dims.length; i++) {
      long before = paddings[2 * i];
      long after = paddings[2 * i + 1];
      if (before < 0 || after < 0) {
        throw refusal.because("padding (%d, %d) of dimension %d is negative", before, after, i);
      }
      if (dims[i] >= 0) {
        dims[i] += sign * (before + after);
        if (dims[i] < 0) {
          throw refusal.because("dimension %d of %s is smaller than its padding", i, in);
        }
      }
    }
    return Shape.of(dims);
  }

  /** As {@link #infer}, of a running call. */
  static Shape padded(KernelCall call, int sign) {
    return padded(call.input(0).shape(), ElementArrays.longs(call.input(1)), sign, call::invalid);
  }

  private static EagerTensor compute(KernelCall call, @Nullable EagerTensor value) {
    EagerTensor in = call.input(0);
    Shape shape = padded(call, 1);
    if (value != null && value.shape().rank() != 0) {
      throw call.invalid("the value must be a scalar, given shape %s", value.shape());
    }
    if (shape.equals(in.shape())) {
      return in;
    }
    long[] paddings = ElementArrays.longs(call.input(1));
    long[] steps = Dims.strides(shape);
    long to = 0;
    for (int i = 0; i < steps.length; i++) {
      to += paddings[2 * i] * steps[i];
    }
    Assembly out = new Assembly(in.dtype(), shape);
    if (value != null) {
      out.fill(value);
    }
    return out.from(in).box(in.shape().dims(), 0, Dims.strides(in.shape()), to, steps).tensor();
  }
}
