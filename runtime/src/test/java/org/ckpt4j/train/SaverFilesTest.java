package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.options.SaveOption.globalStep;
import static org.ckpt4j.options.SaveOption.writeMetaGraph;
import static org.ckpt4j.options.SaverOption.filename;
import static org.ckpt4j.options.SaverOption.keepCheckpointEveryNHours;
import static org.ckpt4j.options.SaverOption.maxToKeep;
import static org.ckpt4j.options.SaverOption.padStepNumber;
import static org.ckpt4j.options.SaverOption.saveRelativePaths;
import static org.ckpt4j.options.SaverOption.sharded;
import static org.ckpt4j.options.SaverOption.writeVersion;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a saver's files lie, how they are named, and how long they stay. */
class SaverFilesTest {
  private static final String FILE = "tensorflow/python/training/saver_test.py::";
  private static final String ROW = FILE + "SaverTest::";

  @TempDir Path folder;
  private Program program;
  private final TrainApi train = new TrainApi();

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    program = new Program(folder);
  }

  @AfterEach
  void stop() {
    program.close();
  }

  private static Variable initialized(GraphRun run) {
    Variable v = named("v", 10f);
    run.initialize();
    return v;
  }

  @Test
  @Tag(ROW + "testSaveCopyRestoreWithSaveRelativePaths")
  void aFolderThatWasMovedIsStillFoundIfPathsAreRelative() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    try (var run = new GraphRun()) {
      initialized(run);
      new Saver(saveRelativePaths(true)).save(run.session(), first + "/model");
    }
    Path second = Files.move(first, folder.resolve("second"));
    try (var run = new GraphRun()) {
      Variable v = named("v", -1f);
      var saver = new Saver();
      String latest = train.latestCheckpoint(second);

      assertEquals(second + "/model", latest);
      saver.restore(run.session(), latest);
      assertEquals(List.of(10f), run.floats(v));
    }
  }

  @Test
  @Tag(ROW + "testFilenameTensor")
  void thePathToUseWhenNoneIsFedIsInTheGraph() {
    try (var run = new GraphRun()) {
      Variable v = named("v", 1f);
      var saver = new Saver(dict("v", v), filename("somewhere"));

      String name = saver.saverDef().getFilenameTensorName();

      assertEquals("somewhere", run.session().run(run.graph().getTensorByName(name)).stringValue());
    }
  }

  @ParameterizedTest
  @EnumSource(CheckpointFormat.class)
  @Tag(ROW + "testInvalidPath")
  void aPathWithoutACheckpointIsRefused(CheckpointFormat format) {
    try (var run = new GraphRun()) {
      Variable v = named("v", 1f);
      var saver = new Saver(dict("v", v), writeVersion(format));

      var error =
          assertThrows(
              IllegalArgumentException.class, () -> saver.restore(run.session(), "invalid path"));

      assertTrue(error.getMessage().contains("no checkpoint invalid path"), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testSaveWithGlobalStep")
  void stepsAreNumbersOrTensors() {
    try (var run = new GraphRun()) {
      initialized(run);
      var saver = new Saver();

      assertEquals("m-5", saver.save(run.session(), "m", globalStep(5)));
      assertEquals("m-5", saver.save(run.session(), "m", globalStep(TF.constant(5L))));
      assertTrue(train.checkpointExists("m-5"));
    }
  }

  @Test
  @Tag(ROW + "testSaveWithGlobalStepWithPadding")
  void paddedStepsHaveEightDigits() {
    try (var run = new GraphRun()) {
      initialized(run);
      var saver = new Saver(padStepNumber(true));

      assertEquals("m-00000005", saver.save(run.session(), "m", globalStep(5)));
      assertEquals("m-00000005", saver.save(run.session(), "m", globalStep(TF.constant(5L))));
      assertTrue(train.checkpointExists("m-00000005"));
    }
  }

  @Test
  @Tag(ROW + "testSaveToNonexistingPath")
  void oneMissingFolderIsMadeAndMoreOrAPlainFileAreRefused() throws IOException {
    Files.writeString(folder.resolve("plain"), "a file");
    try (var run = new GraphRun()) {
      Variable v = initialized(run);
      var saver = new Saver();

      assertEquals("one/m", saver.save(run.session(), "one/m"));
      v.load(0f, run.session());
      saver.restore(run.session(), "one/m");
      assertEquals(List.of(10f), run.floats(v));
      for (String path : List.of("two/x/m", "plain/m", "plain/x/m")) {
        var error =
            assertThrows(IllegalArgumentException.class, () -> saver.save(run.session(), path));
        assertTrue(
            error.getMessage().contains("folder of %s does not exist".formatted(path)),
            error.getMessage());
      }
    }
  }

  @Test
  @Tag(ROW + "testSaveToURI")
  void filesMayBeNamedByTheirUri() {
    String uri = "file://" + folder + "/m";
    try (var run = new GraphRun()) {
      Variable v = initialized(run);
      var saver = new Saver();

      assertEquals(uri, saver.save(run.session(), uri));
      v.load(0f, run.session());
      saver.restore(run.session(), uri);

      assertEquals(List.of(10f), run.floats(v));
      assertTrue(program.files().contains("m.index"), program.files().toString());
      assertEquals(uri, train.latestCheckpoint("file://" + folder));
    }
  }

  @ParameterizedTest
  @EnumSource(CheckpointFormat.class)
  @Tag(FILE + "SaveRestoreShardedTest::testBasics")
  void shardsAreRestoredAloneOrTogether(CheckpointFormat format) {
    boolean old = format == CheckpointFormat.V1;
    String written = old ? "m-?????-of-00002" : "m";
    try (var run = new GraphRun()) {
      Map<String, Object> variables = onTwoDevices(10, 20);
      run.initialize();
      var saver = new Saver(variables, writeVersion(format), sharded(true));

      assertEquals(written, saver.save(run.session(), "m"));
    }
    assertEquals(
        old
            ? List.of("checkpoint", "m-00000-of-00002", "m-00001-of-00002", "m.meta")
            : List.of(
                "checkpoint",
                "m.data-00000-of-00002",
                "m.data-00001-of-00002",
                "m.index",
                "m.meta"),
        program.files());
    assertEquals(written, train.latestCheckpoint(""));
    if (old) {
      for (int shard = 0; shard < 2; shard++) {
        try (var run = new GraphRun()) {
          String key = "v" + shard;
          Variable v = named(key, -1f);
          var saver = new Saver(dict(key, v), writeVersion(format), sharded(true));
          saver.restore(run.session(), "m-0000%d-of-00002".formatted(shard));
          assertEquals(List.of(10f * (shard + 1)), run.floats(v));
        }
      }
    }
    for (String path : old ? List.of(written, "m-?????-of-?????") : List.of("m")) {
      try (var run = new GraphRun()) {
        Map<String, Object> variables = onTwoDevices(111, 222);
        run.initialize();
        new Saver(variables, writeVersion(format), sharded(true)).restore(run.session(), path);
        assertEquals(List.of(10f), run.floats((Variable) variables.get("v0")));
        assertEquals(List.of(20f), run.floats((Variable) variables.get("v1")));
      }
    }
  }

  private static Map<String, Object> onTwoDevices(float first, float second) {
    Variable v0;
    Variable v1;
    try (var placed = Contexts.current().enterDevice("/cpu:0")) {
      v0 = named("v0", first);
    }
    try (var placed = Contexts.current().enterDevice("/cpu:1")) {
      v1 = named("v1", second);
    }
    return dict("v0", v0, "v1", v1);
  }

  @Test
  @Tag(FILE + "SaveRestoreShardedTest::testSaverDef")
  void theMessageOfAShardedSaverSaysSo() {
    try (var run = new GraphRun()) {
      named("v0", 1f);

      assertTrue(new Saver(sharded(true)).saverDef().getSharded());
      assertFalse(new Saver().saverDef().getSharded());
    }
  }

  private void assertThere(String prefix) {
    assertTrue(train.checkpointExists(prefix), prefix + " in " + program.files());
    assertTrue(program.files().contains(prefix + ".meta"), prefix);
  }

  private void assertGone(String prefix) {
    assertTrue(program.files().stream().noneMatch(file -> file.startsWith(prefix + ".")), prefix);
  }

  @Test
  @Tag(FILE + "MaxToKeepTest::testNonSharded")
  void saversMadeOfAMessageDeleteOnlyWhatTheyKnowOf() {
    try (var run = new GraphRun()) {
      initialized(run);
      var saver = new Saver(maxToKeep(2));
      assertEquals(List.of(), saver.lastCheckpoints());
      save(run, saver, "s1");
      save(run, saver, "s2");
      assertEquals(List.of("s1", "s2"), saver.lastCheckpoints());
      save(run, saver, "s3");
      assertEquals(List.of("s2", "s3"), saver.lastCheckpoints());
      assertGone("s1");
      assertThere("s2");
      assertThere("s3");

      var informed = Saver.fromProto(saver.saverDef());
      informed.setLastCheckpointsWithTime(List.of(Map.entry("s2", 0.0), Map.entry("s3", 0.0)));
      var ignorant = Saver.fromProto(saver.saverDef());

      save(run, saver, "s2");
      assertEquals(List.of("s3", "s2"), saver.lastCheckpoints());
      assertThere("s3");
      save(run, saver, "s1");
      assertEquals(List.of("s2", "s1"), saver.lastCheckpoints());
      assertGone("s3");
      assertThere("s2");
      assertThere("s1");

      save(run, informed, "s2");
      assertEquals(List.of("s3", "s2"), informed.lastCheckpoints());
      assertThere("s1");
      assertThere("s2");
      save(run, informed, "s1");
      assertEquals(List.of("s2", "s1"), informed.lastCheckpoints());
      assertThere("s1");
      assertThere("s2");

      save(run, ignorant, "s3");
      assertEquals(List.of("s3"), ignorant.lastCheckpoints());
      save(run, ignorant, "s4");
      assertThere("s1");
      assertThere("s2");
      save(run, ignorant, "s5");
      assertGone("s3");
      assertThere("s2");
      assertEquals(List.of("s4", "s5"), ignorant.lastCheckpoints());
    }
  }

  private static void save(GraphRun run, Saver saver, String path) {
    assertEquals(path, saver.save(run.session(), path));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  @Tag(FILE + "MaxToKeepTest::testNoMaxToKeep")
  void noLimitKeepsAllAndListsNone(int limit) {
    try (var run = new GraphRun()) {
      initialized(run);
      var saver = new Saver(maxToKeep(limit));
      for (int step = 1; step <= 7; step++) {
        saver.save(run.session(), "m", globalStep(step));
      }

      assertEquals(limit, saver.lastCheckpoints().size());
      assertEquals(limit == 0, train.checkpointExists("m-1"));
      assertTrue(train.checkpointExists("m-7"));
    }
  }

  @Test
  @Tag(FILE + "MaxToKeepTest::testNoMetaGraph")
  void aCheckpointIsCompleteWithoutItsGraph() {
    try (var run = new GraphRun()) {
      Variable v = initialized(run);
      var saver = new Saver();
      saver.save(run.session(), "m", writeMetaGraph(false));
      v.load(0f, run.session());

      saver.restore(run.session(), "m");

      assertEquals(List.of(10f), run.floats(v));
      assertTrue(train.checkpointExists("m"));
      assertFalse(program.files().contains("m.meta"));
    }
  }

  @Test
  @Tag(FILE + "KeepCheckpointEveryNHoursTest::testNonSharded")
  void theFirstCheckpointAfterTheTimeStays() {
    try (var run = new GraphRun()) {
      initialized(run);
      var saver = new Saver(maxToKeep(2), keepCheckpointEveryNHours(0.7 / 3600));
      assertEquals(List.of(), saver.lastCheckpoints());
      program.pass(Duration.ofSeconds(1));
      save(run, saver, "s1");
      save(run, saver, "s2");
      assertEquals(List.of("s1", "s2"), saver.lastCheckpoints());

      save(run, saver, "s3");
      assertEquals(List.of("s2", "s3"), saver.lastCheckpoints());
      assertThere("s1");
      save(run, saver, "s4");
      assertEquals(List.of("s3", "s4"), saver.lastCheckpoints());

      assertThere("s1");
      assertGone("s2");
      assertThere("s3");
      assertThere("s4");
    }
  }

  @ParameterizedTest
  @EnumSource(CheckpointFormat.class)
  @Tag(FILE + "CheckpointReaderTest::testDebugString")
  void aReaderTellsNamesTypesShapesAndValues(CheckpointFormat format) throws IOException {
    Variable v0 = named("v0", new float[][] {{1, 2, 3}, {4, 5, 6}});
    Variable v1 =
        new Variable(
            TF.constant(new float[1][1][1], DType.FLOAT32, Shape.of(1, 1, 1)), TF.name("v1"));
    String path = new Saver(dict("v0", v0, "v1", v1), writeVersion(format)).save(null, "reader");

    try (CheckpointReader reader = train.loadCheckpoint(path)) {
      assertTrue(reader.hasTensor("v0"));
      assertFalse(reader.hasTensor("v3"));
      assertTrue(reader.debugString().contains("v0 (DT_FLOAT) [2,3]"), reader.debugString());
      assertTrue(reader.debugString().contains("v1 (DT_FLOAT) [1,1,1]"), reader.debugString());
      assertEquals(
          Map.of("v0", Shape.of(2, 3), "v1", Shape.of(1, 1, 1)), reader.getVariableToShapeMap());
    }
    assertArrayEquals(
        new Float[] {1f, 2f, 3f, 4f, 5f, 6f},
        Program.floats(train.loadVariable(path, "v0")).toArray(new Float[0]));
    var error = assertThrows(NotFoundError.class, () -> train.loadVariable(path, "v3"));
    assertTrue(error.getMessage().contains("v3"), error.getMessage());
  }

  @Test
  @Tag(FILE + "CheckpointReaderTest::testNonexistentPath")
  void aReaderOfNothingIsNotFound() {
    var error = assertThrows(NotFoundError.class, () -> train.loadCheckpoint("non-existent"));

    assertTrue(error.getMessage().contains("non-existent"), error.getMessage());
  }

  @Test
  @Tag(FILE + "WriteGraphTest::testWriteGraph")
  void aGraphIsWrittenAsText() {
    try (var run = new GraphRun()) {
      named("v0", new float[] {1, 2});

      assertEquals("l1/graph.pbtxt", train.writeGraph(run.graph(), "l1", "graph.pbtxt", true));

      assertTrue(program.text("l1/graph.pbtxt").contains("name: \"v0\""));
      assertEquals(TF.asGraphDef(run.graph()), GraphDefFiles.readGraph("l1/graph.pbtxt"));
    }
  }

  @Test
  @Tag(FILE + "WriteGraphTest::testRecursiveCreate")
  void foldersOfAGraphAreMade() {
    try (var run = new GraphRun()) {
      named("v0", new float[] {1, 2});

      assertEquals(
          "l1/l2/l3/graph.pbtxt", train.writeGraph(run.graph(), "l1/l2/l3", "graph.pbtxt", true));

      assertTrue(program.files().contains("l1/l2/l3/graph.pbtxt"));
    }
  }
}
