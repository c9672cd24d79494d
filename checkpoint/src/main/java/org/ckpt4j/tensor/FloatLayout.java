package org.ckpt4j.tensor;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How numpy prints the floating-point elements of one array: all positional or all with an
 * exponent, padded so that their points stand below each other.
 *
 * <p>At most 8 digits behind the point; the shortest text otherwise. Counterpart: numpy's {@code
 * FloatingFormat} with its default print options.
 */
final class FloatLayout {
  private static final int PRECISION = 8;

  /** One element: its decimal if it is finite, else null and {@code special}. */
  record Element(double value, @Nullable ShortestDecimal decimal) {
    boolean negative() {
      return (Double.doubleToRawLongBits(value) < 0);
    }
  }

  /** Divides in the element type's own precision. */
  interface Division {
    double quotient(double a, double b);
  }

  private final boolean plus;
  private boolean scientific;
  private int padLeft;
  private int padRight;
  private int fraction;
  private int exponentDigits;

  /**
   * @param shown the elements that will be printed, all of them
   * @param plus whether positive numbers get a sign (imaginary parts)
   */
  FloatLayout(List<Element> shown, Division division, boolean plus) {
    this.plus = plus;
    scientific = needsExponent(shown, division);
    boolean special = false;
    boolean negativeInfinity = plus;
    for (Element element : shown) {
      if (element.decimal() == null) {
        special = true;
        negativeInfinity |= element.value() == Double.NEGATIVE_INFINITY;
      } else {
        measure(element);
      }
    }
    if (scientific) {
      padRight = exponentDigits + 2 + fraction;
    }
    if (special) {
      int infinity = negativeInfinity ? 4 : 3;
      padLeft = Math.max(padLeft, Math.max(3, infinity) - (padRight + 1));
    }
  }

  private static boolean needsExponent(List<Element> shown, Division division) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (Element element : shown) {
      double magnitude = Math.abs(element.value());
      if (element.decimal() != null && magnitude != 0) {
        largest = Math.max(largest, magnitude);
        smallest = Math.min(smallest, magnitude);
      }
    }
    return largest != 0
        && (largest >= 1e8 || smallest < 0.0001 || division.quotient(largest, smallest) > 1000);
  }

  private void measure(Element element) {
    String text = unpadded(element);
    int point = text.indexOf('.');
    padLeft = Math.max(padLeft, point);
    if (scientific) {
      int e = text.indexOf('e');
      fraction = Math.max(fraction, e - point - 1);
      exponentDigits = Math.max(exponentDigits, text.length() - e - 2);
    } else {
      padRight = Math.max(padRight, text.length() - point - 1);
    }
  }

  /** Sign and digits, always with a point, without zeros behind it. */
  private String unpadded(Element element) {
    ShortestDecimal decimal = Objects.requireNonNull(element.decimal());
    return sign(element)
        + (scientific
            ? scientific(decimal.withDigits(PRECISION + 1), 0, 2)
            : positional(decimal.withFraction(0, PRECISION)));
  }

  private String sign(Element element) {
    return element.negative() ? "-" : plus ? "+" : "";
  }

  String format(Element element) {
    if (element.decimal() == null) {
      return padded(specialText(element.value()));
    }
    String text = unpadded(element);
    if (scientific) {
      text =
          sign(element)
              + scientific(element.decimal().filled(fraction + 1), fraction, exponentDigits);
      return " ".repeat(padLeft - text.indexOf('.')) + text;
    }
    int point = text.indexOf('.');
    return " ".repeat(padLeft - point) + text + " ".repeat(padRight - (text.length() - point - 1));
  }

  private String specialText(double value) {
    if (Double.isNaN(value)) {
      return plus ? "+nan" : "nan";
    }
    return value < 0 ? "-inf" : plus ? "+inf" : "inf";
  }

  private String padded(String text) {
    return " ".repeat(Math.max(0, padLeft + padRight + 1 - text.length())) + text;
  }

  /** {@code 12.5}, {@code 3.}, {@code 0.}. */
  static String positional(BigDecimal value) {
    String plain = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    return plain.indexOf('.') < 0 ? plain + "." : plain;
  }

  /**
   * {@code 1.25e-05}, {@code 1.e+16}; at least so many digits behind the point and in the exponent.
   */
  static String scientific(BigDecimal value, int minFraction, int minExponentDigits) {
    String digits =
        value.signum() == 0 ? "0" : value.stripTrailingZeros().unscaledValue().toString();
    int exponent = ShortestDecimal.exponent(value);
    String power = Integer.toString(Math.abs(exponent));
    return digits.charAt(0)
        + "."
        + digits.substring(1)
        + "0".repeat(Math.max(0, minFraction - (digits.length() - 1)))
        + (exponent < 0 ? "e-" : "e+")
        + "0".repeat(Math.max(0, minExponentDigits - power.length()))
        + power;
  }
}
