package org.ckpt4j.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ckpt4j.tensor.SmallFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NarrowFloatsTest {
  private static double decode(NarrowFloats format, int bits) {
    return switch (format) {
      case HALF -> SmallFloats.half((short) bits);
      case BFLOAT16 -> SmallFloats.bfloat16((short) bits);
      case E5M2 -> SmallFloats.float8e5m2((byte) bits);
      case E4M3FN -> SmallFloats.float8e4m3fn((byte) bits);
    };
  }

  @ParameterizedTest
  @EnumSource(NarrowFloats.class)
  void everyPatternThatIsANumberSurvivesTheWayThroughDouble(NarrowFloats format) {
    int patterns =
        format == NarrowFloats.HALF || format == NarrowFloats.BFLOAT16 ? 1 << 16 : 1 << 8;
    int numbers = 0;
    for (int bits = 0; bits < patterns; bits++) {
      double value = decode(format, bits);
      if (!Double.isNaN(value)) {
        assertEquals(bits, format.encode(value), "pattern " + Integer.toHexString(bits));
        numbers++;
      }
    }
    assertTrue(numbers > patterns * 9 / 10, "only " + numbers + " numbers");
  }

  @Test
  void bfloat16IsTheUpperHalfOfAFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float expected = Float.intBitsToFloat(bits << 16);
      if (!Float.isNaN(expected)) {
        assertEquals(expected, (float) decode(NarrowFloats.BFLOAT16, bits));
      }
    }
  }

  @Test
  void narrowingRoundsToNearestAndTiesToEven() {
    assertEquals(0x3c00, NarrowFloats.HALF.encode(1 + 0x1p-11)); // halfway: down to even
    assertEquals(0x3c02, NarrowFloats.HALF.encode(1 + 3 * 0x1p-11)); // halfway: up to even
    assertEquals(0x3c01, NarrowFloats.HALF.encode(1 + 0x1p-11 + 0x1p-30));
    assertEquals(0x7c00, NarrowFloats.HALF.encode(65520)); // halfway to beyond the largest
    assertEquals(0x7bff, NarrowFloats.HALF.encode(65519.99));
    assertEquals(1, NarrowFloats.HALF.encode(0x1p-24));
    assertEquals(0, NarrowFloats.HALF.encode(0x1p-25)); // halfway to the smallest
    assertEquals(0x8000, NarrowFloats.HALF.encode(-0.0));
  }

  @Test
  void theFormatWithoutInfinitiesOverflowsToNaN() {
    assertEquals(448, decode(NarrowFloats.E4M3FN, 0x7e));
    assertTrue(Double.isNaN(decode(NarrowFloats.E4M3FN, NarrowFloats.E4M3FN.encode(1e6))));
    assertTrue(Double.isInfinite(decode(NarrowFloats.E5M2, NarrowFloats.E5M2.encode(1e6))));
  }
}
