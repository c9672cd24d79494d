package org.ckpt4j.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A binary floating-point number and the shortest decimal that reads back as it, as Python and
 * numpy print it.
 *
 * <p>Java's own {@code toString} differs in form, and before JDK 19 also in digits.
 *
 * @param exact the magnitude, exactly
 * @param shortest the decimal with the fewest digits that rounds to it, the closest of those
 */
record ShortestDecimal(BigDecimal exact, BigDecimal shortest) {
  private static final ShortestDecimal ZERO = new ShortestDecimal(BigDecimal.ZERO, BigDecimal.ZERO);

  /** As many tell all doubles apart. */
  private static final int MOST_DIGITS = 17;

  private static final BigDecimal HALF = new BigDecimal("0.5");

  /** Of the magnitude of a finite double. */
  static ShortestDecimal ofDouble(double value) {
    double magnitude = Math.abs(value);
    return magnitude == 0
        ? ZERO
        : between(
            new BigDecimal(magnitude),
            new BigDecimal(Math.nextDown(magnitude)),
            new BigDecimal(Math.ulp(magnitude)),
            (Double.doubleToRawLongBits(magnitude) & 1) == 0);
  }

  /** Of the magnitude of a finite float. */
  static ShortestDecimal ofFloat(float value) {
    float magnitude = Math.abs(value);
    return magnitude == 0
        ? ZERO
        : between(
            new BigDecimal(magnitude),
            new BigDecimal(Math.nextDown(magnitude)),
            new BigDecimal(Math.ulp(magnitude)),
            (Float.floatToRawIntBits(magnitude) & 1) == 0);
  }

  /** Of the magnitude of a finite half-precision number, given by its bits. */
  static ShortestDecimal ofHalf(short bits) {
    int magnitude = bits & 0x7fff;
    if (magnitude == 0) {
      return ZERO;
    }
    float value = SmallFloats.half((short) magnitude);
    float below = SmallFloats.half((short) (magnitude - 1));
    // The step upwards is that of the binade: 2^-24 for subnormal numbers, doubling with each one.
    float step = Math.scalb(1f, Math.max(magnitude >> 10, 1) - 25);
    return between(
        new BigDecimal(value), new BigDecimal(below), new BigDecimal(step), (magnitude & 1) == 0);
  }

  private static ShortestDecimal between(
      BigDecimal value, BigDecimal below, BigDecimal step, boolean even) {
    BigDecimal low = value.add(below).multiply(HALF);
    BigDecimal high = value.add(step.multiply(HALF));
    // What reads back with some digits does so with more: they may be zeros.
    int fewest = 1;
    int enough = MOST_DIGITS;
    while (fewest < enough) {
      int digits = (fewest + enough) / 2;
      if (findWithDigits(digits, value, low, high, even).isPresent()) {
        enough = digits;
      } else {
        fewest = digits + 1;
      }
    }
    BigDecimal shortest = findWithDigits(fewest, value, low, high, even).orElseThrow();
    return new ShortestDecimal(value, shortest.stripTrailingZeros());
  }

  /** The decimal of so many digits closest to {@code value} that reads back as it, or empty. */
  private static Optional<BigDecimal> findWithDigits(
      int digits, BigDecimal value, BigDecimal low, BigDecimal high, boolean even) {
    int scale = digits - 1 - exponent(value);
    BigDecimal floor = value.setScale(scale, RoundingMode.DOWN);
    if (floor.compareTo(value) == 0) {
      return Optional.of(floor);
    }
    BigDecimal ceiling = floor.add(BigDecimal.ONE.scaleByPowerOfTen(-scale));
    boolean floorReadsBack = reaches(low, floor, even);
    boolean ceilingReadsBack = reaches(ceiling, high, even);
    return floorReadsBack || ceilingReadsBack
        ? Optional.of(choose(value, floor, ceiling, floorReadsBack, ceilingReadsBack))
        : Optional.empty();
  }

  private static boolean reaches(BigDecimal smaller, BigDecimal larger, boolean inclusive) {
    int order = smaller.compareTo(larger);
    return inclusive ? order <= 0 : order < 0;
  }

  private static BigDecimal choose(
      BigDecimal value,
      BigDecimal floor,
      BigDecimal ceiling,
      boolean floorReadsBack,
      boolean ceilingReadsBack) {
    if (!(floorReadsBack && ceilingReadsBack)) {
      return floorReadsBack ? floor : ceiling;
    }
    int order = value.subtract(floor).compareTo(ceiling.subtract(value));
    boolean floorIsEven = !floor.unscaledValue().testBit(0);
    return order < 0 || (order == 0 && floorIsEven) ? floor : ceiling;
  }

  /** Decimal exponent of the first digit; 0 for zero. */
  static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  /**
   * The shortest decimal, or the exact value rounded so that it has at least {@code min} and at
   * most {@code max} digits behind the point.
   */
  BigDecimal withFraction(int min, int max) {
    int digits = Math.max(min, Math.min(shortest.scale(), max));
    return digits == shortest.scale()
        ? shortest
        : exact.setScale(digits, RoundingMode.HALF_EVEN).stripTrailingZeros();
  }

  /** The shortest decimal, or the exact value rounded if that has more digits in all. */
  BigDecimal withDigits(int digits) {
    return shortest.precision() <= digits
        ? shortest
        : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /** The shortest decimal, or the exact value rounded to so many digits if that has fewer. */
  BigDecimal filled(int digits) {
    return shortest.precision() >= digits
        ? withDigits(digits)
        : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
