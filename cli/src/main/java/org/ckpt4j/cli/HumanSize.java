package org.ckpt4j.cli;

import java.util.Locale;

/** Sizes and counts as people read them. */
final class HumanSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private HumanSize() {}

  /** {@code 48 B}, {@code 1.2 KiB}, {@code 16 MiB}. */
  static String bytes(long size) {
    if (size < 1024) {
      return size + " B";
    }
    double value = size;
    int unit = 0;
    // 1023.95 would already print as 1024.0.
    while (value >= 1023.95 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit])
        .replace(".0 ", " ");
  }

  /** {@code 1 tensor}, {@code 1,234 tensors}. */
  static String count(long n, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
  }

  /** {@code 1,234,567}. A listing calls this for every tensor, and a formatter is slow. */
  static String grouped(long n) {
    String digits = Long.toString(n);
    int first = n < 0 ? 1 : 0;
    if (digits.length() - first <= 3) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int at = digits.length() - 3; at > first; at -= 3) {
      out.insert(at, ',');
    }
    return out.toString();
  }
}
