package org.ckpt4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ckpt4j.tensor.PythonText;
import org.ckpt4j.testkit.GoldenFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointDirectoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  static Stream<Path> recordedStates() {
    return Stream.of("state_by_hand", "state_manager", "state_saver", "checkpoint_object")
        .flatMap(name -> GoldenFiles.find("golden/format/" + name).stream())
        .filter(folder -> Files.exists(folder.resolve("expected.json")));
  }

  @ParameterizedTest
  @MethodSource("recordedStates")
  void readsAndRewritesRecordedStateFiles(Path golden) throws Exception {
    JsonNode states = JSON.readTree(golden.resolve("expected.json").toFile()).path("states");
    for (JsonNode state : states) {
      Path file = golden.resolve(state.get("file").asText());
      String text = Files.readString(file);

      CheckpointState parsed = StateText.parse(text);

      assertEquals(state.get("model_checkpoint_path").asText(), parsed.modelCheckpointPath());
      assertEquals(
          texts(state.get("all_model_checkpoint_paths")), parsed.allModelCheckpointPaths());
      List<Double> times = new ArrayList<>();
      state.get("all_model_checkpoint_timestamps").forEach(time -> times.add(time.asDouble()));
      assertEquals(times, parsed.allModelCheckpointTimestamps());
      assertEquals(
          state.get("last_preserved_timestamp").asDouble(),
          parsed.lastPreservedTimestamp().orElse(0));
      assertEquals(text, StateText.format(parsed));
    }
  }

  @ParameterizedTest
  @MethodSource("recordedStates")
  void resolvesPathsAgainstTheFolderAndFindsTheNewest(Path golden) throws IOException {
    PathResolver files = PathResolver.relativeTo(golden);
    for (JsonNode state : JSON.readTree(golden.resolve("expected.json").toFile()).path("states")) {
      Path file = Path.of(state.get("file").asText());
      CheckpointDirectory folder = CheckpointDirectory.at(String.valueOf(file.getParent()), files);
      String name = String.valueOf(file.getFileName());

      CheckpointState resolved = folder.getCheckpointState(name).orElseThrow();
      Optional<String> latest = folder.latestCheckpoint(name);

      JsonNode expected = state.get("resolved_relative_to_case");
      assertEquals(
          expected.get("model_checkpoint_path").asText(),
          normalized(resolved.modelCheckpointPath()));
      assertEquals(
          texts(expected.get("all_model_checkpoint_paths")),
          resolved.allModelCheckpointPaths().stream().map(p -> normalized(p)).toList());
      assertEquals(!state.get("latest_checkpoint").isNull(), latest.isPresent());
      if (!state.get("latest_checkpoint").isNull()) {
        assertEquals(state.get("latest_checkpoint").asText(), latest.orElseThrow());
      }
    }
  }

  private static String normalized(String path) {
    return Path.of(path).normalize().toString();
  }

  private static List<String> texts(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(item -> out.add(item.asText()));
    return out;
  }

  @Test
  void writesThePathsThatTensorFlowWritesInEveryKindOfFolder() throws IOException {
    int compared = 0;
    try (InputStream in =
        CheckpointDirectoryTest.class.getResourceAsStream("/state/updates.json")) {
      for (JsonNode row : JSON.readTree(Objects.requireNonNull(in))) {
        try (FileSystem files =
            Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setWorkingDirectory("/opt/ck").build())) {
          Files.createDirectories(files.getPath("d/e"));
          check(row, files);
          compared++;
        }
      }
    }
    assertTrue(compared >= 150, "compared " + compared);
  }

  private static void check(JsonNode row, FileSystem files) throws IOException {
    String folder = row.get("folder").asText();
    List<Double> times = new ArrayList<>();
    row.get("times").forEach(time -> times.add(time.asDouble()));
    CheckpointState state =
        new CheckpointState(
            row.get("path").asText(),
            texts(row.get("all")),
            times,
            row.get("preserved").isNull()
                ? OptionalDouble.empty()
                : OptionalDouble.of(row.get("preserved").asDouble()));
    CheckpointDirectory directory = CheckpointDirectory.at(folder, files::getPath);
    boolean relative = row.get("relative").asBoolean();
    if (row.has("error")) {
      Class<? extends RuntimeException> type =
          row.get("error").asText().equals("ValueError")
              ? IllegalArgumentException.class
              : IllegalStateException.class;

      assertThrows(
          type,
          () -> directory.updateCheckpointState(state, "checkpoint", relative),
          row::toString);
      assertFalse(Files.exists(files.getPath(folder).resolve("checkpoint")), row.toString());
    } else {
      directory.updateCheckpointState(state, "checkpoint", relative);

      assertEquals(
          row.get("text").asText(),
          Files.readString(files.getPath(folder).resolve("checkpoint")),
          row::toString);
    }
  }

  @Test
  void damagedStateFilesGiveWhatIsAllowed() throws IOException {
    Path bad = GoldenFiles.at("golden/format/bad");
    int compared = 0;
    for (JsonNode badCase : JSON.readTree(bad.resolve("bad.json").toFile()).get("state_cases")) {
      String id = badCase.get("id").asText();
      CheckpointDirectory folder =
          CheckpointDirectory.at(".", PathResolver.relativeTo(bad.resolve(id)));

      String state = outcome(badCase, "get_checkpoint_state", () -> shown(folder));
      String latest =
          outcome(badCase, "latest_checkpoint", () -> folder.latestCheckpoint().orElse(null));

      JsonNode allowed = badCase.get("allowed");
      assertTrue(texts(allowed.get("get_checkpoint_state")).contains(state), id + ": " + state);
      assertTrue(texts(allowed.get("latest_checkpoint")).contains(latest), id + ": " + latest);
      compared++;
    }
    assertTrue(compared >= (GoldenFiles.root().isPresent() ? 25 : 10), "compared " + compared);
  }

  private interface Question {
    @Nullable Object ask() throws IOException;
  }

  private static String outcome(JsonNode badCase, String function, Question question)
      throws IOException {
    Object answer;
    try {
      answer = question.ask();
    } catch (CorruptCheckpointException | IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("checkpoint"), e.toString());
      return "error";
    }
    if (answer == null) {
      return "absent";
    }
    JsonNode expected = badCase.get("value").get(function);
    return expected != null && expected.equals(JSON.valueToTree(answer)) ? "base" : "wrong";
  }

  private static @Nullable Object shown(CheckpointDirectory folder) throws IOException {
    Optional<CheckpointState> state = folder.getCheckpointState();
    if (state.isEmpty()) {
      return null;
    }
    var out = JSON.createObjectNode();
    out.put("model_checkpoint_path", cut(state.get().modelCheckpointPath()));
    var all = out.putArray("all_model_checkpoint_paths");
    state.get().allModelCheckpointPaths().forEach(path -> all.add(cut(path)));
    var times = out.putArray("all_model_checkpoint_timestamps");
    state.get().allModelCheckpointTimestamps().forEach(time -> times.add(PythonText.number(time)));
    out.put(
        "last_preserved_timestamp",
        PythonText.number(state.get().lastPreservedTimestamp().orElse(0)));
    return out;
  }

  private static String cut(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_checkpoint_path \"x\"",
        "model_checkpoint_path: [\"x\"]",
        "model_checkpoint_path: \"x\" 9: \"y\"",
        "model_checkpoint_path: \"a\\377\"",
        "model_checkpoint_path: \"x\\u00e9\\xc3\\xa9\"",
        "model_checkpoint_path: \"x\\U00110000\"",
        "model_checkpoint_path: \"x\ny\"",
        "model_checkpoint_path: \"x\\\"",
        "model_checkpoint_path: \"x\" [foo.bar]: 3",
        "{model_checkpoint_path: \"x\"}",
        "model_checkpoint_path: \"x\" all_model_checkpoint_timestamps: 0x10",
        "model_checkpoint_path: \"x\" all_model_checkpoint_timestamps: 1.5F",
        "model_checkpoint_path: \"x\" all_model_checkpoint_timestamps: - 1",
        "model_checkpoint_path: \"x\" all_model_checkpoint_timestamps: true",
        "model_checkpoint_path: \"x\" all_model_checkpoint_timestamps: [1 2]",
      })
  void textsThatPythonRefusesAreRefused(String text) {
    assertThrows(StateText.SyntaxException.class, () -> StateText.parse(text));
  }

  @Test
  void readsEscapesAsPythonDoes() throws StateText.SyntaxException {
    assertEquals("\u00fc", model("\\303\\274"));
    assertEquals("\u000b\u0007", model("\\xb\\a"));
    assertEquals("\\?\\8", model("\\?\\8"));
    assertEquals("\\ud83d\\ude00", model("\\ud83d\\ude00"));
    assertEquals("\\u0100", model("\\400"));
    assertEquals("\\x41", model("\\\\x41"));
    assertEquals(
        "xyz", StateText.parse("model_checkpoint_path: 'x' \"y\" 'z'").modelCheckpointPath());
  }

  private static String model(String escaped) throws StateText.SyntaxException {
    return StateText.parse("model_checkpoint_path: \"" + escaped + "\"").modelCheckpointPath();
  }

  @Test
  void readsNumbersAsPythonDoes() throws StateText.SyntaxException {
    CheckpointState state =
        StateText.parse(
            "model_checkpoint_path: 'x'; all_model_checkpoint_timestamps:"
                + " [1, 2.5f, -inf, Infinity, 017, .5, 5., 1_0, 1e400, nan] # times\n"
                + "last_preserved_timestamp: 2, last_preserved_timestamp: 3");

    assertEquals(
        List.of(
            1.0,
            2.5,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            17.0,
            0.5,
            5.0,
            10.0,
            Double.POSITIVE_INFINITY,
            Double.NaN),
        state.allModelCheckpointTimestamps());
    assertEquals(OptionalDouble.of(3), state.lastPreservedTimestamp());
  }

  /**
   * TensorFlow's pattern misses the file that has these very brackets; nobody else's is taken
   * either.
   */
  @Test
  void aPatternStandsForNoOtherCheckpoint() throws IOException {
    Files.createFile(temp.resolve("m-1.index"));
    Files.createFile(temp.resolve("m[2].index"));
    CheckpointDirectory folder = CheckpointDirectory.at(temp.toString());

    Files.writeString(temp.resolve("checkpoint"), "model_checkpoint_path: \"m*\"\n");
    assertEquals(Optional.empty(), folder.latestCheckpoint());
    Files.writeString(temp.resolve("checkpoint"), "model_checkpoint_path: \"m[2]\"\n");
    assertEquals(Optional.empty(), folder.latestCheckpoint());
    Files.createFile(temp.resolve("m2.index"));
    assertEquals(Optional.empty(), folder.latestCheckpoint());
  }

  @Test
  void shardedV1CheckpointsAreFoundByTheirPattern() throws IOException {
    Files.createFile(temp.resolve("v-00001-of-00002"));
    Files.writeString(temp.resolve("checkpoint"), "model_checkpoint_path: \"v-?????-of-00002\"\n");

    assertEquals(
        Optional.of(temp + "/v-?????-of-00002"),
        CheckpointDirectory.at(temp.toString()).latestCheckpoint());
  }

  @Test
  void textThatDoesNotParseIsReportedAndIgnored() throws IOException {
    Files.writeString(temp.resolve("checkpoint"), "nonsense: 3");
    List<String> told = new ArrayList<>();
    CheckpointDirectory folder =
        CheckpointDirectory.at(temp.toString())
            .withListener(
                new CheckpointDirectory.Listener() {
                  @Override
                  public void stateFileIgnored(String file, String reason) {
                    told.add(file + " " + reason);
                  }

                  @Override
                  public void checkpointMissing(String prefix) {}

                  @Override
                  public void pathAdded(String prefix) {}
                });

    assertEquals(Optional.empty(), folder.getCheckpointState());
    assertEquals(1, told.size());
    assertTrue(told.get(0).contains("nonsense"), told.get(0));
  }

  @Test
  void aFolderWithoutStateFileHasNoState() throws IOException {
    assertEquals(Optional.empty(), CheckpointDirectory.at(temp.toString()).latestCheckpoint());
  }

  @Test
  void aStateFileReplacesTheOneBeforeOnAnyFileSystem() throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      CheckpointDirectory folder = CheckpointDirectory.at("", files::getPath);
      for (String path : List.of("m-1", "m-2")) {
        folder.updateCheckpointState(
            new CheckpointState(path, List.of(), List.of(), OptionalDouble.empty()),
            "checkpoint",
            false);
      }

      assertEquals("m-2", folder.getCheckpointState().orElseThrow().modelCheckpointPath());
    }
  }

  @Test
  void writingLeavesNothingButTheStateFile() throws IOException {
    CheckpointDirectory.at(temp.toString())
        .updateCheckpointState(
            new CheckpointState("m-1", List.of(), List.of(), OptionalDouble.empty()),
            "checkpoint",
            false);

    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(List.of(temp.resolve("checkpoint")), files.toList());
    }
  }
}
