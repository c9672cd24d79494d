package org.ckpt4j.ops.strings;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.ByteArrayOutputStream;
import org.ckpt4j.ops.array.Refusal;

/** A pattern of RE2's language over the bytes of UTF-8; the one class that knows the library. */
final class Re2Pattern {
  private final Pattern pattern;

  private Re2Pattern(Pattern pattern) {
    this.pattern = pattern;
  }

  static Re2Pattern compile(String text, Refusal refusal) {
    try {
      return new Re2Pattern(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw refusal.because("pattern \"%s\": %s", text, e.getDescription());
    }
  }

  boolean matches(byte[] text) {
    return pattern.matcher(text).matches();
  }

  /** As RE2 replaces: no empty match right after a match; the text stays if a group is missing. */
  byte[] replace(byte[] text, byte[] rewrite, boolean global) {
    Matcher matcher = pattern.matcher(text);
    var out = new ByteArrayOutputStream();
    int at = 0;
    int lastEnd = -1;
    int from = 0;
    while (from <= text.length && matcher.find(from)) {
      int start = matcher.start();
      int end = matcher.end();
      if (start == end && start == lastEnd) {
        from = next(text, from);
        continue;
      }
      out.write(text, at, start - at);
      if (!write(out, text, matcher, rewrite)) {
        return text;
      }
      at = end;
      lastEnd = end;
      from = end;
      if (!global) {
        break;
      }
    }
    out.write(text, at, text.length - at);
    return out.toByteArray();
  }

  private static int next(byte[] text, int from) {
    int next = from + 1;
    while (next < text.length && (text[next] & 0xc0) == 0x80) {
      next++;
    }
    return next;
  }

  /** Backslash and digit is a group, two backslashes are one. */
  private static boolean write(
      ByteArrayOutputStream out, byte[] text, Matcher matcher, byte[] rewrite) {
    for (int i = 0; i < rewrite.length; i++) {
      if (rewrite[i] != '\\') {
        out.write(rewrite[i]);
        continue;
      }
      int c = ++i < rewrite.length ? rewrite[i] : -1;
      if (c >= '0' && c <= '9') {
        if (c - '0' > matcher.groupCount()) {
          return false;
        }
        int start = matcher.start(c - '0');
        if (start >= 0) {
          out.write(text, start, matcher.end(c - '0') - start);
        }
      } else if (c == '\\') {
        out.write('\\');
      } else {
        return false;
      }
    }
    return true;
  }
}
