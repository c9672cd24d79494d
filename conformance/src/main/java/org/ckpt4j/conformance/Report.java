package org.ckpt4j.conformance;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.conformance.CaseReport.Outcome;

/** Prints a run: text while it goes, or one JSON object at its end. */
public final class Report {
  private final StandardOptions options;
  private final boolean verbose;

  public Report(StandardOptions options, boolean verbose) {
    this.options = options;
    this.verbose = verbose;
  }

  public void print(CaseReport report) {
    if (options.json()) {
      return;
    }
    PrintWriter out = options.out();
    if (report.outcome() == Outcome.FAILED) {
      out.println(report.line());
    }
    if (verbose) {
      if (report.outcome() == Outcome.FAILED) {
        report.failures().stream().skip(1).forEach(f -> out.println("    " + f));
      } else {
        out.println(report.outcome() + " " + report.layout() + " " + report.id());
      }
      report.notes().forEach(note -> out.println("    note: " + note));
    }
    out.flush();
  }

  public void close(Tally tally) {
    close(tally, id -> "");
  }

  /**
   * @param group what failures are counted under, by the case's id
   */
  public void close(Tally tally, UnaryOperator<String> group) {
    if (options.json()) {
      options.printJson(json(tally));
      return;
    }
    PrintWriter out = options.out();
    Map<String, Integer> notes = new LinkedHashMap<>();
    for (CaseReport report : tally.reports()) {
      report.notes().forEach(note -> notes.merge(note, 1, Integer::sum));
    }
    notes.forEach((note, n) -> out.println("note (" + n + "): " + note));
    tally.skippedByFeature().forEach((feature, n) -> out.println("skipped " + n + ": " + feature));
    tally.failedBy(group).forEach((name, n) -> out.println("failed " + n + ": " + name));
    out.println(tally.comparisons() + " comparisons");
    out.println(tally.summary());
    out.flush();
  }

  private static Map<String, Object> json(Tally tally) {
    List<Object> cases = new ArrayList<>();
    for (CaseReport report : tally.reports()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("layout", report.layout());
      one.put("id", report.id());
      one.put("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
      one.put("comparisons", report.comparisons());
      if (!report.failures().isEmpty()) {
        one.put("failures", report.failures());
      }
      if (!report.notes().isEmpty()) {
        one.put("notes", report.notes());
      }
      if (!report.feature().isEmpty()) {
        one.put("feature", report.feature());
      }
      cases.add(one);
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("comparisons", tally.comparisons());
    out.put("passed", tally.count(Outcome.PASSED));
    out.put("failed", tally.count(Outcome.FAILED));
    out.put("skipped", tally.count(Outcome.SKIPPED));
    out.put("skipped_by_feature", tally.skippedByFeature());
    out.put("cases", cases);
    return out;
  }
}
