package org.ckpt4j.checkpoint.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Test;

class ReaderOrderTest {
  /** Rows of names as TensorFlow listed them; a V1 file's are preceded by the order of its save. */
  private static List<List<TensorKey>> recorded() throws IOException {
    try (InputStream in = ReaderOrderTest.class.getResourceAsStream("/reader-order/orders.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<List<TensorKey>> out = new ArrayList<>();
      for (String line : text.split("\n")) {
        out.add(Arrays.stream(line.split("\t")).map(TensorKey::of).toList());
      }
      return out;
    }
  }

  @Test
  void listsBundlesAsTensorFlowDoes() throws IOException {
    int compared = 0;
    List<List<TensorKey>> rows = recorded();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).get(0).equals(TensorKey.of("V1"))) {
        i++;
        continue;
      }
      List<TensorKey> sorted = rows.get(i).stream().sorted().toList();

      assertEquals(rows.get(i), ReaderOrder.of(sorted, Function.identity()));
      compared++;
    }
    assertTrue(compared >= 10, "compared " + compared);
  }

  @Test
  void listsV1FilesAsTensorFlowDoesWhichCopiesOneMapIntoAnother() throws IOException {
    int compared = 0;
    List<List<TensorKey>> rows = recorded();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).get(0).equals(TensorKey.of("V1"))) {
        // The save op writes by name, whatever the order of its inputs.
        List<TensorKey> saved =
            rows.get(i).subList(1, rows.get(i).size()).stream().sorted().toList();
        List<TensorKey> map = ReaderOrder.of(saved, Function.identity());

        assertEquals(rows.get(i + 1), ReaderOrder.of(map, Function.identity()));
        compared++;
      }
    }
    assertTrue(compared >= 10, "compared " + compared);
  }

  @Test
  void listsTheGuidesCheckpointsInTheRecordedOrder() throws IOException {
    ObjectMapper json = new ObjectMapper();
    int compared = 0;
    for (Path section : GoldenFiles.folders("golden/guide", "expected.json")) {
      for (JsonNode print :
          json.readTree(section.resolve("expected.json").toFile()).get("prints")) {
        if (print.get("label").asText().equals("print_checkpoint")) {
          List<TensorKey> listed = new ArrayList<>();
          print.get("iteration_order").forEach(key -> listed.add(TensorKey.of(key.asText())));

          assertEquals(
              listed,
              ReaderOrder.of(listed.stream().sorted().toList(), Function.identity()),
              section.toString());
          compared++;
        }
      }
    }
    assertTrue(compared > 0, "no listing in the record");
  }
}
