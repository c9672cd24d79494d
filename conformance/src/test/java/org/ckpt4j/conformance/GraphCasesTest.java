package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class GraphCasesTest {
  @TempDir Path folder;

  @BeforeAll
  static void leaveTheLogQuiet() {
    CaseRunner.quiet();
  }

  @TestFactory
  Stream<DynamicTest> smallGraphsOfTensorFlowTrainOnAndComeBack() throws Exception {
    return RecordedCases.copies(new GraphCases(), "golden/graphs");
  }

  @TestFactory
  Stream<DynamicTest> allRecordedGraphsTrainOnAndComeBack() throws Exception {
    return RecordedCases.recorded(new GraphCases(), "golden/graphs");
  }

  @Test
  void aValueThatDiffersIsFound() throws Exception {
    Path original = RecordedCases.copy("golden/graphs/linreg_gd_ref");
    Path changed = Files.createDirectory(folder.resolve("linreg"));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, changed.resolve(file.getFileName().toString()));
      }
    }
    Path spec = changed.resolve("case.json");
    String text = Files.readString(spec, StandardCharsets.UTF_8);
    Files.writeString(spec, text.replaceFirst("\"sha256\"", "\"b64\": \"AAAAAA==\", \"sha256\""));

    ConformanceCase one = new GraphCases().find(changed, Selection.ALL).get(0);
    CaseReport report = CaseRunner.run("graphs", one);

    assertEquals(Outcome.FAILED, report.outcome());
    assertTrue(report.failures().get(0).contains("final"), report.failures().get(0));
  }

  @Test
  void aFolderWithoutCasesIsAnError() {
    assertThrows(NoSuchCasesException.class, () -> new GraphCases().find(folder, Selection.ALL));
  }
}
