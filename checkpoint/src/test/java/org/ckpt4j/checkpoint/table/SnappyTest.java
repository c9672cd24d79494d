package org.ckpt4j.checkpoint.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyTest {
  private static String unpack(String hex) throws IOException {
    FileSlice packed = FileSlice.of("f", 0, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    return new String(Snappy.uncompress(packed).toByteArray(), StandardCharsets.US_ASCII);
  }

  @Test
  void literalsAndCopiesOfEveryFormAreUnpacked() throws IOException {
    assertEquals("", unpack("00"));
    assertEquals("abc", unpack("03" + "08616263"));
    assertEquals("abcabcab", unpack("08" + "08616263" + "0503"));
    assertEquals("aaaaaaaaaa", unpack("0a" + "0061" + "220100"));
    assertEquals("abab", unpack("04" + "046162" + "0702000000"));
    // A literal whose length stands in a byte of its own.
    assertEquals("x".repeat(61), unpack("3d" + "f03c" + "78".repeat(61)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no length
        "03", // nothing behind it
        "03086162", // literal cut off
        "0308616263" + "0061", // more than said
        "04" + "08616263", // less than said
        "08" + "08616263" + "0500", // copy from nowhere
        "08" + "08616263" + "0504", // copy from before the beginning
        "04" + "08616263" + "0503", // copy beyond the end
        "ffffffff0f" + "08616263", // more than any packing makes of it
        "ffffffffff7f" + "00", // no length
        "05" + "fcffffffff" + "61", // literal of 4 GiB
      })
  void damagedStreamsAreRefused(String hex) {
    assertThrows(CorruptCheckpointException.class, () -> unpack(hex));
  }
}
