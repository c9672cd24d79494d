package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the last test run of each module left of the tests that carry ids.
 *
 * @param incomplete modules of which only some tests ran, so that the figures are not those of the
 *     build
 */
record TestResults(TreeMap<String, List<Result>> byId, TreeSet<String> incomplete) {
  static final String FILE = "target/row-results.tsv";

  /** One test with an id. */
  record Result(Outcome outcome, String module, String test) {}

  /** How a test ended; an aborted one did not run, like a disabled one. */
  enum Outcome {
    PASSED,
    FAILED,
    DISABLED
  }

  /** Reads the results of all modules below {@code root}. */
  static TestResults read(Path root) throws IOException {
    TestResults out = new TestResults(new TreeMap<>(), new TreeSet<>());
    for (Path module : modules(root)) {
      Path file = module.resolve(FILE);
      String name = String.valueOf(module.getFileName());
      if (!Files.isRegularFile(file)) {
        if (Files.isDirectory(module.resolve("src/test/java"))) {
          out.incomplete.add(name);
        }
        continue;
      }
      if (Files.readAllLines(file).contains("# some tests only")) {
        out.incomplete.add(name);
      }
      for (List<String> line : RowTable.lines(file)) {
        out.byId
            .computeIfAbsent(line.get(0), id -> new ArrayList<>())
            .add(
                new Result(
                    Outcome.valueOf(line.get(1).toUpperCase(java.util.Locale.ROOT)),
                    name,
                    line.get(2)));
      }
    }
    return out;
  }

  /** Folders right below {@code root} that are Maven modules. */
  static List<Path> modules(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children.filter(c -> Files.isRegularFile(c.resolve("pom.xml"))).sorted().toList();
    }
  }

  List<Result> of(String id) {
    return byId.getOrDefault(id, List.of());
  }

  /**
   * Passed if at least one test did and none ended otherwise; empty of meaning if there is none.
   */
  boolean holds(String id) {
    return !of(id).isEmpty()
        && of(id).stream().allMatch(result -> result.outcome() == Outcome.PASSED);
  }

  Set<String> ids() {
    return byId.keySet();
  }
}
