package org.ckpt4j.conformance;

import java.util.List;

/**
 * What came of one case.
 *
 * @param layout the {@link CaseSource#layout()} it belongs to
 * @param feature what ckpt4j lacks, if it was skipped; else empty
 */
public record CaseReport(
    String layout,
    String id,
    Outcome outcome,
    long comparisons,
    List<String> failures,
    List<String> notes,
    String feature) {
  /** Passed, failed, or not tried to the end because something is not supported. */
  public enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  public CaseReport {
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  static CaseReport of(String layout, String id, Checks checks) {
    if (checks.comparisons() == 0) {
      checks.fail("the case compared nothing");
      return new CaseReport(layout, id, Outcome.FAILED, 0, checks.failures(), checks.notes(), "");
    }
    return new CaseReport(
        layout,
        id,
        checks.failures().isEmpty() ? Outcome.PASSED : Outcome.FAILED,
        checks.comparisons(),
        checks.failures(),
        checks.notes(),
        "");
  }

  /** Skipped, unless something had already come out wrong: a failure stays one. */
  static CaseReport skipped(String layout, String id, Checks checks, String feature) {
    return checks.failures().isEmpty()
        ? new CaseReport(
            layout, id, Outcome.SKIPPED, checks.comparisons(), List.of(), checks.notes(), feature)
        : of(layout, id, checks);
  }

  /** The one line a failing case gets. */
  String line() {
    int more = failures.size() - 1;
    return "FAILED %s %s: %s%s"
        .formatted(layout, id, failures.get(0), more > 0 ? " (and " + more + " more)" : "");
  }
}
