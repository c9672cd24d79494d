package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.ckpt4j.guide.GuideSection;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GuideTest {
  @BeforeAll
  static void leaveTheLogQuiet() {
    CaseRunner.quiet();
  }

  static List<String> sections() {
    return GuideSection.all().stream().map(GuideSection::folder).toList();
  }

  @ParameterizedTest(name = "section:{0}")
  @MethodSource("sections")
  void aSectionPrintsAndWritesWhatTensorFlowDoes(String section) throws Exception {
    Path folder = GoldenFiles.at("golden/guide/" + section);

    List<ConformanceCase> cases = new GuideCases().find(folder, Selection.ALL);
    CaseReport report = CaseRunner.run("guide", cases.get(0));

    assertEquals(Outcome.PASSED, report.outcome(), () -> String.join("\n", report.failures()));
    assertTrue(report.comparisons() > 5);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a value that was printed | [1.0,2.0,3.0] | [1.0,2.0,4.0]",
        "the kind of an error | \"type\":\"NotFoundError\" | \"type\":\"DataLossError\"",
        "the category of an error | key_not_in_checkpoint | save_path_is_none",
        "what an error names | \"key\":\"zz\" | \"key\":\"zy\"",
        "a log event | \"event\":\"restoring_parameters\" | \"event\":\"other\"",
        "the state file | model_checkpoint_path: \\\"tf1-ckpt\\\" | model_checkpoint_path: \\\"tf\\\"",
        "a file that is missing | \"path\":\"checkpoint\",\"size\" | \"path\":\"no\",\"size\"",
        "a checksum | 85299d827d73d3e29e980ad62676b0f008c74963a31680dd7f603ebb39b0a237 | 00"
      })
  void whatTheRecordingHasOtherwiseIsFound(
      String what, String recorded, String changed, @TempDir Path folder) throws Exception {
    Path original = GoldenFiles.at("golden/guide/07-names-match-saver-eager/expected.json");
    String text = Recording.read(original).toString();
    assertTrue(text.contains(recorded), what);
    Files.writeString(folder.resolve("expected.json"), text.replace(recorded, changed));

    ConformanceCase one = new GuideCases().find(folder, Selection.ALL).get(0);

    assertEquals(Outcome.FAILED, CaseRunner.run("guide", one).outcome(), what);
  }

  @Test
  void theChecksumsThatTheGuideCommandShowsAreTheRecordedOnes() throws IOException {
    String table =
        new String(
            GuideSection.class.getResourceAsStream("tensorflow-files.tsv").readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    List<String> shown = table.lines().filter(line -> !line.startsWith("#")).sorted().toList();

    List<String> recorded =
        sections().stream().flatMap(section -> rows(section).stream()).sorted().toList();

    assertEquals(recorded, shown);
  }

  private static List<String> rows(String section) {
    try {
      var expected =
          Recording.read(GoldenFiles.at("golden/guide/" + section).resolve("expected.json"));
      String[] rows = new String[expected.get("files").size()];
      Arrays.setAll(
          rows,
          i -> {
            var file = expected.get("files").get(i);
            return String.join(
                "\t",
                section,
                file.get("path").textValue(),
                file.get("size").asText(),
                file.get("sha256").textValue());
          });
      return List.of(rows);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
