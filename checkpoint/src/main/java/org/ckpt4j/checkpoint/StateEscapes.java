package org.ckpt4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Undoes the escapes of quoted texts in a state file, as Python's text format does.
 *
 * <p>Escapes give bytes, and only all bytes together are read as UTF-8. In Python a character from
 * 256 on that is written as an escape comes out as the escape's own text: {@code \}{@code u4e00} is
 * six characters.
 */
final class StateEscapes {
  private static final String SINGLE = "abfnrtv\\'\"";
  private static final String SINGLE_BYTES = "\u0007\b\f\n\r\t\u000b\\'\"";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds the inside of one pair of quotes; gives what is wrong with it, or an empty text. */
  String append(String escaped) {
    int length = escaped.length();
    int plain = 0;
    int at = escaped.indexOf('\\');
    while (at >= 0) {
      add(escaped.substring(plain, at));
      if (at + 1 == length) {
        return "a backslash ends the text";
      }
      char kind = escaped.charAt(at + 1);
      int single = SINGLE.indexOf(kind);
      int digits;
      if (single >= 0) {
        out.write(SINGLE_BYTES.charAt(single));
        plain = at + 2;
      } else if (kind >= '0' && kind <= '7') {
        digits = digits(escaped, at + 1, 3, 8);
        addCharacter(Integer.parseInt(escaped.substring(at + 1, at + 1 + digits), 8));
        plain = at + 1 + digits;
      } else if (kind == 'x' || kind == 'u' || kind == 'U') {
        int most = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
        digits = digits(escaped, at + 2, most, 16);
        long code =
            digits == 0 ? -1 : Long.parseLong(escaped.substring(at + 2, at + 2 + digits), 16);
        if (digits < (kind == 'x' ? 1 : most) || code > Character.MAX_CODE_POINT) {
          return "\\" + kind + " is not followed by the digits of a character";
        }
        addCharacter((int) code);
        plain = at + 2 + digits;
      } else if (kind == 'N') {
        return "characters by name (\\N) are not supported";
      } else {
        // An unknown escape stands for itself, with its backslash.
        out.write('\\');
        plain = at + 1;
      }
      at = escaped.indexOf('\\', plain);
    }
    add(escaped.substring(plain));
    return "";
  }

  private static int digits(String text, int from, int most, int radix) {
    int count = 0;
    while (count < most
        && from + count < text.length()
        && text.charAt(from + count) < 0x80
        && Character.digit(text.charAt(from + count), radix) >= 0) {
      count++;
    }
    return count;
  }

  private void add(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void addCharacter(int code) {
    if (code <= 0xff) {
      out.write(code);
    } else {
      add(String.format(code <= 0xffff ? "\\u%04x" : "\\U%08x", code));
    }
  }

  /** All that was added. */
  String text() throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(out.toByteArray()))
        .toString();
  }
}
