package org.ckpt4j.conformance.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ckpt4j.conformance.rows.RowTable.Relevance;
import org.ckpt4j.conformance.rows.RowTable.Row;

/**
 * The figures: per area and relevance how many rows are covered, failing, not applicable, left.
 *
 * @param unknown ids on tests, or declared not applicable, that the table does not have
 */
record RowsReport(
    RowTable table,
    TestResults results,
    NotApplicable notApplicable,
    List<FeatureTable.State> features,
    MutationResults mutations,
    TreeSet<String> unknown) {
  /** Where a row stands. */
  enum State {
    COVERED,
    FAILING,
    NOT_APPLICABLE,
    LEFT
  }

  /** Numbers of rows by state. */
  record Count(int rows, int covered, int failing, int notApplicable, int left) {
    static Count of(Collection<State> states) {
      return new Count(
          states.size(),
          number(states, State.COVERED),
          number(states, State.FAILING),
          number(states, State.NOT_APPLICABLE),
          number(states, State.LEFT));
    }

    private static int number(Collection<State> states, State state) {
      return (int) states.stream().filter(s -> s == state).count();
    }

    String cells() {
      return "%d | %d | %d | %d | %d".formatted(rows, covered, failing, notApplicable, left);
    }

    /** With and without the rows that mean nothing in Java in the denominator. */
    String share() {
      return "%d of %d (%s), %s of those that apply"
          .formatted(covered, rows, percent(rows), percent(rows - notApplicable));
    }

    private String percent(int of) {
      return of == 0 ? "-" : "%.1f %%".formatted(100.0 * covered / of);
    }
  }

  static RowsReport of(
      RowTable table,
      TestResults results,
      NotApplicable notApplicable,
      List<FeatureTable.State> features,
      MutationResults mutations) {
    TreeSet<String> unknown = new TreeSet<>();
    for (String id : results.ids()) {
      if (id.contains("::") && !table.rows().containsKey(id)) {
        unknown.add(id);
      }
    }
    for (String id : notApplicable.reasons().keySet()) {
      if (!table.rows().containsKey(id)) {
        unknown.add(id);
      }
    }
    return new RowsReport(table, results, notApplicable, features, mutations, unknown);
  }

  State state(String id) {
    if (!results.of(id).isEmpty()) {
      return results.holds(id) ? State.COVERED : State.FAILING;
    }
    return notApplicable.reasons().containsKey(id) ? State.NOT_APPLICABLE : State.LEFT;
  }

  Count count(java.util.function.Predicate<Row> which) {
    return Count.of(
        table.rows().values().stream().filter(which).map(row -> state(row.id())).toList());
  }

  String markdown() {
    List<String> out = new ArrayList<>();
    out.add("# Conformance");
    out.add("");
    out.add(
        "Written by `mvn verify -Dckpt4j.rows=write` (or, after a full `mvn verify`, by `./ckpt4j"
            + " conformance rows --write docs/conformance.md`); do not edit.");
    headline(out);
    areas(out);
    lists(out);
    guide(out);
    mutations.markdown(out);
    return String.join("\n", out) + "\n";
  }

  private void headline(List<String> out) {
    out.add("");
    out.add("## TensorFlow's own tests");
    out.add("");
    out.add(
        "A row is one test of TensorFlow's suites. It is covered if a test of ours that carries its"
            + " id ran and passed, failing if one that carries it failed or is disabled.");
    out.add("");
    out.add("* Core rows covered: " + count(row -> row.relevance() == Relevance.CORE).share());
    out.add("* All rows covered: " + count(row -> true).share());
  }

  private void areas(List<String> out) {
    out.add("");
    out.add("| area | relevance | rows | covered | failing | not applicable | left |");
    out.add("|---|---|---:|---:|---:|---:|---:|");
    Map<String, TreeSet<Relevance>> areas = new TreeMap<>();
    for (Row row : table.rows().values()) {
      areas.computeIfAbsent(row.area(), a -> new TreeSet<>()).add(row.relevance());
    }
    areas.forEach(
        (area, relevances) -> {
          for (Relevance relevance : relevances) {
            Count count = count(row -> row.area().equals(area) && row.relevance() == relevance);
            out.add("| %s | %s | %s |".formatted(area, name(relevance), count.cells()));
          }
        });
    for (Relevance relevance : Relevance.values()) {
      Count count = count(row -> row.relevance() == relevance);
      out.add("| **all** | %s | %s |".formatted(name(relevance), count.cells()));
    }
  }

  private void lists(List<String> out) {
    List<String> failing =
        table.rows().keySet().stream().filter(id -> state(id) == State.FAILING).sorted().toList();
    if (!failing.isEmpty()) {
      out.add("");
      out.add("### Failing or disabled");
      out.add("");
      failing.forEach(id -> out.add("* `" + id + "`"));
    }
    if (!notApplicable.reasons().isEmpty()) {
      out.add("");
      out.add("### Not applicable in Java");
      out.add("");
      notApplicable.reasons().forEach((id, why) -> out.add("* `" + id + "`: " + why));
    }
  }

  private void guide(List<String> out) {
    long held = features.stream().filter(f -> f.left().isEmpty()).count();
    out.add("");
    out.add("## The guide's features");
    out.add("");
    out.add(
        "Numbered behaviours of the guide \"Migrating model checkpoints\" that its sections 01 to 21,"
            + " 27 and 35 to 48 show (10, 11 and 47 without their Keras parts), each with the sections"
            + " whose program prints, raises and writes what TensorFlow did. Of "
            + features.size()
            + ", "
            + held
            + " hold.");
    out.add("");
    out.add("| feature | state | holds in | left in | later sections |");
    out.add("|---:|---|---|---|---|");
    for (FeatureTable.State f : features) {
      out.add(
          "| %d | %s | %s | %s | %s |"
              .formatted(f.feature(), f.word(), list(f.holds()), list(f.left()), list(f.later())));
    }
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }

  private static String name(Relevance relevance) {
    return relevance.name().toLowerCase(java.util.Locale.ROOT);
  }
}
