package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code MirrorPad}: a tensor mirrored at its edges; {@code MirrorPadGrad}: what was mirrored added
 * up again. Dimension by dimension, as the corners are mirrors of mirrors.
 */
public final class MirrorPad {
  public static final OpDef DEF =
      define("MirrorPad", 1)
          .compute(MirrorPad::compute)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      MirrorPad.GRAD.call(
                          Attrs.of("mode", call.<String>attr("mode")),
                          Objects.requireNonNull(dy.get(0)),
                          call.input(1)),
                      null))
          .build();

  public static final OpDef GRAD =
      define("MirrorPadGrad", -1)
          .compute(MirrorPad::computeGrad)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      mirrored(Objects.requireNonNull(dy.get(0)), call.input(1), call.attr("mode")),
                      null))
          .build();

  private MirrorPad() {}

  private static OpDef.Builder define(String name, int sign) {
    return OpDef.named(name)
        .inputs("input: T", "paddings: Tpaddings")
        .outputs("output: T")
        .attr("Tpaddings", AttrKind.TYPE, DType.INT32)
        .allow("Tpaddings", DType.INT32, DType.INT64)
        .attr("mode", AttrKind.STRING)
        .oneOf("mode", "REFLECT", "SYMMETRIC")
        .infer(call -> List.of(Pad.infer(call, sign)));
  }

  /**
   * Counterpart: {@code tf.pad(tensor, paddings, mode)}.
   *
   * @param mode {@code "REFLECT"}: the edge is not repeated; {@code "SYMMETRIC"}: it is
   */
  public static Tensor of(Object tensor, Object paddings, String mode, OpOption... options) {
    return Scoped.call(
        options,
        "MirrorPad",
        name ->
            DEF.call(
                name,
                Attrs.of("mode", mode),
                ToTensor.of(tensor, null, "tensor"),
                ToTensor.beside(DType.INT32, paddings, "paddings")));
  }

  private static Tensor mirrored(Operand dy, Tensor paddings, String mode) {
    return DEF.call(Attrs.of("mode", mode), dy, paddings);
  }

  private static int edge(KernelCall call) {
    return call.<String>attr("mode").equals("REFLECT") ? 1 : 0;
  }

  private static void check(KernelCall call, int d, long size, long before, long after) {
    long most = size - edge(call);
    if (before > most || after > most) {
      throw call.invalid(
          "padding (%d, %d) of dimension %d of size %d; at most %d can be mirrored",
          before, after, d, size, most);
    }
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor out = call.input(0);
    Pad.padded(call, 1);
    long[] paddings = ElementArrays.longs(call.input(1));
    int edge = edge(call);
    for (int d = 0; d < out.shape().rank(); d++) {
      long size = out.shape().dim(d);
      long before = paddings[2 * d];
      long after = paddings[2 * d + 1];
      check(call, d, size, before, after);
      if (before + after == 0) {
        continue;
      }
      Shape shape = Dims.with(out.shape(), d, size + before + after);
      long outer = Dims.product(shape, 0, d);
      long inner = Dims.product(shape, d + 1, shape.rank());
      long[] up = {size * inner, inner, 1};
      long[] down = {size * inner, -inner, 1};
      long[] to = {(size + before + after) * inner, inner, 1};
      Assembly next = new Assembly(out.dtype(), shape).from(out);
      if (shape.numElements() > 0) {
        next.box(new long[] {outer, size, inner}, 0, up, before * inner, to);
        next.box(new long[] {outer, before, inner}, (before - 1 + edge) * inner, down, 0, to);
        next.box(
            new long[] {outer, after, inner},
            (size - 1 - edge) * inner,
            down,
            (before + size) * inner,
            to);
      }
      out = next.tensor();
    }
    return out;
  }

  private static EagerTensor computeGrad(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    Shape result = Pad.padded(call, -1);
    long[] paddings = ElementArrays.longs(call.input(1));
    boolean floating = in.dtype().isFloating();
    if (!floating && !in.dtype().isInteger()) {
      throw new org.ckpt4j.errors.UnimplementedError(
          "MirrorPadGrad is not defined for " + in.dtype());
    }
    double[] values = floating ? ElementArrays.doubles(in) : new double[0];
    long[] whole = floating ? new long[0] : ElementArrays.longs(in);
    for (int d = 0; d < shape.rank(); d++) {
      long before = paddings[2 * d];
      check(call, d, result.dim(d), before, paddings[2 * d + 1]);
      int[] map = sources(shape, d, before, result.dim(d), edge(call));
      Shape next = Dims.with(shape, d, result.dim(d));
      int n = ElementArrays.length(next);
      double[] sums = new double[floating ? n : 0];
      long[] totals = new long[floating ? 0 : n];
      for (int i = 0; i < map.length; i++) {
        if (floating) {
          sums[map[i]] += values[i];
        } else {
          totals[map[i]] += whole[i];
        }
      }
      values = sums;
      whole = totals;
      shape = next;
    }
    return floating
        ? ElementArrays.tensor(in.dtype(), shape, values)
        : ElementArrays.tensor(in.dtype(), shape, whole);
  }

  /** For each element where along dimension {@code d} it came from, in the smaller shape. */
  private static int[] sources(Shape shape, int d, long before, long size, int edge) {
    int outer = (int) Dims.product(shape, 0, d);
    int inner = (int) Dims.product(shape, d + 1, shape.rank());
    int wide = (int) shape.dim(d);
    int[] map = new int[outer * wide * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < wide; i++) {
        long at = i - before;
        long from = at < 0 ? -at - 1 + edge : at >= size ? 2 * size - 1 - edge - at : at;
        for (int k = 0; k < inner; k++) {
          map[(o * wide + i) * inner + k] = (int) ((o * size + from) * inner + k);
        }
      }
    }
    return map;
  }
}
