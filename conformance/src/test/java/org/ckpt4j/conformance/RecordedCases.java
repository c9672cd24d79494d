package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/** Recorded cases as JUnit tests. */
final class RecordedCases {
  private RecordedCases() {}

  /** One test a case of the whole record; left out, and said so, in a clone alone. */
  static Stream<DynamicTest> recorded(CaseSource source, String relative) throws Exception {
    Path folder =
        GoldenFiles.root()
            .map(root -> root.resolve(relative))
            .orElseGet(
                () -> {
                  if (GoldenFiles.required()) {
                    return Assertions.fail(
                        "recorded data required, but ckpt4j.shared is no folder");
                  }
                  throw new TestAbortedException("left out: " + relative + " is not here");
                });
    return tests(source, folder);
  }

  /** One test a case of the small copies, which every clone has. */
  static Stream<DynamicTest> copies(CaseSource source, String relative) throws Exception {
    return tests(source, copy(relative));
  }

  static Path copy(String relative) throws URISyntaxException {
    URL url = RecordedCases.class.getResource("/recorded/" + relative);
    if (url == null) {
      throw new AssertionError("no test resource recorded/" + relative);
    }
    return Path.of(url.toURI());
  }

  private static Stream<DynamicTest> tests(CaseSource source, Path folder)
      throws IOException, NoSuchCasesException {
    List<ConformanceCase> cases = source.find(folder, Selection.ALL);
    assertFalse(cases.isEmpty());
    return cases.stream().map(one -> dynamicTest(one.id(), () -> passes(source, one)));
  }

  private static void passes(CaseSource source, ConformanceCase one) {
    CaseReport report = CaseRunner.run(source.layout(), one);
    if (report.outcome() != Outcome.PASSED) {
      Assertions.fail(
          report.outcome() + " " + one.id() + "\n" + String.join("\n", report.failures()));
    }
  }
}
