package org.ckpt4j.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.LongFunction;

/**
 * How Python 3.11 with numpy 1.26 prints values: numbers, byte strings, and what {@code
 * load_checkpoint(...).get_tensor(...)} gives.
 *
 * <p>Scalars print as numpy's scalars do, arrays with numpy's default print options. TensorFlow
 * gives quantized types to numpy as plain integers; bfloat16, float8 and 4-bit integers print
 * element by element, unaligned.
 */
public final class PythonText {
  private static final BigDecimal POSITIONAL_FROM = new BigDecimal("1e-4");
  private static final BigDecimal POSITIONAL_BELOW = new BigDecimal("1e16");

  private PythonText() {}

  /** The line in which the guide prints one tensor of a checkpoint. */
  public static String entry(TensorKey key, RawTensor value) {
    return "  (key='%s', shape=%s, dtype=%s, value=%s)"
        .formatted(key, value.shape(), value.dtype(), str(value));
  }

  /** {@code str(value)}: {@code 3.0}, {@code [[1. 2.]\n [3. 4.]]}, {@code b'text'}. */
  public static String str(RawTensor value) {
    if (value.shape().isScalar()) {
      return scalar(value);
    }
    return value.shape().numElements() == 0
        ? "[]"
        : new ArrayLayout(value.shape()).format(elementText(value), " ", 0);
  }

  /** {@code repr(value)}: {@code 3.0}, {@code array([1., 2.], dtype=float32)}. */
  public static String repr(RawTensor value) {
    if (value.shape().isScalar()) {
      return scalar(value);
    }
    boolean empty = value.shape().numElements() == 0;
    String body =
        !empty
            ? new ArrayLayout(value.shape()).format(elementText(value), ", ", "array(".length())
            : value.shape().rank() == 1 ? "[]" : "[], shape=" + tuple(value.shape());
    String dtype = numpyName(value.dtype());
    if (!empty && isImplied(value.dtype())) {
      return "array(" + body + ")";
    }
    String start = "array(" + body + ",";
    String end = "dtype=" + dtype + ")";
    int lastLine = start.length() - (start.lastIndexOf('\n') + 1);
    return start + (lastLine + end.length() + 1 > 75 ? "\n" + " ".repeat(6) : " ") + end;
  }

  /** The types that numpy takes for granted when it reads numbers. */
  private static boolean isImplied(DType dtype) {
    return dtype == DType.INT64
        || dtype == DType.FLOAT64
        || dtype == DType.COMPLEX128
        || dtype == DType.BOOL;
  }

  private static String numpyName(DType dtype) {
    return switch (dtype) {
      case QINT8, QUINT8, QINT16, QUINT16, QINT32 -> dtype.tfName().substring(1);
      case STRING, VARIANT, RESOURCE -> "object";
      // numpy quotes the names of types that are not its own where they hold an underscore.
      case FLOAT8_E5M2, FLOAT8_E4M3FN -> "'" + dtype.tfName() + "'";
      default -> dtype.tfName();
    };
  }

  private static String scalar(RawTensor value) {
    if (!value.dtype().isFixedWidth()) {
      return element(value, 0);
    }
    TensorElements in = new TensorElements(value);
    return switch (value.dtype()) {
      case FLOAT32, FLOAT64, FLOAT16 -> number(real(value.dtype(), in, 0), ".0", false);
      case COMPLEX64, COMPLEX128 ->
          complex(part(value.dtype(), in, 0, 0), part(value.dtype(), in, 0, 1));
      case BOOL -> in.byteAt(0) != 0 ? "True" : "False";
      default -> plain(value.dtype(), in, 0);
    };
  }

  private static String complex(FloatLayout.Element real, FloatLayout.Element imaginary) {
    boolean plainZero = Double.doubleToRawLongBits(real.value()) == 0;
    return plainZero
        ? number(imaginary, "", false) + "j"
        : "(" + number(real, "", false) + number(imaginary, "", true) + "j)";
  }

