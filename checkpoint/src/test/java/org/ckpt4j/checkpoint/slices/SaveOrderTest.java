package org.ckpt4j.checkpoint.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SaveOrderTest {
  /** Items {@code name:number}; compared by name only. */
  @Test
  void leavesEqualNamesAsTensorFlowsSortLeavesThem() throws IOException {
    try (InputStream in = SaveOrderTest.class.getResourceAsStream("/slices/save-order.tsv")) {
      String rows = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String row : rows.split("\n")) {
        String[] sides = row.split("\t");

        List<String> sorted =
            SaveOrder.of(
                List.of(sides[0].split(" ")),
                Comparator.comparing(item -> item.substring(0, item.indexOf(':'))));

        assertEquals(sides[1], String.join(" ", sorted));
      }
    }
  }

  @Test
  void sortsNothing() {
    assertEquals(List.of(), SaveOrder.of(List.of(), Comparator.<String>naturalOrder()));
  }
}
