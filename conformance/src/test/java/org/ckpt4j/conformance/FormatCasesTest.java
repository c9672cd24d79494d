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

class FormatCasesTest {
  private static final String FORMAT = "golden/format";

  @TempDir Path temp;

  @BeforeAll
  static void quiet() {
    CaseRunner.quiet();
  }

  @TestFactory
  Stream<DynamicTest> recordedCheckpointsReadRightAndComeOutTheSame() throws Exception {
    return RecordedCases.recorded(new FormatCases(), FORMAT);
  }

  @TestFactory
  Stream<DynamicTest> copiedCheckpointsReadRightAndComeOutTheSame() throws Exception {
    return RecordedCases.copies(new FormatCases(), FORMAT);
  }

  /** A runner that cannot fail proves nothing: one wrong word in a recording must be noticed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "small_mixed | \"num_shards\": 1 | \"num_shards\": 2",
        "small_mixed | \"producer\": 1 | \"producer\": 3",
        "small_mixed | \"is_slice\": true | \"is_slice\": false",
        "small_mixed | \"dtype\": \"int64\" | \"dtype\": \"uint64\"",
        "small_mixed | \"offset\": 0 | \"offset\": 1",
        "small_mixed | \"hex\": \" | \"hex\": \"00",
        "small_mixed | \"values_hex\" | \"no_values\"",
        "small_mixed | \"crc32c\": \" | \"crc32c\": \"0",
        "small_mixed | \"sha256\": \" | \"sha256\": \"0",
        "small_shards | \"shard\": 1 | \"shard\": 0",
        "v1_small | \"slices\" | \"other\"",
        "v1_small | \"hex\": \" | \"hex\": \"00",
        "state_by_hand | \"last_preserved_timestamp\": 12345.678 | \"last_preserved_timestamp\": 1.5",
        "state_by_hand | \"model_checkpoint_path\": \"ck-1\" | \"model_checkpoint_path\": \"ck-2\"",
        "state_by_hand | \"latest_checkpoint\": null | \"latest_checkpoint\": \"h0/ck-1\"",
      })
  void aWrongWordInTheRecordingIsNoticed(String id, String word, String wrong) throws Exception {
    Path folder = copyOf(id);
    Path expected = folder.resolve("expected.json");
    String text = Files.readString(expected);
    String changed = text.replaceFirst(java.util.regex.Pattern.quote(word), wrong);
    Files.writeString(expected, changed);

    CaseReport report = run(folder);

    assertEquals(true, !text.equals(changed), "the word is in the recording");
    assertEquals(Outcome.FAILED, report.outcome());
  }

  @Test
  void aDamagedFileIsNoticed() throws Exception {
    Path folder = copyOf("small_mixed");
    Path data = folder.resolve("ckpt.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[0] ^= 1;
    Files.write(data, bytes);

    assertEquals(Outcome.FAILED, run(folder).outcome());
  }

  @Test
  void aFolderWithoutCasesIsAMistakeOfTheCaller() {
    assertThrows(NoSuchCasesException.class, () -> new FormatCases().find(temp, Selection.ALL));
    assertThrows(
        NoSuchCasesException.class,
        () -> new FormatCases().find(temp.resolve("not there"), Selection.ALL));
  }

  @Test
  void anExpectedJsonOfAnotherLayoutIsAMistakeOfTheCaller() throws Exception {
    Files.writeString(temp.resolve("expected.json"), "{\"section\": \"01\"}");

    assertThrows(NoSuchCasesException.class, () -> new FormatCases().find(temp, Selection.ALL));
  }

  @Test
  void oneCaseMayBeGivenByItsFolderOrItsFile() throws Exception {
    Path folder = RecordedCases.copy(FORMAT).resolve("smallest");

    for (Path path : List.of(folder, folder.resolve("expected.json"))) {
      List<ConformanceCase> found = new FormatCases().find(path, Selection.ALL);

      assertEquals(List.of("smallest"), found.stream().map(ConformanceCase::id).toList());
    }
  }

  private Path copyOf(String id) throws Exception {
    Path source = RecordedCases.copy(FORMAT).resolve(id);
    Path target = temp.resolve(id);
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path path : walk.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
    return target;
  }

  private static CaseReport run(Path folder) throws Exception {
    return CaseRunner.run("format", new FormatCases().find(folder, Selection.ALL).get(0));
  }
}
