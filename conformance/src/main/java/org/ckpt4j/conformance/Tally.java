package org.ckpt4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.ckpt4j.conformance.CaseReport.Outcome;

/** The reports of one run, added up. */
public final class Tally {
  private final List<CaseReport> reports = new ArrayList<>();

  public void add(CaseReport report) {
    reports.add(report);
  }

  public List<CaseReport> reports() {
    return List.copyOf(reports);
  }

  public long count(Outcome outcome) {
    return reports.stream().filter(r -> r.outcome() == outcome).count();
  }

  public long comparisons() {
    return reports.stream().mapToLong(CaseReport::comparisons).sum();
  }

  /** How many cases each missing feature cost. */
  public Map<String, Integer> skippedByFeature() {
    Map<String, Integer> out = new TreeMap<>();
    for (CaseReport report : reports) {
      if (report.outcome() == Outcome.SKIPPED) {
        out.merge(report.feature(), 1, Integer::sum);
      }
    }
    return out;
  }

  /** How many cases of each group failed; those of the empty group are not counted. */
  Map<String, Integer> failedBy(UnaryOperator<String> group) {
    Map<String, Integer> out = new TreeMap<>();
    for (CaseReport report : reports) {
      String name = group.apply(report.id());
      if (report.outcome() == Outcome.FAILED && !name.isEmpty()) {
        out.merge(name, 1, Integer::sum);
      }
    }
    return out;
  }

  /** The words that close a run, alone on the last line. */
  public String summary() {
    return "%d passed, %d failed, %d skipped"
        .formatted(count(Outcome.PASSED), count(Outcome.FAILED), count(Outcome.SKIPPED));
  }
}
