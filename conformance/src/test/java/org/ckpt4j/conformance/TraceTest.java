package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All recorded traces where the record is at hand; a sample of each family in a clone alone. */
class TraceTest {
  @BeforeAll
  static void leaveTheLogQuiet() {
    CaseRunner.quiet();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "scopes_v1_edge",
        "scopes_v1",
        "scopes_eager_edge",
        "scopes_eager",
        "objects_edge",
        "objects",
        "restore_edge",
        "restore",
        "saver_v1_edge",
        "saver_v1"
      })
  void programsDoWhatTheyDidOnTensorFlow(String file) throws Exception {
    Path path = GoldenFiles.at("golden/traces/" + file + ".jsonl");
    List<String> failures = new ArrayList<>();
    int passed = 0;

    for (ConformanceCase one : new TraceCases().find(path, Selection.parse("", "keras"))) {
      CaseReport report = CaseRunner.run("traces", one);
      passed += report.outcome() == Outcome.PASSED ? 1 : 0;
      if (report.outcome() == Outcome.FAILED) {
        failures.add(report.line());
      }
    }

    assertEquals(List.of(), failures);
    assertTrue(passed > 0);
  }
}
