package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.conformance.Selection;
import org.ckpt4j.conformance.rows.RowTable.Relevance;
import org.ckpt4j.conformance.rows.RowsReport.Count;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conformance rows}: which of TensorFlow's own tests ours cover. */
@Command(
    name = "rows",
    header = "Counts which of TensorFlow's own tests are covered by tests of ours.",
    description = {
      "Reads the table of rows, what the last test run of each module left, and the lists of rows",
      "that mean nothing in Java. Ids that the table does not have are an error."
    })
public final class RowsCommand implements Callable<Integer> {
  static final String ROWS = "conformance/src/test/resources/rows";
  static final String TABLE = "tf-tests.tsv";

  @Mixin private StandardOptions options = new StandardOptions();

  @Option(names = "--root", defaultValue = ".", description = "The source tree. Default: here.")
  private Path root = Path.of(".");

  @Option(names = "--write", paramLabel = "FILE", description = "Write the report there.")
  private @Nullable Path write;

  @Option(names = "--check", paramLabel = "FILE", description = "Fail if FILE is not the report.")
  private @Nullable Path check;

  @Option(
      names = "--sections",
      defaultValue = "01-21,27,35-48",
      description = "Guide sections that are done. Default: ${DEFAULT-VALUE}.")
  private String sections = "";

  @Override
  public Integer call() throws IOException {
    Path base = root.toAbsolutePath().normalize();
    TestResults results = TestResults.read(base);
    RowsReport report =
        RowsReport.of(
            RowTable.read(base.resolve(ROWS).resolve(TABLE)),
            results,
            NotApplicable.read(base),
            FeatureTable.read(base.resolve(ROWS).resolve("features.tsv"))
                .states(Selection.parse(sections, ""), results),
            MutationResults.read(base.resolve(ROWS).resolve(MutationResults.FILE)));
    for (String id : report.unknown()) {
      options.err().println("not in the table: " + id);
    }
    for (String module : results.incomplete()) {
      options.err().println("no full test run of module " + module + "; run mvn verify first");
    }
    boolean good = report.unknown().isEmpty();
    if (write != null) {
      good &= results.incomplete().isEmpty();
      Files.writeString(write, report.markdown());
    }
    if (check != null) {
      good &= isCurrent(check, report, results);
    }
    print(report);
    return good ? ExitCode.FINE : ExitCode.FOUND;
  }

  /** A partial run cannot tell whether the file is current; it says so and lets the build go on. */
  private boolean isCurrent(Path file, RowsReport report, TestResults results) throws IOException {
    if (!results.incomplete().isEmpty()) {
      options.err().println("left out: whether " + file + " is current");
      return true;
    }
    if (Files.isRegularFile(file) && Files.readString(file).equals(report.markdown())) {
      return true;
    }
    options
        .err()
        .println(
            file + " is not what the tests say; run ./ckpt4j conformance rows --write " + file);
    return false;
  }

  private void print(RowsReport report) {
    Count core = report.count(row -> row.relevance() == Relevance.CORE);
    Count all = report.count(row -> true);
    if (options.json()) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("core", numbers(core));
      out.put("all", numbers(all));
      out.put("unknown", report.unknown());
      out.put("incomplete", report.results().incomplete());
      options.printJson(out);
      return;
    }
    options.out().println("core rows covered: " + core.share());
    options.out().println("all rows covered: " + all.share());
  }

  private static Map<String, Object> numbers(Count count) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("rows", count.rows());
    out.put("covered", count.covered());
    out.put("failing", count.failing());
    out.put("not_applicable", count.notApplicable());
    out.put("left", count.left());
    return out;
  }
}