  /** A numpy scalar: with an exponent below 1e-4 and from 1e16 on. */
  private static String number(FloatLayout.Element element, String whole, boolean plus) {
    ShortestDecimal decimal = element.decimal();
    if (decimal == null) {
      return Double.isNaN(element.value())
          ? (plus ? "+nan" : "nan")
          : element.value() < 0 ? "-inf" : plus ? "+inf" : "inf";
    }
    String sign = element.negative() ? "-" : plus ? "+" : "";
    BigDecimal exact = decimal.exact();
    boolean positional =
        exact.signum() == 0
            || (exact.compareTo(POSITIONAL_FROM) >= 0 && exact.compareTo(POSITIONAL_BELOW) < 0);
    return sign
        + (positional
            ? withoutPoint(FloatLayout.positional(decimal.shortest()), whole)
            : FloatLayout.scientific(decimal.shortest(), 0, 2).replace(".e", "e"));
  }

  private static String withoutPoint(String text, String whole) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) + whole : text;
  }

  /** The text of each element that is printed of an array. */
  private static LongFunction<String> elementText(RawTensor value) {
    if (!value.dtype().isFixedWidth()) {
      return index -> element(value, index);
    }
    DType dtype = value.dtype();
    TensorElements in = new TensorElements(value);
    return switch (dtype) {
      case FLOAT32, FLOAT64, FLOAT16 -> {
        FloatLayout layout =
            new FloatLayout(all(value, index -> real(dtype, in, index)), division(dtype), false);
        yield index -> layout.format(real(dtype, in, index));
      }
      case COMPLEX64, COMPLEX128 -> complexText(value, in);
      case BOOL -> index -> in.byteAt(index) != 0 ? " True" : "False";
      case BFLOAT16, FLOAT8_E5M2, FLOAT8_E4M3FN, INT4, UINT4 -> index -> plain(dtype, in, index);
      default -> rightAligned(value, in);
    };
  }

  private static LongFunction<String> complexText(RawTensor value, TensorElements in) {
    DType dtype = value.dtype();
    FloatLayout real =
        new FloatLayout(all(value, index -> part(dtype, in, index, 0)), division(dtype), false);
    FloatLayout imaginary =
        new FloatLayout(all(value, index -> part(dtype, in, index, 1)), division(dtype), true);
    return index -> {
      String padded = imaginary.format(part(dtype, in, index, 1));
      String text = padded.stripTrailing();
      return real.format(part(dtype, in, index, 0)) + text + "j" + padded.substring(text.length());
    };
  }

  private static LongFunction<String> rightAligned(RawTensor value, TensorElements in) {
    Map<Long, String> texts = new HashMap<>();
    int width = 0;
    for (long index : new ArrayLayout(value.shape()).shown()) {
      String text = plain(value.dtype(), in, index);
      texts.put(index, text);
      width = Math.max(width, text.length());
    }
    int columns = width;
    return index -> {
      String text = Objects.requireNonNull(texts.get(index));
      return " ".repeat(columns - text.length()) + text;
    };
  }

  private static List<FloatLayout.Element> all(
      RawTensor value, LongFunction<FloatLayout.Element> read) {
    List<FloatLayout.Element> out = new ArrayList<>();
    for (long index : new ArrayLayout(value.shape()).shown()) {
      out.add(read.apply(index));
    }
    return out;
  }

  private static FloatLayout.Division division(DType dtype) {
    return switch (dtype) {
      case FLOAT64, COMPLEX128 -> (a, b) -> a / b;
      // A half's quotient above 1000 does not fall to it by rounding to a half: 1000 is one itself,
      // and so is 1000.5.
      case FLOAT16 -> (a, b) -> Math.rint(a / b * 2) / 2;
      default -> (a, b) -> (float) a / (float) b;
    };
  }

  private static FloatLayout.Element real(DType dtype, TensorElements in, long index) {
    if (dtype == DType.FLOAT16) {
      short bits = in.shortAt(index);
      float value = SmallFloats.half(bits);
      return new FloatLayout.Element(
          value, Float.isFinite(value) ? ShortestDecimal.ofHalf(bits) : null);
    }
    return dtype == DType.FLOAT32 ? single(in.floatPart(index, 0)) : dbl(in.doublePart(index, 0));
  }

  private static FloatLayout.Element part(DType dtype, TensorElements in, long index, int part) {
    return dtype == DType.COMPLEX64
        ? single(in.floatPart(index, part))
        : dbl(in.doublePart(index, part));
  }

  private static FloatLayout.Element single(float value) {
    return new FloatLayout.Element(
        value, Float.isFinite(value) ? ShortestDecimal.ofFloat(value) : null);
  }

  private static FloatLayout.Element dbl(double value) {
    return new FloatLayout.Element(
        value, Double.isFinite(value) ? ShortestDecimal.ofDouble(value) : null);
  }

  /** An integer, or a small float as C++ streams print it. */
  private static String plain(DType dtype, TensorElements in, long index) {
    return switch (dtype) {
      case INT8, QINT8, INT4 -> Byte.toString(in.byteAt(index));
      case UINT8, QUINT8, UINT4 -> Integer.toString(in.byteAt(index) & 0xff);
      case INT16, QINT16 -> Short.toString(in.shortAt(index));
      case UINT16, QUINT16 -> Integer.toString(in.shortAt(index) & 0xffff);
      case INT32, QINT32 -> Integer.toString(in.intAt(index));
      case UINT32 -> Integer.toUnsignedString(in.intAt(index));
      case INT64 -> Long.toString(in.longAt(index));
      case UINT64 -> Long.toUnsignedString(in.longAt(index));
      case BFLOAT16 -> sixDigits(SmallFloats.bfloat16(in.shortAt(index)));
      case FLOAT8_E5M2 -> sixDigits(SmallFloats.float8e5m2(in.byteAt(index)));
      case FLOAT8_E4M3FN -> sixDigits(SmallFloats.float8e4m3fn(in.byteAt(index)));
      default -> throw new IllegalArgumentException(dtype + " is no plain number");
    };
  }

  private static String sixDigits(float value) {
    if (Float.isNaN(value)) {
      return "nan";
    }
    String sign = Float.floatToRawIntBits(value) < 0 ? "-" : "";
    if (Float.isInfinite(value)) {
      return sign + "inf";
    }
    if (value == 0) {
      return sign + "0";
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(6, RoundingMode.HALF_EVEN));
    int exponent = ShortestDecimal.exponent(rounded);
    return sign
        + (exponent < -4 || exponent >= 6
            ? FloatLayout.scientific(rounded, 0, 2).replace(".e", "e")
            : withoutPoint(FloatLayout.positional(rounded), ""));
  }

  private static String element(RawTensor value, long index) {
    TensorBytes bytes = value.elements().get(Math.toIntExact(index));
    return value.dtype() == DType.STRING
        ? bytes(bytes.toByteArray())
        : "<variant of %d bytes>".formatted(bytes.size());
  }

  /** {@code repr(x)} of a Python float: {@code 1.0}, {@code 1e+16}, {@code nan}. */
  public static String number(double value) {
    return number(dbl(value), ".0", false);
  }

  /** A numpy float32 scalar: {@code 0.1}, {@code 1e-04}. */
  public static String number(float value) {
    return number(single(value), ".0", false);
  }

  /**
   * {@code repr} of a byte string: {@code b'\x00it'}; in double quotes if it holds single ones
   * only.
   */
  public static String bytes(byte[] value) {
    String latin = new String(value, StandardCharsets.ISO_8859_1);
    char quote = quote(latin);
    StringBuilder out = new StringBuilder(value.length + 3).append('b').append(quote);
    for (int i = 0; i < latin.length(); i++) {
      char c = latin.charAt(i);
      if (!appendAscii(out, c, quote)) {
        out.append(String.format("\\x%02x", (int) c));
      }
    }
    return out.append(quote).toString();
  }

  /** {@code repr} of a text: characters that cannot be printed are escaped. */
  public static String string(String value) {
    char quote = quote(value);
    StringBuilder out = new StringBuilder(value.length() + 2).append(quote);
    value
        .codePoints()
        .forEach(
            c -> {
              if (c <= 0x7f && appendAscii(out, (char) c, quote)) {
                return;
              }
              if (c > 0x7f && isPrintable(c)) {
                out.appendCodePoint(c);
              } else {
                String form = c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x";
                out.append(String.format(form, c));
              }
            });
    return out.append(quote).toString();
  }

  private static char quote(String value) {
    return value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
  }

  private static boolean appendAscii(StringBuilder out, char c, char quote) {
    switch (c) {
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c < ' ' || c > '~') {
          return false;
        }
        if (c == quote) {
          out.append('\\');
        }
        out.append(c);
      }
    }
    return true;
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** A shape as Python's tuple: {@code (2, 3)}, {@code (2,)}, {@code ()}. */
  public static String tuple(Shape shape) {
    StringJoiner out = new StringJoiner(", ", "(", shape.rank() == 1 ? ",)" : ")");
    for (long dim : shape.dims()) {
      out.add(dim == Shape.UNKNOWN_SIZE ? "None" : Long.toString(dim));
    }
    return out.toString();
  }
}
