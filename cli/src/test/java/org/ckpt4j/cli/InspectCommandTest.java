package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InspectCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "smallest/ckpt",
    "small_mixed/ckpt",
    "small_shards/ckpt",
    "saver_sharded_parts/model",
    "checkpoint_object/ckpt",
    "awkward_keys/ckpt",
    "raw_keys/ckpt",
    "v1_small/model",
    "foreign_big_endian/ckpt"
  })
  void listsKeysTypesShapesPlacesAndTotals(String checkpoint) throws IOException {
    Path golden = golden(checkpoint);

    CommandRun run = CommandRun.of("inspect", golden).expect(ExitCode.FINE);

    Snapshots.assertMatches(
        "inspect/" + checkpoint.replace('/', '-') + ".txt", run.outWithout(golden.getParent()));
  }

  @ParameterizedTest
  @CsvSource({"small_mixed/ckpt", "dtypes_vector/ckpt", "variants/ckpt", "v1_small/model"})
  void printsValuesAsNumpyDoes(String checkpoint) throws IOException {
    Path golden = golden(checkpoint);

    CommandRun run = CommandRun.of("inspect", "--values", golden).expect(ExitCode.FINE);

    Snapshots.assertMatches(
        "inspect/values-" + checkpoint.replace('/', '-') + ".txt",
        run.outWithout(golden.getParent()));
  }

  @ParameterizedTest
  @CsvSource({"checkpoint_object/ckpt", "saved_model/variables/variables", "small_mixed/ckpt"})
  void printsTheObjectGraphOrTheScopesAsATree(String checkpoint) throws IOException {
    Path golden = golden(checkpoint);

    CommandRun run = CommandRun.of("inspect", "--graph", golden).expect(ExitCode.FINE);

    Snapshots.assertMatches(
        "inspect/graph-" + checkpoint.replace('/', '-') + ".txt",
        run.outWithout(golden.getParent()));
  }

  @ParameterizedTest
  @CsvSource({
    "small_shards, ckpt",
    "small_shards, ckpt.index",
    "small_shards, ckpt.data-00001-of-00002",
    "small_shards, ''",
    "saver_sharded_parts, ''",
    "saver_sharded_parts, checkpoint",
    "saved_model, ''",
    "saved_model, variables",
    "v1_small, ''",
    "v1_sharded, ''",
    "v1_sharded, model-00001-of-00004",
    "v1_sharded, model-?????-of-00004"
  })
  void understandsPrefixIndexDataFileFolderSavedModelAndV1(String golden, String name) {
    Path path = GoldenFiles.at("golden/format/" + golden).resolve(name);

    CommandRun run = CommandRun.of("inspect", path, "--json").expect(ExitCode.FINE);

    assertTrue(run.json().at("/totals/tensors").asInt() > 0, run.out());
  }

  @Test
  void aFolderOfSeveralCheckpointsWithoutStateFileAsksForOne() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      try (CheckpointWriter writer = CheckpointWriter.create(folder.resolve(name))) {
        writer.add("x", RawTensor.of(DType.UINT8, Shape.of(1), new byte[1]));
        writer.finish();
      }
    }

    CommandRun run = CommandRun.of("inspect", folder).expect(ExitCode.USAGE);

    assertTrue(run.err().contains(folder.resolve("a") + ", " + folder.resolve("b")), run.err());
  }

  @Test
  void dataFilesWithoutIndexAreSaidToBeThat() throws IOException {
    Files.write(folder.resolve("m.data-00000-of-00001"), new byte[4]);

    CommandRun run = CommandRun.of("inspect", folder.resolve("m")).expect(ExitCode.USAGE);

    assertTrue(run.err().contains("no .index"), run.err());
  }

  @Test
  void matchKeepsWhatTheExpressionFinds() {
    CommandRun run =
        CommandRun.of("inspect", golden("small_mixed/ckpt"), "--match", "^a/", "--json");

    JsonNode tensors = run.expect(ExitCode.FINE).json().get("tensors");
    assertEquals(2, tensors.size());
    assertEquals("a/bias", tensors.get(0).get("key").textValue());
  }

  @Test
  void jsonHoldsEveryElementAndThePlaceOfEverySlice() {
    JsonNode json =
        CommandRun.of("inspect", golden("small_mixed/ckpt"), "--json", "--values")
            .expect(ExitCode.FINE)
            .json();

    JsonNode kernel = json.at("/tensors/1");
    assertEquals("a/kernel", kernel.get("key").textValue());
    assertEquals("float32", kernel.get("dtype").textValue());
    assertEquals(3.7632947f, kernel.at("/values/0").floatValue());
    assertEquals(6, kernel.get("values").size());
    assertEquals("coral_10/query_36", json.at("/tensors/4/values/0").textValue());
    JsonNode part = json.at("/tensors/6");
    assertEquals(2, part.get("slices").size());
    assertEquals("2,2:-", part.at("/slices/1/slice").textValue());
    assertEquals(81, part.at("/slices/1/offset").asInt());
  }

  @Test
  void keysThatAreNotUtf8HaveTheirBytesInJson() {
    JsonNode tensors =
        CommandRun.of("inspect", golden("raw_keys/ckpt"), "--json")
            .expect(ExitCode.FINE)
            .json()
            .get("tensors");

    boolean found = false;
    for (JsonNode tensor : tensors) {
      found |= tensor.has("key_hex") && tensor.get("key_hex").textValue().equals("fffefd");
    }
    assertTrue(found, tensors.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--values", "--graph"})
  void noKeyCanSendControlSequencesToTheTerminal(String option) throws IOException {
    String hostile = "\u001b]0;owned\u0007/\u001b[2J\u202e\r\nx/\u009b31m";
    try (CheckpointWriter writer = CheckpointWriter.create(folder.resolve("m"))) {
      writer.add(
          hostile, RawTensor.ofString(hostile.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      writer.finish();
    }

    CommandRun run =
        option.isEmpty()
            ? CommandRun.of("inspect", folder.resolve("m"))
            : CommandRun.of("inspect", folder.resolve("m"), option);

    run.expect(ExitCode.FINE);
    assertFalse(
        run.out().chars().anyMatch(c -> c < 0x20 && c != '\n' || c >= 0x7f && c < 0xa0), run.out());
    assertFalse(run.out().contains("\u202e"));
  }

  @Test
  void aDamagedIndexIsOneClearLineAndExitCodeOne() {
    CommandRun run =
        CommandRun.of("inspect", golden("bad/flip_data_block/ckpt")).expect(ExitCode.FOUND);

    assertTrue(run.err().contains("ckpt.index @ 0"), run.err());
    assertTrue(run.err().contains("ckpt4j verify"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  private static Path golden(String checkpoint) {
    Path path = Path.of("golden/format", checkpoint);
    return GoldenFiles.at(path.getParent().toString()).resolve(path.getFileName());
  }
}
