package org.ckpt4j.cli;

/**
 * Makes text that came out of a file safe to print: control characters, line breaks, and the
 * invisible characters that reorder or hide what a terminal shows are written as escapes.
 */
public final class Printable {
  private static final int LONGEST = 160;

  private Printable() {}

  /** {@code text} on one line, nothing left out. */
  public static String text(String text) {
    int at = 0;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, at);
    while (at < text.length()) {
      int c = text.codePointAt(at);
      append(out, c);
      at += Character.charCount(c);
    }
    return out.toString();
  }

  /**
   * A key or name from a file: as {@link #text}, a very long one cut in the middle, and in quotes
   * if it would not be seen where it begins or ends.
   */
  public static String brief(String text) {
    if (text.isBlank() || text.startsWith(" ") || text.endsWith(" ")) {
      return '"' + text(text) + '"';
    }
    if (text.length() <= LONGEST) {
      return text(text);
    }
    int head = LONGEST / 2;
    int tail = text.length() - LONGEST / 4;
    return text(text.substring(0, head))
        + "...("
        + text.length()
        + " characters)..."
        + text(text.substring(tail));
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7f;
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isShown(c)) {
          out.appendCodePoint(c);
        } else if (c < 0x100) {
          out.append("\\x%02x".formatted(c));
        } else {
          out.append("\\u{%x}".formatted(c));
        }
      }
    }
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** How many columns {@code text} takes on a terminal. */
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      width += c < 0x300 ? 1 : wideOrMark(c);
    }
    return width;
  }

  private static int wideOrMark(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        c >= 0x1100 && c <= 0x115f
            || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f
            || c >= 0xac00 && c <= 0xd7a3
            || c >= 0xf900 && c <= 0xfaff
            || c >= 0xfe30 && c <= 0xfe6f
            || c >= 0xff00 && c <= 0xff60
            || c >= 0xffe0 && c <= 0xffe6
            || c >= 0x1f300 && c <= 0x1f64f
            || c >= 0x1f900 && c <= 0x1f9ff
            || c >= 0x20000 && c <= 0x3fffd;
    return wide ? 2 : 1;
  }
}
