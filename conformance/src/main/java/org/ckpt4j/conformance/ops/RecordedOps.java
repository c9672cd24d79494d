package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How often each op type was recorded on TensorFlow. */
record RecordedOps(Map<String, Count> counts) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".jsonl";

  /**
   * @param cases all of the op type, alone; graphs of several ops count for none
   * @param errors those that TensorFlow refuses
   * @param gradients those with the values of gradients
   */
  record Count(int cases, int errors, int gradients) {
    static final Count NONE = new Count(0, 0, 0);

    Count plus(boolean error, boolean gradient) {
      return new Count(cases + 1, errors + (error ? 1 : 0), gradients + (gradient ? 1 : 0));
    }
  }

  static RecordedOps in(Path folder) throws IOException {
    Map<String, Count> counts = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> children = Files.list(folder)) {
      files = children.filter(f -> f.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    }
    for (Path file : files) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        JsonNode recorded = JSON.readTree(line);
        if (recorded.has("inputs")) {
          boolean gradient = recorded.path("grad").has("dx");
          counts.merge(
              recorded.get("op").textValue(),
              Count.NONE.plus(recorded.has("error"), gradient),
              (before, one) -> before.plus(recorded.has("error"), gradient));
        }
      }
    }
    return new RecordedOps(counts);
  }

  Count of(String op) {
    return counts.getOrDefault(op, Count.NONE);
  }
}
