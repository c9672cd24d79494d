package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the last mutation run found: rows drawn by a seed, the code behind each broken, the row's
 * tests run again. Kept as a file beside the table, because a build does not repeat it.
 */
record MutationResults(String seed, List<Drawn> drawn) {
  static final String FILE = "mutation.tsv";

  /**
   * @param where the class that was broken
   * @param tried how many changes were made to lines that the row's test runs
   * @param noticed how many of them made the test fail
   */
  record Drawn(String id, String test, String where, int tried, int noticed) {}

  /** First line {@code seed}, its number; then a line a row. An absent file gives none. */
  static MutationResults read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return new MutationResults("", List.of());
    }
    List<List<String>> lines = RowTable.lines(file);
    return new MutationResults(
        lines.get(0).get(1),
        lines.stream()
            .skip(1)
            .map(
                l ->
                    new Drawn(
                        l.get(0),
                        l.get(1),
                        l.get(2),
                        Integer.parseInt(l.get(3)),
                        Integer.parseInt(l.get(4))))
            .toList());
  }

  void write(Path file) throws IOException {
    StringBuilder out = new StringBuilder("seed\t" + seed + "\n");
    for (Drawn d : drawn) {
      out.append(String.join("\t", d.id, d.test, d.where, "" + d.tried, "" + d.noticed))
          .append('\n');
    }
    Files.writeString(file, out);
  }

  void markdown(List<String> out) {
    out.add("");
    out.add("## Do the tests notice?");
    out.add("");
    if (drawn.isEmpty()) {
      out.add("Not tried yet: `./ckpt4j conformance mutate --seed N --rows 10`.");
      return;
    }
    out.add(
        "Rows drawn by seed %s; in the code that each row's test runs, single instructions were changed"
                .formatted(seed)
            + " (conditions turned round, constants and returned values replaced, calls left out), and"
            + " the test was run against each change.");
    out.add("");
    out.add("| row | test | broken class | changes | noticed |");
    out.add("|---|---|---|---:|---:|");
    for (Drawn d : drawn) {
      out.add(
          "| `%s` | `%s` | `%s` | %d | %d |".formatted(d.id, d.test, d.where, d.tried, d.noticed));
    }
  }
}
