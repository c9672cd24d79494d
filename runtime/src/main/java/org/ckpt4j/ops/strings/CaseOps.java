package org.ckpt4j.ops.strings;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/**
 * {@code StringLower}, {@code StringUpper} of ASCII letters, or of all with encoding {@code utf-8};
 * {@code StringStrip}; {@code StringLength} in bytes or in characters.
 */
public final class CaseOps {
  public static final OpDef LOWER =
      cased("StringLower", s -> s.toLowerCase(Locale.ROOT), CaseOps::lower);
  public static final OpDef UPPER =
      cased("StringUpper", s -> s.toUpperCase(Locale.ROOT), CaseOps::upper);

  public static final OpDef STRIP =
      StringMaps.sameShape("StringStrip")
          .inputs("input: string")
          .outputs("output: string")
          .compute(call -> StringMaps.strings(call.input(0), CaseOps::stripped))
          .noGradient()
          .build();

  public static final OpDef LENGTH =
      StringMaps.sameShape("StringLength")
          .inputs("input: string")
          .outputs("output: int32")
          .attr("unit", AttrKind.STRING, "BYTE")
          .oneOf("unit", "BYTE", "UTF8_CHAR")
          .compute(
              call -> {
                boolean bytes = call.<String>attr("unit").equals("BYTE");
                return StringMaps.numbers(
                    call.input(0),
                    DType.INT32,
                    s -> bytes ? s.length : StringMaps.characters(s).length - 1);
              })
          .noGradient()
          .build();

  private CaseOps() {}

  private static OpDef cased(
      String name, UnaryOperator<String> unicode, UnaryOperator<byte[]> ascii) {
    return StringMaps.sameShape(name)
        .inputs("input: string")
        .outputs("output: string")
        .attr("encoding", AttrKind.STRING, "")
        .compute(
            call -> {
              String encoding = call.attr("encoding");
              if (!encoding.isEmpty() && !encoding.equals("utf-8")) {
                throw new InvalidArgumentError(
                    "%s: encoding \"%s\"; it is empty or utf-8".formatted(name, encoding));
              }
              return StringMaps.strings(
                  call.input(0),
                  encoding.isEmpty()
                      ? ascii
                      : s -> StringMaps.utf8(unicode.apply(StringMaps.utf8(s))));
            })
        .noGradient()
        .build();
  }

  /** Counterpart: {@code tf.strings.lower}. */
  public static Tensor lower(Object input, String encoding, OpOption... options) {
    return StringMaps.call(LOWER, Attrs.of("encoding", encoding), input, options);
  }

  /** Counterpart: {@code tf.strings.upper}. */
  public static Tensor upper(Object input, String encoding, OpOption... options) {
    return StringMaps.call(UPPER, Attrs.of("encoding", encoding), input, options);
  }

  /** Counterpart: {@code tf.strings.strip}. */
  public static Tensor strip(Object input, OpOption... options) {
    return StringMaps.call(STRIP, Attrs.none(), input, options);
  }

  /** Counterpart: {@code tf.strings.length}. */
  public static Tensor length(Object input, String unit, OpOption... options) {
    return StringMaps.call(LENGTH, Attrs.of("unit", unit), input, options);
  }

  private static byte[] lower(byte[] text) {
    byte[] out = text.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] >= 'A' && out[i] <= 'Z' ? (byte) (out[i] + 'a' - 'A') : out[i];
    }
    return out;
  }

  private static byte[] upper(byte[] text) {
    byte[] out = text.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] >= 'a' && out[i] <= 'z' ? (byte) (out[i] - 'a' + 'A') : out[i];
    }
    return out;
  }

  /** As C's {@code isspace}. */
  static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private static byte[] stripped(byte[] text) {
    int from = 0;
    int to = text.length;
    while (from < to && isSpace(text[from])) {
      from++;
    }
    while (to > from && isSpace(text[to - 1])) {
      to--;
    }
    return java.util.Arrays.copyOfRange(text, from, to);
  }
}
