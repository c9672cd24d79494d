package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the last test run of each module left of the tests that carry ids.
 *
 * @param incomplete modules of which only some tests ran, so that the figures are not those of the
 *     build
 */
record TestResults(TreeMap<String, List<Result>> byId, TreeSet<String> incomplete) {
  static final String FILE = "target/row-results.tsv";

  private static final Pattern ID =
      Pattern.compile("@(?:Tag|DisplayName)\\([^)]*::|\"section:|\"feature:");

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
      if (!isComplete(module, file)) {
        out.incomplete.add(name);
      }
      if (!Files.isRegularFile(file)) {
        continue;
      }
      for (List<String> line : RowTable.lines(file)) {
        out.byId
            .computeIfAbsent(line.get(0), id -> new ArrayList<>())
            .add(
                new Result(
                    Outcome.valueOf(line.get(1).toUpperCase(Locale.ROOT)), name, line.get(2)));
      }
    }
    return out;
  }

  /** Whether the file tells of all the module's tests as they are compiled now. */
  private static boolean isComplete(Path module, Path file) throws IOException {
    if (!carriesIds(module.resolve("src/test/java"))) {
      return true;
    }
    if (!Files.isRegularFile(file) || Files.readAllLines(file).contains("# some tests only")) {
      return false;
    }
    FileTime written = Files.getLastModifiedTime(file);
    for (Path compiled : files(module.resolve("target/test-classes"), ".class")) {
      if (Files.getLastModifiedTime(compiled).compareTo(written) > 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean carriesIds(Path sources) throws IOException {
    for (Path source : files(sources, ".java")) {
      if (ID.matcher(Files.readString(source)).find()) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(p -> p.toString().endsWith(suffix)).toList();
    }
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

  /**
   * As {@link #holds}, of the tests whose id is {@code section:02b} or begins with {@code
   * section:02b-}.
   */
  boolean sectionHolds(String section) {
    List<String> ids =
        byId.keySet().stream()
            .filter(
                id -> id.equals("section:" + section) || id.startsWith("section:" + section + "-"))
            .toList();
    return !ids.isEmpty() && ids.stream().allMatch(this::holds);
  }

  Set<String> ids() {
    return byId.keySet();
  }
}
