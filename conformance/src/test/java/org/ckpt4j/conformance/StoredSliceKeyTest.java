package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredSliceKeyTest {
  @Test
  void theExampleOfTheFormatNotes() {
    TensorKey key =
        StoredSliceKey.of(
            TensorKey.of("part"), new TensorSlice(List.of(new Extent(0, 2), Extent.WHOLE)));

    assertEquals("00" + "706172740001" + "0102" + "8082" + "807f", hex(key));
  }

  @Test
  void zeroAndFullBytesOfTheNameAreEscaped() {
    TensorKey key =
        StoredSliceKey.of(
            TensorKey.ofBytes(new byte[] {0, 'a', (byte) 0xff}), TensorSlice.whole(1));

    assertEquals("00" + "00ff" + "61" + "ff00" + "0001" + "0101" + "807f", hex(key));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 80",
    "2, 82",
    "63, bf",
    "64, c040",
    "8192, e02000",
    "4342338, f0424242",
    "1099511627776, fd0000000000"
  })
  void startsGrowByBytes(long start, String expected) {
    TensorKey key =
        StoredSliceKey.of(TensorKey.of("x"), new TensorSlice(List.of(new Extent(start, 1))));

    assertEquals("00" + "780001" + "0101" + expected + "81", hex(key));
  }

  private static String hex(TensorKey key) {
    return HexFormat.of().formatHex(key.bytes());
  }
}
