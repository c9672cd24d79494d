package org.ckpt4j.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmallFloatsTest {
  @ParameterizedTest
  @EnumSource(SmallFloats.class)
  void everyPatternThatIsANumberSurvivesTheWayThroughDouble(SmallFloats format) {
    int patterns = format == SmallFloats.HALF || format == SmallFloats.BFLOAT16 ? 1 << 16 : 1 << 8;
    int numbers = 0;
    for (int bits = 0; bits < patterns; bits++) {
      double value = format.decode(bits);
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
        assertEquals(expected, (float) SmallFloats.BFLOAT16.decode(bits));
      }
    }
  }

  @Test
  void narrowingRoundsToNearestAndTiesToEven() {
    assertEquals(0x3c00, SmallFloats.HALF.encode(1 + 0x1p-11)); // halfway: down to even
    assertEquals(0x3c02, SmallFloats.HALF.encode(1 + 3 * 0x1p-11)); // halfway: up to even
    assertEquals(0x3c01, SmallFloats.HALF.encode(1 + 0x1p-11 + 0x1p-30));
    assertEquals(0x7c00, SmallFloats.HALF.encode(65520)); // halfway to beyond the largest
    assertEquals(0x7bff, SmallFloats.HALF.encode(65519.99));
    assertEquals(1, SmallFloats.HALF.encode(0x1p-24));
    assertEquals(0, SmallFloats.HALF.encode(0x1p-25)); // halfway to the smallest
    assertEquals(0x8000, SmallFloats.HALF.encode(-0.0));
  }

  @Test
  void theFormatWithoutInfinitiesOverflowsToNaN() {
    assertEquals(448, SmallFloats.E4M3FN.decode(0x7e));
    assertTrue(Double.isNaN(SmallFloats.E4M3FN.decode(SmallFloats.E4M3FN.encode(1e6))));
    assertTrue(Double.isInfinite(SmallFloats.E5M2.decode(SmallFloats.E5M2.encode(1e6))));
  }
}
