package org.ckpt4j.checkpoint.convert;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One step of renaming: every place where the pattern is found in a key is replaced.
 *
 * @param replacement as for {@link java.util.regex.Matcher#replaceAll}: {@code $1} is the first
 *     group
 */
public record KeyRename(Pattern pattern, String replacement) {
  /**
   * Reads {@code REGEX=REPLACEMENT}; an equals sign in the expression is written {@code \=}.
   *
   * @throws IllegalArgumentException if there is no equals sign, or the expression is none
   */
  public static KeyRename parse(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++; // the next character belongs to the expression, whatever it is
      } else if (text.charAt(at) == '=') {
        KeyRename rename =
            new KeyRename(Pattern.compile(text.substring(0, at)), text.substring(at + 1));
        rename.checkReplacement();
        return rename;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" has no \"=\" between expression and replacement");
  }

  /** A reference to a group that is not there would fail only at the first match. */
  private void checkReplacement() {
    Pattern always = Pattern.compile("(?:" + pattern.pattern() + ")|", pattern.flags());
    try {
      String ignored = always.matcher("").replaceAll(replacement);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "replacement \"%s\" of \"%s\": %s".formatted(replacement, pattern, e.getMessage()), e);
    }
  }

  String apply(String key) {
    return pattern.matcher(key).replaceAll(replacement);
  }

  /** All steps, one after the other. */
  static String apply(List<KeyRename> renames, String key) {
    String out = key;
    for (KeyRename rename : renames) {
      out = rename.apply(out);
    }
    return out;
  }
}
