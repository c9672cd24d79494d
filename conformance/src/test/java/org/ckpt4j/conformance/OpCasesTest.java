package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All recorded ops where the record is at hand; some of each op type in a clone alone. */
class OpCasesTest {
  private static final String SQUARE =
      "{\"id\":\"x-Square-1\",\"op\":\"Square\",\"attrs\":{\"T\":\"int32\"},\"inputs\":[{\"dtype\":"
          + "\"int32\",\"shape\":[2],\"data\":[3,-4]}],\"outputs\":[{\"dtype\":\"int32\",\"shape\":"
          + "[2],\"data\":[9,16]}],\"inferred\":[{\"dtype\":\"int32\",\"shape\":[2]}],"
          + "\"tolerance\":0}";

  @TempDir Path folder;

  @BeforeAll
  static void leaveTheLogQuiet() {
    CaseRunner.quiet();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "array",
        "control",
        "image",
        "initializers",
        "linalg",
        "math",
        "nn",
        "random",
        "random_seeds",
        "reduce",
        "sparse",
        "state",
        "string"
      })
  void operationsDoWhatTheyDidOnTensorFlow(String file) throws Exception {
    requirePassed(GoldenFiles.at("golden/ops/" + file + ".jsonl"));
  }

  @Test
  void operationsThatTheRecordLeavesOutDoWhatTheyDidOnTensorFlow() throws Exception {
    URL cases = OpCasesTest.class.getResource("/recorded/more/operations.jsonl");

    requirePassed(Path.of(Objects.requireNonNull(cases).toURI()));
  }

  private static void requirePassed(Path path) throws Exception {
    List<String> failures = new ArrayList<>();
    int passed = 0;

    for (ConformanceCase one : new OpCases().find(path, Selection.ALL)) {
      CaseReport report = CaseRunner.run("ops", one);
      passed += report.outcome() == Outcome.PASSED ? 1 : 0;
      if (report.outcome() == Outcome.FAILED) {
        failures.add(report.line());
      }
    }

    assertEquals(List.of(), failures);
    assertTrue(passed > 0);
  }

  private CaseReport report(String line) throws Exception {
    Path file = folder.resolve("some.jsonl");
    Files.writeString(file, line + "\n");
    return CaseRunner.run("ops", new OpCases().find(file, Selection.ALL).get(0));
  }

  @Test
  void aCaseThatAgreesPasses() throws Exception {
    CaseReport report = report(SQUARE);

    assertEquals(List.of(), report.failures());
    assertEquals(Outcome.PASSED, report.outcome());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[9,16] -> [9,17]",
        "\"shape\":[2],\"data\":[9,16] -> \"shape\":[1,2],\"data\":[9,16]",
        "\"inferred\":[{\"dtype\":\"int32\",\"shape\":[2]}] -> "
            + "\"inferred\":[{\"dtype\":\"int32\",\"shape\":[null]}]",
        "\"tolerance\":0 -> \"tolerance\":0,\"grad\":\"not_differentiable\"",
        "\"outputs\":[{\"dtype\":\"int32\",\"shape\":[2],\"data\":[9,16]}] -> "
            + "\"error\":\"InvalidArgumentError\"",
        "\"inputs\" -> \"input\"",
        "\"T\":\"int32\" -> \"T\":\"int32\",\"unknown\":1",
        "} -> "
      })
  void aCaseThatDiffersFails(String change) throws Exception {
    String[] fromTo = change.split(" -> ", -1);

    CaseReport report = report(SQUARE.replace(fromTo[0], fromTo[1]));

    assertEquals(Outcome.FAILED, report.outcome());
  }

  @Test
  void anOperationThatIsNotThereIsSkippedByName() throws Exception {
    CaseReport report = report(SQUARE.replace("\"op\":\"Square\"", "\"op\":\"NoSuchOp\""));

    assertEquals(Outcome.SKIPPED, report.outcome());
    assertEquals("op NoSuchOp", report.feature());
  }

  @Test
  void opTypesCanBeChosen() throws Exception {
    Path file = folder.resolve("some.jsonl");
    Files.writeString(file, SQUARE + "\n" + SQUARE.replace("Square", "Neg") + "\n");

    assertEquals(1, new OpCases().find(file, Selection.ALL.withOps("Neg, Abs")).size());
    assertThrows(
        NoSuchCasesException.class, () -> new OpCases().find(file, Selection.ALL.withOps("Abs")));
  }

  @Test
  void failuresAreCountedByOpType() {
    assertEquals("Square", new OpCases().group("math-Square-0123456789"));
  }
}
