package org.ckpt4j.ops.strings;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** {@code AsString}: elements as text, formatted as C's {@code printf} does. */
public final class AsString {
  public static final OpDef DEF =
      OpDef.named("AsString")
          .inputs("input: T")
          .outputs("output: string")
          .allow(
              "T",
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT32,
              DType.UINT8,
              DType.INT16,
              DType.INT8,
              DType.INT64,
              DType.BFLOAT16,
              DType.UINT16,
              DType.FLOAT16,
              DType.UINT32,
              DType.UINT64,
              DType.COMPLEX64,
              DType.COMPLEX128,
              DType.BOOL,
              DType.VARIANT,
              DType.STRING)
          .attr("precision", AttrKind.INT, -1)
          .attr("scientific", AttrKind.BOOL, false)
          .attr("shortest", AttrKind.BOOL, false)
          .attr("width", AttrKind.INT, -1)
          .attr("fill", AttrKind.STRING, "")
          .infer(call -> List.of(call.shape(0)))
          .compute(AsString::compute)
          .notDifferentiable()
          .build();

  private AsString() {}

  /**
   * Counterpart: {@code tf.strings.as_string}.
   *
   * @param format attributes that differ from the defaults: precision, scientific, shortest, width,
   *     fill
   */
  public static Tensor of(Object input, Attrs format, OpOption... options) {
    return Scoped.call(
        options, "AsString", name -> DEF.call(name, format, ToTensor.of(input, null, "input")));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    DType dtype = in.dtype();
    int width = call.<Long>attr("width").intValue();
    int precision = call.<Long>attr("precision").intValue();
    String fill = call.attr("fill");
    boolean scientific = call.<Boolean>attr("scientific");
    boolean shortest = call.<Boolean>attr("shortest");
    if (scientific && shortest) {
      throw call.invalid("both scientific and shortest");
    }
    if (fill.length() > 1 || (!fill.isEmpty() && " +0-".indexOf(fill) < 0)) {
      throw call.invalid("fill \"%s\"; it is one of \" \", \"+\", \"-\", \"0\"", fill);
    }
    boolean numbers = dtype.isFloating() || dtype.isComplex();
    if (!numbers && (scientific || shortest || precision >= 0)) {
      throw call.invalid("precision and notation are for floating types, not %s", dtype);
    }
    char conversion = scientific ? 'e' : shortest ? 'g' : 'f';
    byte[][] out = new byte[ElementArrays.length(in)][];
    if (dtype == DType.STRING) {
      byte[][] texts = ElementArrays.strings(in);
      for (int i = 0; i < out.length; i++) {
        out[i] =
            StringMaps.utf8(
                Printf.padded(StringMaps.utf8(texts[i]), width, "-".equals(fill) ? "-" : ""));
      }
    } else if (dtype.isComplex()) {
      double[] parts = ElementArrays.complex(in);
      for (int i = 0; i < out.length; i++) {
        String real = Printf.number(parts[2 * i], conversion, precision);
        String imaginary = Printf.number(parts[2 * i + 1], conversion, precision);
        out[i] =
            StringMaps.utf8(
                "("
                    + Printf.padded(real, width, fill)
                    + ","
                    + Printf.padded(imaginary, width, fill)
                    + ")");
      }
    } else if (dtype.isFloating()) {
      double[] values = ElementArrays.doubles(in);
      for (int i = 0; i < out.length; i++) {
        String text = Printf.number(values[i], conversion, precision);
        out[i] = StringMaps.utf8(Printf.padded(text, width, fill));
      }
    } else {
      long[] values = ElementArrays.longs(in);
      for (int i = 0; i < out.length; i++) {
        out[i] =
            StringMaps.utf8(
                dtype == DType.BOOL
                    ? (values[i] != 0 ? "true" : "false")
                    : Printf.padded(whole(values[i], dtype), width, fill));
      }
    }
    return ElementArrays.tensor(in.shape(), out);
  }

  private static String whole(long value, DType dtype) {
    return dtype == DType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
  }
}
