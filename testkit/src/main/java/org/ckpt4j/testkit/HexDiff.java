package org.ckpt4j.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.opentest4j.AssertionFailedError;

/** Compares bytes; a difference is shown by its first offset and 16 bytes of each side. */
public final class HexDiff {
  private static final int SHOWN = 16;

  private HexDiff() {}

  /** Fails unless both files hold the same bytes. */
  public static void assertSameFile(Path expected, Path actual) throws IOException {
    long at = Files.mismatch(expected, actual);
    if (at >= 0) {
      fail(actual.toString(), Files.readAllBytes(expected), Files.readAllBytes(actual));
    }
  }

  /** Fails unless both are the same bytes; {@code what} names them. */
  public static void assertSameBytes(String what, byte[] expected, byte[] actual) {
    if (!Arrays.equals(expected, actual)) {
      fail(what, expected, actual);
    }
  }

  private static void fail(String what, byte[] expected, byte[] actual) {
    int at = Arrays.mismatch(expected, actual);
    throw new AssertionFailedError(
        "%s differs at byte %d of %d (expected length %d):%n  expected %s%n  actual   %s"
            .formatted(
                what, at, actual.length, expected.length, hex(expected, at), hex(actual, at)));
  }

  private static String hex(byte[] bytes, int at) {
    int from = Math.max(0, Math.min(at, bytes.length));
    int to = Math.min(bytes.length, from + SHOWN);
    return HexFormat.ofDelimiter(" ").formatHex(bytes, from, to)
        + (to == bytes.length ? " (end)" : "");
  }
}
