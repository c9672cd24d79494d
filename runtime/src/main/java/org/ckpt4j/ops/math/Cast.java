package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** {@code Cast}: the same numbers in another element type. */
public final class Cast {
  public static final OpDef DEF =
      OpDef.named("Cast")
          .inputs("x: SrcT")
          .outputs("y: DstT")
          .attr("DstT", AttrKind.TYPE)
          .attr("Truncate", AttrKind.BOOL, false)
          .infer(call -> List.of(call.shape(0)))
          .compute(Cast::compute)
          .gradient(Cast::gradient)
          .build();

  private Cast() {}

  /** A tensor of the type already is given back as it is. Counterpart: {@code tf.cast}. */
  public static Tensor of(Object x, DType dtype, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Cast"))) {
      Tensor tensor = ToTensor.of(x, null, "x");
      return tensor.dtype() == dtype
          ? tensor
          : DEF.call(scope.name(), Attrs.of("DstT", dtype), tensor);
    }
  }

  /** Out of range is the nearest number of the type. Counterpart: {@code tf.saturate_cast}. */
  public static Tensor saturate(Object x, DType dtype, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "saturate_cast"))) {
      Tensor value = ToTensor.of(x, null, "value");
      DType from = value.dtype();
      double low = Math.max(lowest(from), lowest(dtype));
      double high = Math.min(highest(from), highest(dtype));
      if (low > lowest(from)) {
        value = Arithmetic.MAXIMUM.of(value, bound(from, low, dtype, false));
      }
      if (high < highest(from)) {
        value = Arithmetic.MINIMUM.of(value, bound(from, high, dtype, true));
      }
      return of(value, dtype, new Named(scope.name()));
    }
  }

  /** The bound in the type it is compared in: one that the result's type still holds. */
  private static Tensor bound(DType from, double value, DType to, boolean high) {
    if (!from.isFloating()) {
      long whole = high ? NumberTypes.largest(to) : NumberTypes.smallest(to);
      EagerTensor exact =
          ElementArrays.tensor(
              from,
              org.ckpt4j.tensor.Shape.scalar(),
              new long[] {to.isFloating() ? (long) value : whole});
      return org.ckpt4j.ops.array.Const.of(exact, "Const");
    }
    double near = NumberTypes.rounded(from, value);
    boolean beyond = !to.isFloating() && high && near > value;
    return Expressions.number(from, beyond ? Math.nextDown((float) near) : near);
  }

  private static double lowest(DType dtype) {
    return dtype.isFloating()
        ? NumberTypes.lowestFloat(dtype)
        : Integers.toDouble(NumberTypes.smallest(dtype), dtype);
  }

  private static double highest(DType dtype) {
    return dtype.isFloating()
        ? -NumberTypes.lowestFloat(dtype)
        : Integers.toDouble(NumberTypes.largest(dtype), dtype);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    DType to = call.attr("DstT");
    if (x.dtype() == DType.BOOL && to == DType.FLOAT32) {
      byte[] bytes = new byte[ElementArrays.length(x)];
      ElementArrays.bytes(x).get(bytes);
      float[] out = new float[bytes.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = bytes[i];
      }
      return ElementArrays.tensor(x.shape(), out);
    }
    boolean cuts =
        call.<Boolean>attr("Truncate")
            && x.dtype().isFloating()
            && to.isFloating()
            && to.width() < x.dtype().width();
    return cuts ? truncated(x, to) : EagerTensor.of(Conversion.convert(x.raw(), to));
  }

  /** Cuts the digits off that the narrower type lacks, in place of rounding. */
  private static EagerTensor truncated(EagerTensor x, DType to) {
    double[] values = ElementArrays.doubles(x);
    int kept = to == DType.FLOAT16 ? 10 : to == DType.BFLOAT16 ? 7 : 23;
    for (int i = 0; i < values.length; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      if (Double.isFinite(values[i])) {
        values[i] = Double.longBitsToDouble(bits & -(1L << (52 - kept)));
      }
    }
    return ElementArrays.tensor(to, x.shape(), values);
  }

  private static List<@Nullable Tensor> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = dys.get(0);
    DType from = call.input(0).dtype();
    boolean flows =
        dy != null
            && NumberTypes.FLOATS_AND_COMPLEX.contains(from)
            && NumberTypes.FLOATS_AND_COMPLEX.contains(dy.dtype());
    return Arrays.asList(dy == null || !flows ? null : Expressions.cast(dy.asTensor(), from));
  }
}
