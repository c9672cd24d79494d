package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PrintableTest {
  @Test
  void controlCharactersAndLineBreaksBecomeEscapes() {
    assertEquals(
        "a\\x1b[31mb\\n\\r\\t\\x7f\\x9b", Printable.text("a\u001b[31mb\n\r\t\u007f\u009b"));
  }

  @Test
  void invisibleCharactersThatReorderTextBecomeEscapes() {
    assertEquals("a\\u{202e}b\\u{200b}\\u{2028}", Printable.text("a\u202eb\u200b\u2028"));
  }

  @Test
  void lettersOfAllScriptsStay() {
    assertEquals("é日本😀", Printable.text("é日本😀"));
  }

  @Test
  void aLongKeyIsCutInTheMiddleAndSaysItsLength() {
    String cut = Printable.brief("k".repeat(5000));

    assertTrue(cut.length() < 200, cut);
    assertTrue(cut.contains("(5000 characters)"), cut);
  }

  @Test
  void aKeyOfBlanksIsQuoted() {
    assertEquals("\"  \"", Printable.brief("  "));
    assertEquals("\"\"", Printable.brief(""));
  }

  @Test
  void wideAndCombiningCharactersAreCountedAsTerminalsDo() {
    assertEquals(5, Printable.width("ab日c"));
    assertEquals(1, Printable.width("e\u0301"));
  }

  @Test
  void sizesAreShortAndNeverReadThousandTwentyFour() {
    assertEquals("0 B", HumanSize.bytes(0));
    assertEquals("1023 B", HumanSize.bytes(1023));
    assertEquals("1 KiB", HumanSize.bytes(1024));
    assertEquals("1.5 KiB", HumanSize.bytes(1536));
    assertEquals("1 MiB", HumanSize.bytes((1 << 20) - 1));
    assertEquals("0", HumanSize.grouped(0));
    assertEquals("999", HumanSize.grouped(999));
    assertEquals("1,000", HumanSize.grouped(1000));
    assertEquals("-123,456,789", HumanSize.grouped(-123456789));
    assertEquals("8 EiB", HumanSize.bytes(Long.MAX_VALUE));
  }
}
