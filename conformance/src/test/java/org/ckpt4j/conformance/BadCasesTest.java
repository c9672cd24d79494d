package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadCasesTest {
  private static final String BAD = "golden/format/bad";

  @TempDir Path temp;

  @BeforeAll
  static void quiet() {
    CaseRunner.quiet();
  }

  @TestFactory
  Stream<DynamicTest> recordedDamageEndsInAnAllowedOutcome() throws Exception {
    return RecordedCases.recorded(new BadCases(), BAD);
  }

  @TestFactory
  Stream<DynamicTest> copiedDamageEndsInAnAllowedOutcome() throws Exception {
    return RecordedCases.copies(new BadCases(), BAD);
  }

  /** A runner that cannot fail proves nothing: with another rule the same reader must fail. */
  @ParameterizedTest
  @CsvSource({
    "index_empty, error, base",
    "data_cut_last_byte, base, error",
    "data_cut_last_byte, error, base",
    "state_good, base, error",
    "state_garbage, absent, base"
  })
  void anotherRuleIsNoticed(String id, String outcome, String other) throws Exception {
    Path copy = temp.resolve("bad");
    Files.createDirectory(copy);
    String text = Files.readString(RecordedCases.copy(BAD).resolve("bad.json"));
    int at = text.indexOf("\"id\": \"" + id + "\"");
    int end = text.indexOf("\"id\"", at + 1);
    String record = text.substring(at, end < 0 ? text.length() : end);
    int allowed = record.indexOf("\"allowed\"");
    String changed =
        record.substring(0, allowed)
            + record
                .substring(allowed)
                .replace("\"error\"", "\"none\"")
                .replace("\"absent\"", "\"none\"")
                .replace("\"base\"", outcome.equals("base") ? "\"" + other + "\"" : "\"base\"")
                .replace("\"none\"", "\"" + other + "\"");
    Files.writeString(
        copy.resolve("bad.json"),
        text.substring(0, at) + changed + text.substring(at + record.length()));
    copyFolder(RecordedCases.copy(BAD).resolve(id), copy.resolve(id));

    List<ConformanceCase> found = new BadCases().find(copy.resolve(id), Selection.ALL);

    assertEquals(1, found.size());
    assertEquals(Outcome.FAILED, CaseRunner.run("bad", found.get(0)).outcome());
  }

  @Test
  void aFolderWithoutTheRecordingIsAMistakeOfTheCaller() {
    assertThrows(NoSuchCasesException.class, () -> new BadCases().find(temp, Selection.ALL));
  }

  private static void copyFolder(Path source, Path target) throws Exception {
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path path : walk.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
  }
}
