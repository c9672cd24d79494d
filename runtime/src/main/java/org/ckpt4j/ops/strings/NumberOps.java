package org.ckpt4j.ops.strings;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** {@code StringToNumber}: numbers read from text, as TensorFlow reads them. */
public final class NumberOps {
  public static final OpDef TO_NUMBER =
      StringMaps.sameShape("StringToNumber")
          .inputs("string_tensor: string")
          .outputs("output: out_type")
          .attr("out_type", AttrKind.TYPE, DType.FLOAT32)
          .allow("out_type", DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64)
          .compute(NumberOps::compute)
          .notDifferentiable()
          .build();

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern HEX = Pattern.compile("([+-]?)0[xX]([0-9a-fA-F]+)");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

  private NumberOps() {}

  /** Counterpart: {@code tf.strings.to_number}. */
  public static Tensor toNumber(Object input, DType outType, OpOption... options) {
    return StringMaps.call(TO_NUMBER, Attrs.of("out_type", outType), input, options);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    DType dtype = call.attr("out_type");
    byte[][] texts = ElementArrays.strings(in);
    if (dtype.isFloating()) {
      double[] out = new double[texts.length];
      for (int i = 0; i < out.length; i++) {
        OptionalDouble number = floating(text(texts[i]), dtype);
        out[i] =
            number.orElseThrow(
                () ->
                    call.invalid(
                        "not all strings are numbers: %s",
                        Arrays.stream(texts).map(StringMaps::utf8).limit(10).toList()));
      }
      return ElementArrays.tensor(dtype, in.shape(), out);
    }
    long[] out = new long[texts.length];
    for (int i = 0; i < out.length; i++) {
      OptionalLong number = whole(text(texts[i]), dtype);
      String shown = StringMaps.utf8(texts[i]);
      out[i] = number.orElseThrow(() -> call.invalid("\"%s\" is no %s", shown, dtype));
    }
    return ElementArrays.tensor(dtype, in.shape(), out);
  }

  /** The text without spaces around it, byte by byte. */
  private static String text(byte[] bytes) {
    int from = 0;
    int to = bytes.length;
    while (from < to && CaseOps.isSpace(bytes[from])) {
      from++;
    }
    while (to > from && CaseOps.isSpace(bytes[to - 1])) {
      to--;
    }
    // Only spaces: told apart from nothing at all, which is no number.
    return bytes.length > 0 && from == to
        ? " "
        : new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Empty if it is none; only spaces are zero, as TensorFlow has it. */
  static OptionalDouble floating(String text, DType dtype) {
    if (text.equals(" ")) {
      return OptionalDouble.of(0);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String bare = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    if (bare.equals("nan")) {
      return OptionalDouble.of(Double.NaN);
    } else if (bare.equals("inf")) {
      return OptionalDouble.of(
          lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    var hex = HEX.matcher(text);
    if (hex.matches()) {
      double value = new BigInteger(hex.group(2), 16).doubleValue();
      return OptionalDouble.of(hex.group(1).equals("-") ? -value : value);
    }
    if (!DECIMAL.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        dtype == DType.FLOAT32 ? Float.parseFloat(text) : Double.parseDouble(text));
  }

  static OptionalLong whole(String text, DType dtype) {
    if (!WHOLE.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    BigInteger value = new BigInteger(text);
    int bits = dtype == DType.INT32 ? Integer.SIZE : Long.SIZE;
    return value.bitLength() < bits ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
  }
}
