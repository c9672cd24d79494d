package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.testkit.GoldenFiles;
import org.ckpt4j.testkit.HexDiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CopyCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "small_mixed, ckpt",
    "small_shards, ckpt",
    "saver_partitioned, model",
    "saver_sharded_parts, model",
    "foreign_aligned, ckpt",
    "foreign_big_endian, ckpt",
    "raw_keys, ckpt",
    "v1_small, model",
    "v1_sharded, model-?????-of-00004"
  })
  void aPlainCopyHasTheSameBytes(String golden, String name) throws IOException {
    Path source = GoldenFiles.at("golden/format/" + golden);

    CommandRun.of("copy", source.resolve(name), folder.resolve("copied")).expect(ExitCode.FINE);

    String start = name.replace("-?????-of-00004", "");
    int compared = 0;
    for (Path file : list(source)) {
      String end = file.getFileName().toString();
      if (end.startsWith(start) && !end.endsWith(".meta")) {
        HexDiff.assertSameFile(file, folder.resolve("copied" + end.substring(start.length())));
        compared++;
      }
    }
    assertEquals(compared, list(folder).size(), "every file of the copy was compared");
  }

  @ParameterizedTest
  @ValueSource(strings = {"small_mixed/ckpt", "small_shards/ckpt", "saver_sharded_parts/model"})
  void writingValuesAgainInTheSameShardsGivesTheSameBytes(String golden) throws IOException {
    Path source = golden(golden);
    Path once = folder.resolve("v");

    // A rename there and back in two copies: first by links, then the values are written again.
    CommandRun.of("copy", source, once, "--rename", "^=zz/", "--drop", "^no such key$")
        .expect(ExitCode.FINE);
    CommandRun.of("copy", once, folder.resolve("w"), "--rename", "^zz/=", "--format", "v1")
        .expect(ExitCode.FINE);

    assertEquals(
        0, CommandRun.of("diff", source, folder.resolve("w")).code(), "the same tensors as V1");
  }

  @Test
  void aRenameOnlyCopyIsANewIndexOverLinkedData() throws IOException {
    GoldenFiles.copyTo("golden/format/saver_partitioned", folder.resolve("a"));

    JsonNode json =
        CommandRun.of(
                "copy",
                folder.resolve("a/model"),
                folder.resolve("b/model"),
                "--rename",
                "^([a-z]+)_(\\d+)/=x$2/$1/",
                "--json")
            .expect(ExitCode.FINE)
            .json();

    assertTrue(json.get("renamed").asInt() > 0, json.toString());
    Path data = folder.resolve("b/model.data-00000-of-00001");
    HexDiff.assertSameFile(folder.resolve("a/model.data-00000-of-00001"), data);
    if (json.get("way").textValue().equals("linked")) {
      assertEquals(2, Files.getAttribute(data, "unix:nlink"));
    }
    CommandRun.of("verify", folder.resolve("b/model")).expect(ExitCode.FINE);
    CommandRun diff =
        CommandRun.of("diff", folder.resolve("a/model"), folder.resolve("b/model"), "--json");
    assertEquals(
        json.get("renamed").asInt(), diff.expect(ExitCode.FOUND).json().get("renamed").size());
  }

  @Test
  void renamesApplyInOrderAndOnlyAndDropChoose() throws IOException {
    CommandRun.of(
            "copy",
            golden("small_mixed/ckpt"),
            folder.resolve("m"),
            "--only",
            "^a/",
            "--only",
            "count",
            "--drop",
            "bias",
            "--rename",
            "^a/=b/",
            "--rename",
            "^b/=c/")
        .expect(ExitCode.FINE);

    assertEquals(List.of("c/kernel", "count"), keys(folder.resolve("m")));
    CommandRun.of("verify", folder.resolve("m")).expect(ExitCode.FINE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 50})
  void shardsAreFilledAndNeverEmpty(int shards) throws IOException {
    Path source = golden("small_mixed/ckpt");
    Path copy = folder.resolve("m");

    CommandRun.of("copy", source, copy, "--shards", shards).expect(ExitCode.FINE);

    CommandRun.of("verify", copy).expect(ExitCode.FINE);
    CommandRun.of("diff", source, copy).expect(ExitCode.FINE);
    try (CheckpointReader reader = CheckpointReader.open(copy)) {
      assertEquals(Math.min(shards, 8), reader.numShards()); // six tensors and two slices
    }
  }

  @Test
  void formatsChangeBothWaysWithoutLoss() throws IOException {
    Path source = golden("small_mixed/ckpt");

    CommandRun.of("copy", source, folder.resolve("one"), "--format", "v1").expect(ExitCode.FINE);
    CommandRun.of("copy", folder.resolve("one"), folder.resolve("two"), "--format", "V2")
        .expect(ExitCode.FINE);

    CommandRun.of("diff", source, folder.resolve("one")).expect(ExitCode.FINE);
    CommandRun.of("diff", source, folder.resolve("two")).expect(ExitCode.FINE);
    assertEquals(
        "V1",
        CommandRun.of("inspect", folder.resolve("one"), "--json").json().get("format").textValue());
  }

  @Test
  void theObjectGraphFollowsRenamedKeysAndForgetsDroppedOnes() throws IOException {
    Path copy = folder.resolve("o");

    CommandRun run =
        CommandRun.of(
            "copy",
            golden("checkpoint_object/ckpt"),
            copy,
            "--rename",
            "^variables/=vars/",
            "--drop",
            "^nested/");

    run.expect(ExitCode.FINE);
    assertTrue(run.err().contains("object graph rewritten: 4 values"), run.err());
    assertTrue(run.err().contains("2 values are gone"), run.err());
    try (CheckpointReader reader = CheckpointReader.open(copy)) {
      TreeSet<String> named = new TreeSet<>();
      byte[] message = reader.getTensor(ObjectGraph.KEY).elements().get(0).toByteArray();
      for (ObjectNode node : ObjectGraph.read(message, "o").nodes()) {
        for (SavedAttribute attribute : node.attributes()) {
          named.add(attribute.checkpointKey());
        }
      }
      TreeSet<String> stored = new TreeSet<>(keys(copy));
      stored.remove(ObjectGraph.KEY);
      assertEquals(stored, named);
    }
    CommandRun.of("verify", copy).expect(ExitCode.FINE);
  }

  @Test
  void aRenameThatTensorFlowCouldNotLoadIsRefusedWithTheWayOut() {
    CommandRun run =
        CommandRun.of(
            "copy",
            golden("checkpoint_object/ckpt"),
            folder.resolve("o"),
            "--rename",
            "/.ATTRIBUTES/VARIABLE_VALUE$=");

    run.expect(ExitCode.USAGE);
    assertTrue(run.err().contains("--drop _CHECKPOINTABLE_OBJECT_GRAPH"), run.err());
    CommandRun.of(
            "copy",
            golden("checkpoint_object/ckpt"),
            folder.resolve("o"),
            "--rename",
            "/.ATTRIBUTES/VARIABLE_VALUE$=",
            "--drop",
            "_CHECKPOINTABLE_OBJECT_GRAPH")
        .expect(ExitCode.FINE);
  }

  @Test
  void twoTensorsOfOneNameAreRefusedBeforeAnythingIsWritten() throws IOException {
    CommandRun run =
        CommandRun.of(
            "copy", golden("small_mixed/ckpt"), folder.resolve("m"), "--rename", "^a/.*=x");

    run.expect(ExitCode.USAGE);
    assertTrue(run.err().contains("a/bias") && run.err().contains("a/kernel"), run.err());
    assertEquals(List.of(), list(folder));
  }

  @Test
  void anExistingCheckpointIsReplacedOnlyByForceAndThenWholly() throws IOException {
    Path target = folder.resolve("m");
    CommandRun.of("copy", golden("saver_sharded_parts/model"), target).expect(ExitCode.FINE);

    CommandRun refused = CommandRun.of("copy", golden("small_mixed/ckpt"), target);
    refused.expect(ExitCode.USAGE);
    assertTrue(refused.err().contains("--force"), refused.err());
    CommandRun.of("copy", golden("small_mixed/ckpt"), target, "--force").expect(ExitCode.FINE);

    CommandRun.of("verify", folder).expect(ExitCode.FINE);
    assertEquals(2, list(folder).size(), "old data files are gone");
  }

  @Test
  void aCopyOntoItselfIsRefused() throws IOException {
    GoldenFiles.copyTo("golden/format/smallest", folder);
    byte[] before = Files.readAllBytes(folder.resolve("ckpt.index"));

    CommandRun.of("copy", folder.resolve("ckpt"), folder.resolve("./ckpt"), "--force")
        .expect(ExitCode.USAGE);

    assertArrayEquals(before, Files.readAllBytes(folder.resolve("ckpt.index")));
  }

  @Test
  void aDamagedValueStopsAPlainCopyAndLeavesNothing() throws IOException {
    CommandRun run = CommandRun.of("copy", golden("bad/data_flip_float/ckpt"), folder.resolve("m"));

    run.expect(ExitCode.FOUND);
    assertTrue(run.err().contains("a/bias"), run.err());
    assertEquals(List.of(), list(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no equals sign", "([=x", "a=$7"})
  void aBadRenameIsAUsageError(String rename) {
    CommandRun run =
        CommandRun.of("copy", golden("small_mixed/ckpt"), folder.resolve("m"), "--rename", rename);

    run.expect(ExitCode.USAGE);
    assertFalse(run.err().contains("internal"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  private static List<String> keys(Path checkpoint) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(checkpoint)) {
      return reader.entries().stream().map(TensorEntry::key).map(Object::toString).toList();
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Path golden(String checkpoint) {
    Path path = Path.of("golden/format", checkpoint);
    return GoldenFiles.at(path.getParent().toString()).resolve(path.getFileName());
  }
}
