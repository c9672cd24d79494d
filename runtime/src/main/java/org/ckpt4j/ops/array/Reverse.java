package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

/** {@code ReverseV2}, {@code Reverse}: some dimensions back to front. */
public final class Reverse {
  private static final DType[] TYPES = {
    DType.UINT8,
    DType.INT8,
    DType.UINT16,
    DType.INT16,
    DType.INT32,
    DType.UINT32,
    DType.INT64,
    DType.UINT64,
    DType.BOOL,
    DType.BFLOAT16,
    DType.FLOAT16,
    DType.FLOAT32,
    DType.FLOAT64,
    DType.COMPLEX64,
    DType.COMPLEX128,
    DType.STRING
  };

  public static final OpDef V2 =
      OpDef.named("ReverseV2")
          .inputs("tensor: T", "axis: Tidx")
          .outputs("output: T")
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .allow("Tidx", DType.INT32, DType.INT64)
          .allow("T", TYPES)
          .infer(Reverse::infer)
          .compute(
              call -> {
                long[] axes = ElementArrays.longs(call.input(1));
                int rank = call.input(0).shape().rank();
                return reversed(call, flags(axes, rank, call::invalid));
              })
          .gradient(
              (call, dy) ->
                  Arrays.asList(of(Objects.requireNonNull(dy.get(0)), call.input(1)), null))
          .build();

  public static final OpDef OLD =
      OpDef.named("Reverse")
          .inputs("tensor: T", "dims: bool")
          .outputs("output: T")
          .allow("T", TYPES)
          .infer(
              call -> {
                Shape dims = Dims.rank(call, 1, 1);
                Shape in = call.shape(0);
                if (in.hasKnownRank() && dims.dim(0) >= 0 && dims.dim(0) != in.rank()) {
                  throw call.invalid("%d flags for %s", dims.dim(0), in);
                }
                return List.of(
                    in.hasKnownRank() || dims.dim(0) < 0 ? in : Dims.unknown((int) dims.dim(0)));
              })
          .compute(
              call -> {
                long[] given = ElementArrays.longs(call.input(1));
                boolean[] flags = new boolean[given.length];
                for (int i = 0; i < given.length; i++) {
                  flags[i] = given[i] != 0;
                }
                return reversed(call, flags);
              })
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      Reverse.OLD.call(
                          Attrs.none(), Objects.requireNonNull(dy.get(0)), call.input(1)),
                      null))
          .build();

  private Reverse() {}

  /** Counterpart: {@code tf.reverse}. */
  public static Tensor of(Object tensor, Object axis, OpOption... options) {
    return Scoped.call(
        options,
        "ReverseV2",
        name ->
            V2.call(
                name,
                Attrs.none(),
                ToTensor.of(tensor, null, "tensor"),
                ToTensor.beside(DType.INT32, axis, "axis")));
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    Shape vector = Dims.rank(call, 1, 1);
    long[] axes = Dims.known(call, 1);
    if (in.hasKnownRank() && vector.dim(0) > in.rank()) {
      throw call.invalid("%d axes for %s", vector.dim(0), in);
    }
    if (axes != null && in.hasKnownRank()) {
      flags(axes, in.rank(), call::invalid);
    }
    return List.of(in);
  }

  private static boolean[] flags(long[] axes, int rank, Refusal refusal) {
    boolean[] flags = new boolean[rank];
    for (long axis : axes) {
      int d = Dims.axis(axis, rank, refusal);
      if (flags[d]) {
        throw refusal.because("axis %d is named twice", axis);
      }
      flags[d] = true;
    }
    return flags;
  }

  private static EagerTensor reversed(KernelCall call, boolean[] flags) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    if (flags.length != shape.rank()) {
      throw call.invalid("%d flags for %s", flags.length, shape);
    }
    long[] own = Dims.strides(shape);
    long[] steps = own.clone();
    long from = 0;
    for (int d = 0; d < flags.length; d++) {
      if (flags[d]) {
        from += (shape.dim(d) - 1) * own[d];
        steps[d] = -own[d];
      }
    }
    return new Assembly(in.dtype(), shape).from(in).box(shape.dims(), from, steps, 0, own).tensor();
  }
}
