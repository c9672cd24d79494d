package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Rows declared to mean nothing in Java, each with its reason; the lists lie next to the tests. */
record NotApplicable(TreeMap<String, String> reasons) {
  static final String FILE = "src/test/resources/rows/not-applicable.tsv";

  static NotApplicable read(Path root) throws IOException {
    TreeMap<String, String> out = new TreeMap<>();
    for (Path module : TestResults.modules(root)) {
      Path file = module.resolve(FILE);
      if (!Files.isRegularFile(file)) {
        continue;
      }
      for (List<String> line : RowTable.lines(file)) {
        if (line.size() != 2 || line.get(1).isBlank()) {
          throw new IOException("%s: \"%s\" needs an id and a reason".formatted(file, line.get(0)));
        }
        if (out.put(line.get(0), line.get(1)) != null) {
          throw new IOException("%s: %s is declared twice".formatted(file, line.get(0)));
        }
      }
    }
    return new NotApplicable(out);
  }
}
