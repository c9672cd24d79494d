package org.ckpt4j.ops.strings;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.BroadcastTo;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Broadcast;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Substr}: a part of each string, in bytes or characters. */
public final class Substr {
  public static final OpDef DEF =
      OpDef.named("Substr")
          .inputs("input: string", "pos: T", "len: T")
          .outputs("output: string")
          .allow("T", DType.INT32, DType.INT64)
          .attr("unit", AttrKind.STRING, "BYTE")
          .oneOf("unit", "BYTE", "UTF8_CHAR")
          .infer(Substr::infer)
          .compute(Substr::compute)
          .noGradient()
          .build();

  private Substr() {}

  /** Counterpart: {@code tf.strings.substr}; a negative position counts from the end. */
  public static Tensor of(Object input, Object pos, Object len, String unit, OpOption... options) {
    return Scoped.call(
        options,
        "Substr",
        name -> {
          Tensor from = ToTensor.beside(DType.INT32, pos, "pos");
          return DEF.call(
              name,
              Attrs.of("unit", unit),
              ToTensor.of(input, DType.STRING, "input"),
              from,
              ToTensor.beside(from.dtype(), len, "len"));
        });
  }

  private static List<Shape> infer(InferCall call) {
    Shape pos = call.shape(1);
    if (!pos.isCompatibleWith(call.shape(2))) {
      throw call.invalid("positions of %s, lengths of %s", pos, call.shape(2));
    }
    Shape out = Broadcast.of(call.shape(0), pos);
    if (out == null) {
      throw call.invalid("positions of %s for strings of %s", pos, call.shape(0));
    }
    return List.of(out);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape out = Broadcast.of(in.shape(), call.input(1).shape());
    if (out == null || !call.input(1).shape().equals(call.input(2).shape())) {
      throw call.invalid(
          "positions of %s, lengths of %s for strings of %s",
          call.input(1).shape(), call.input(2).shape(), in.shape());
    }
    byte[][] texts = ElementArrays.strings(BroadcastTo.widened(in, out));
    long[] pos = ElementArrays.longs(BroadcastTo.widened(call.input(1), out));
    long[] len = ElementArrays.longs(BroadcastTo.widened(call.input(2), out));
    boolean bytes = call.<String>attr("unit").equals("BYTE");
    byte[][] parts = new byte[texts.length][];
    for (int i = 0; i < parts.length; i++) {
      int[] starts = bytes ? null : StringMaps.characters(texts[i]);
      long size = starts == null ? texts[i].length : starts.length - 1;
      long from = pos[i] < 0 ? pos[i] + size : pos[i];
      if (from < 0 || from > size) {
        throw call.invalid("position %d of string %d, whose length is %d", pos[i], i, size);
      }
      // A negative length is as long as can be.
      long to = len[i] < 0 ? size : from + Math.min(len[i], size - from);
      parts[i] =
          starts == null
              ? Arrays.copyOfRange(texts[i], (int) from, (int) to)
              : Arrays.copyOfRange(texts[i], starts[(int) from], starts[(int) to]);
    }
    return ElementArrays.tensor(out, parts);
  }
}
