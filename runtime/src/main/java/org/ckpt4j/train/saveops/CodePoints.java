package org.ckpt4j.train.saveops;

import java.util.Comparator;

/** Python's order of strings, by code point; Java's differs above U+FFFF. */
public final class CodePoints {
  public static final Comparator<String> ORDER =
      (a, b) -> {
        int at = 0;
        while (at < a.length() && at < b.length()) {
          int x = a.codePointAt(at);
          int y = b.codePointAt(at);
          if (x != y) {
            return Integer.compare(x, y);
          }
          at += Character.charCount(x);
        }
        return Integer.compare(a.length(), b.length());
      };

  private CodePoints() {}
}
