package org.ckpt4j.guide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void variantZeroChangesNothing() {
    Parameters p = Parameters.ofVariant(0);

    assertEquals(3f, p.value(3));
    assertEquals(41, p.integer(41));
    assertEquals("scoped/c", p.name("scoped/c"));
    assertEquals("./empty", p.path("./empty"));
    assertEquals("yz", new String(p.bytes("yz"), StandardCharsets.UTF_8));
  }

  @Test
  void floatsShiftByHalfTheVariantAndIntegersByAll() {
    Parameters p = Parameters.ofVariant(7);

    assertArrayEquals(new float[] {0f, 4.5f, 5.5f}, p.values(0, 1, 2));
    assertEquals(48, p.integer(41));
    assertEquals(0, p.integer(0));
  }

  @Test
  void everyPartOfANameTakesTheVariantButReservedOnesDoNot() {
    Parameters p = Parameters.ofVariant(7);

    assertEquals("scoped7/c7", p.name("scoped/c"));
    assertEquals("old_scope_17/", p.name("old_scope_1/"));
    assertEquals("a.Sb7", p.name("a.Sb"));
    assertEquals("/", p.name("/"));
    assertEquals("save_counter", p.name("save_counter"));
    assertEquals("../both7/tf27", p.path("../both/tf2"));
  }

  @Test
  void recordedParametersGoBeforeTheRule() {
    Parameters p =
        Parameters.recorded(
            3, Map.of("1.0", 9.0), Map.of("41", 5L), Map.of("x", "y"), Map.of("a", "q"), Map.of());

    assertEquals(9f, p.value(1));
    assertEquals(3.5f, p.value(2));
    assertEquals(5, p.integer(41));
    assertEquals("q", p.name("a"));
    assertEquals("b3", p.name("b"));
    assertEquals("y", new String(p.bytes("x"), StandardCharsets.UTF_8));
  }

  @Test
  void variantsEndAtNinetyNine() {
    assertThrows(IllegalArgumentException.class, () -> Parameters.ofVariant(100));
  }
}
