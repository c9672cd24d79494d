package org.ckpt4j.checkpoint.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Test;

class SeparatorsTest {
  private static String between(String last, String next) {
    return HexFormat.of()
        .formatHex(
            Separators.between(HexFormat.of().parseHex(last), HexFormat.of().parseHex(next)));
  }

  private static String successor(String last) {
    return HexFormat.of().formatHex(Separators.successor(HexFormat.of().parseHex(last)));
  }

  @Test
  void keysAreShortenedWhereOneByteAllows() {
    assertEquals("62", between("616161", "63"));
    assertEquals("6162", between("616161", "616363"));
    assertEquals("616161", between("616161", "62"));
    assertEquals("61", between("61", "6161"));
    assertEquals("61ff61", between("61ff61", "62"));
    assertEquals("80", between("7f01", "ff"));
    assertEquals("79", successor("78"));
    assertEquals("ff79", successor("ff7800"));
    assertEquals("ffff", successor("ffff"));
    assertEquals("", successor(""));
  }

  @Test
  void separatorLiesBetweenAndSuccessorAbove() {
    SplittableRandom random = Seeds.printed("separatorLiesBetween");
    for (int i = 0; i < 20_000; i++) {
      byte[] a = key(random);
      byte[] b = key(random);
      int order = Arrays.compareUnsigned(a, b);
      if (order < 0) {
        byte[] separator = Separators.between(a, b);
        assertTrue(Arrays.compareUnsigned(a, separator) <= 0);
        assertTrue(Arrays.compareUnsigned(separator, b) < 0);
        assertTrue(separator.length <= a.length);
      }
      assertTrue(Arrays.compareUnsigned(a, Separators.successor(a)) <= 0);
    }
  }

  private static byte[] key(SplittableRandom random) {
    byte[] key = new byte[random.nextInt(5)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) new int[] {0, 1, 0x61, 0x7f, 0x80, 0xfe, 0xff}[random.nextInt(7)];
    }
    return key;
  }
}
