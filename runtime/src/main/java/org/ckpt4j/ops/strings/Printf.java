package org.ckpt4j.ops.strings;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as C's {@code printf} writes them: {@code %f}, {@code %e}, {@code %g}. */
final class Printf {
  private static final int DEFAULT_PRECISION = 6;

  private Printf() {}

  /**
   * @param conversion {@code f}, {@code e} or {@code g}
   * @param precision -1: the default
   */
  static String number(double value, char conversion, int precision) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = value < 0 || (value == 0 && 1 / value < 0) ? "-" : "";
    if (Double.isInfinite(value)) {
      return sign + "inf";
    }
    int digits = precision < 0 ? DEFAULT_PRECISION : precision;
    BigDecimal exact = new BigDecimal(Math.abs(value));
    return sign
        + switch (conversion) {
          case 'f' -> exact.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
          case 'e' -> scientific(exact, digits);
          default -> shortest(exact, Math.max(1, digits));
        };
  }

  private static String scientific(BigDecimal exact, int digits) {
    BigDecimal rounded = exact.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = exact.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded
            .scaleByPowerOfTen(-exponent)
            .setScale(digits, RoundingMode.UNNECESSARY)
            .toPlainString();
    return mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String shortest(BigDecimal exact, int digits) {
    if (exact.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < digits) {
      BigDecimal plain = rounded.stripTrailingZeros();
      return plain.scale() < 0 ? plain.setScale(0).toPlainString() : plain.toPlainString();
    }
    String full = scientific(exact, digits - 1);
    int e = full.indexOf('e');
    String mantissa = full.substring(0, e);
    if (mantissa.indexOf('.') >= 0) {
      mantissa = mantissa.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return mantissa + full.substring(e);
  }

  /** The fewest digits of {@code %g}, of two numbers of digits, that read back as the same. */
  static String shortest(double value, boolean isSingle) {
    int few = isSingle ? 6 : 15;
    String text = number(value, 'g', few);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return text;
    }
    boolean same =
        isSingle ? Float.parseFloat(text) == (float) value : Double.parseDouble(text) == value;
    return same ? text : number(value, 'g', isSingle ? 9 : 17);
  }

  /** Padded to a width: in front, or behind with {@code -}; zeros go after the sign. */
  static String padded(String number, int width, String fill) {
    String text = number;
    boolean negative = text.startsWith("-");
    if ((fill.equals("+") || fill.equals(" ")) && !negative) {
      text = fill + text;
    }
    int missing = width - text.length();
    if (missing <= 0) {
      return text;
    }
    boolean digits = Character.isDigit(text.charAt(text.length() - 1));
    if (fill.equals("-")) {
      return text + " ".repeat(missing);
    } else if (fill.equals("0") && digits) {
      return negative ? "-" + "0".repeat(missing) + text.substring(1) : "0".repeat(missing) + text;
    }
    return " ".repeat(missing) + text;
  }
}
