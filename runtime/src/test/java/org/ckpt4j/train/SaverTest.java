package org.ckpt4j.train;

import static org.ckpt4j.options.SaveOption.globalStep;
import static org.ckpt4j.options.SaveOption.latestFilename;
import static org.ckpt4j.options.SaveOption.writeMetaGraph;
import static org.ckpt4j.options.SaverOption.keepCheckpointEveryNHours;
import static org.ckpt4j.options.SaverOption.maxToKeep;
import static org.ckpt4j.options.SaverOption.padStepNumber;
import static org.ckpt4j.options.SaverOption.reshape;
import static org.ckpt4j.options.SaverOption.saveRelativePaths;
import static org.ckpt4j.options.SaverOption.sharded;
import static org.ckpt4j.options.SaverOption.writeVersion;
import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.SaverOption;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaverTest {
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

  private static float[] vector(float... values) {
    return values;
  }

  /** A graph with its session open, and one variable {@code w} with a value. */
  private static final class InGraph implements AutoCloseable {
    private final AutoCloseable building;
    private final AutoCloseable entered;
    final Session session;
    final Variable w;

    @SuppressWarnings("MustBeClosedChecker")
    InGraph(float... value) {
      Graph graph = new Graph();
      building = graph.asDefault();
      session = new Session(graph);
      entered = session.asDefault();
      w = named("w", value);
      session.run(List.of(w.initializer()));
    }

    @Override
    public void close() {
      try {
        entered.close();
        session.close();
        building.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void theGraphIsWrittenBesideTheValuesUnlessItIsDeclined() {
    try (var in = new InGraph(1)) {
      var saver = new Saver();

      saver.save(in.session, "m");
      saver.save(in.session, "n", writeMetaGraph(false));

      assertTrue(program.files().contains("m.meta"));
      assertFalse(program.files().contains("n.meta"));
    }
  }

  @Nested
  class Rotation {
    @Test
    void keepsTheNewestAndDeletesTheOthers() {
      try (var in = new InGraph(1)) {
        var saver = new Saver(maxToKeep(2));

        for (int step = 1; step <= 3; step++) {
          saver.save(in.session, "m", globalStep(step));
        }

        assertEquals(List.of("m-2", "m-3"), saver.lastCheckpoints());
        assertEquals(
            List.of(
                "checkpoint",
                "m-2.data-00000-of-00001",
                "m-2.index",
                "m-2.meta",
                "m-3.data-00000-of-00001",
                "m-3.index",
                "m-3.meta"),
            program.files());
        assertEquals("m-3", train.latestCheckpoint(""));
      }
    }

    @Test
    void savingAStepAgainMovesItToTheEnd() {
      try (var in = new InGraph(1)) {
        var saver = new Saver(maxToKeep(2));

        for (int step : new int[] {1, 2, 1}) {
          saver.save(in.session, "m", globalStep(step));
        }

        assertEquals(List.of("m-2", "m-1"), saver.lastCheckpoints());
      }
    }

    @Test
    void keepsOneForEachSoManyHours() {
      try (var in = new InGraph(1)) {
        var saver = new Saver(maxToKeep(1), keepCheckpointEveryNHours(1));

        for (int step = 1; step <= 4; step++) {
          program.pass(Duration.ofMinutes(40));
          saver.save(in.session, "m", globalStep(step));
        }

        assertTrue(program.files().contains("m-2.index"), program.files().toString());
        assertTrue(!program.files().contains("m-1.index"), program.files().toString());
      }
    }

    @Test
    void keepingAllListsOnlyTheNewest() {
      try (var in = new InGraph(1)) {
        var saver = new Saver(maxToKeep(0));

        saver.save(in.session, "m", globalStep(1));
        saver.save(in.session, "m", globalStep(2));

        assertEquals(List.of(), saver.lastCheckpoints());
        assertEquals(
            "model_checkpoint_path: \"m-2\"\nall_model_checkpoint_paths: \"m-2\"\n",
            program.text("checkpoint"));
      }
    }

    @Test
    void recoversFromTheFilesThatAreThere() {
      try (var in = new InGraph(1)) {
        new Saver().save(in.session, "m", globalStep(1));
        var saver = new Saver();

        saver.recoverLastCheckpoints(List.of("m-0", "m-1"));

        assertEquals(List.of("m-1"), saver.lastCheckpoints());
      }
    }
  }

  @Nested
  class Paths {
    @Test
    void stepNumbersMayBePadded() {
      try (var in = new InGraph(1)) {
        assertEquals(
            "m-00000007", new Saver(padStepNumber(true)).save(in.session, "m", globalStep(7)));
      }
    }

    @Test
    void aVariableMayCountTheSteps() {
      try (var in = new InGraph(1)) {
        Variable step = named("step", 12L);
        in.session.run(List.of(step.initializer()));

        assertEquals("m-12", new Saver().save(in.session, "m", globalStep(step)));
      }
    }

    @Test
    void theStateFileMustNotBeTheCheckpoint() {
      try (var in = new InGraph(1)) {
        var saver = new Saver();

        assertThrows(
            IllegalArgumentException.class, () -> saver.save(in.session, "a", latestFilename("a")));
        assertThrows(
            IllegalArgumentException.class,
            () -> saver.save(in.session, "a", latestFilename("b/c")));
      }
    }

    @Test
    void theFolderMustBeThere() {
      try (var in = new InGraph(1)) {
        assertThrows(
            IllegalArgumentException.class, () -> new Saver().save(in.session, "no/such/m"));
      }
    }

    @Test
    void relativePathsAreWrittenOnRequest() throws IOException {
      try (var in = new InGraph(1)) {
        String absolute = folder.resolve("d").toString();
        Files.createDirectory(folder.resolve("d"));

        new Saver(saveRelativePaths(true)).save(in.session, absolute + "/m");

        assertEquals(
            "model_checkpoint_path: \"m\"\nall_model_checkpoint_paths: \"m\"\n",
            program.text("d/checkpoint"));
      }
    }
  }

  @Nested
  class Restoring {
    @Test
    void givesValuesToVariablesThatHadNone() {
      try (var in = new InGraph(1, 2)) {
        new Saver().save(in.session, "m");
      }
      try (var building = new Graph().asDefault();
          Session session = new Session()) {
        Variable w = named("w", vector(0, 0));
        var saver = new Saver();

        saver.restore(session, "m");

        assertEquals(List.of(1f, 2f), floats(session.run(w).raw()));
        assertEquals(List.of("restoring_parameters"), program.kinds());
      }
    }

    @Test
    void worksEagerlyWithOtherNames() {
      new Saver(List.of(named("a", vector(1)))).save(null, "m");
      Variable b = named("b", vector(0));

      new Saver(Map.of("a", b)).restore(null, "m");

      assertEquals(List.of(1f), floats(b));
    }

    @Test
    void missingNamesAreNotFound() {
      new Saver(List.of(named("a", vector(1)))).save(null, "m");

      var saver = new Saver(List.of(named("b", vector(0))));

      assertThrows(NotFoundError.class, () -> saver.restore(null, "m"));
    }

    @Test
    void otherShapesNeedReshape() {
      new Saver(List.of(named("a", new float[][] {{1, 2}, {3, 4}}))).save(null, "m");
      Variable flat = named("a", vector(0, 0, 0, 0));

      assertThrows(
          IllegalArgumentException.class, () -> new Saver(List.of(flat)).restore(null, "m"));
      new Saver(List.of(flat), reshape(true)).restore(null, "m");

      assertEquals(List.of(1f, 2f, 3f, 4f), floats(flat));
    }

    @Test
    void otherTypesAreRefused() {
      new Saver(List.of(named("a", vector(1)))).save(null, "m");

      var saver = new Saver(List.of(named("a", new int[] {0})));

      assertThrows(InvalidArgumentError.class, () -> saver.restore(null, "m"));
    }

    @Test
    void objectBasedFilesAreReadByFullNames() {
      new Checkpoint(kw("x", named("a", vector(3)))).write("ck");
      Variable a = named("a", vector(0));
      var saver = new Saver(List.of(a));
      program.kinds();

      saver.restore(null, "ck");

      assertEquals(List.of(3f), floats(a));
      assertTrue(program.kinds().contains("object_based_ckpt_in_name_based_saver"));
    }

    @Test
    void whatIsNotThereIsRefused() {
      var saver = new Saver(List.of(named("a", vector(1))));

      assertThrows(IllegalArgumentException.class, () -> saver.restore(null, "none"));
      assertThrows(IllegalArgumentException.class, () -> saver.restore(null, null));
    }
  }

  @Nested
  class Making {
    @Test
    void needsVariablesInEagerMode() {
      assertThrows(IllegalStateException.class, Saver::new);
      assertEquals(List.of("saver_in_eager_deprecated"), program.kinds());
    }

    @Test
    void needsVariablesInAGraphUnlessItMayBeEmpty() {
      try (var building = new Graph().asDefault();
          Session session = new Session()) {
        assertThrows(IllegalArgumentException.class, Saver::new);
        assertNull(new Saver(SaverOption.allowEmpty(true)).save(session, "m"));
      }
    }

    @Test
    void refusesOneVariableUnderTwoNames() {
      Variable a = named("a", vector(1));
      Map<String, Object> twice = new LinkedHashMap<>();
      twice.put("x", a);
      twice.put("y", a);

      assertThrows(IllegalArgumentException.class, () -> new Saver(twice).save(null, "m"));
    }

    @Test
    void refusesTwoVariablesOfOneName() {
      var saver = new Saver(List.of(named("a", vector(1)), named("a", vector(2))));

      assertThrows(IllegalArgumentException.class, () -> saver.save(null, "m"));
    }

    @Test
    void refusesWhatIsNoVariable() {
      var saver = new Saver(List.of(5));

      assertThrows(TypeError.class, () -> saver.save(null, "m"));
    }

    @Test
    void savingBeforeInitialisationIsAFailedPrecondition() throws IOException {
      Files.createDirectory(folder.resolve("d"));
      try (var building = new Graph().asDefault();
          Session session = new Session()) {
        named("w", vector(1));
        var saver = new Saver();

        assertThrows(FailedPreconditionError.class, () -> saver.save(session, "d/m"));
      }
    }

    @Test
    void addsTheOperationsThatTensorFlowAdds() {
      try (var in = new InGraph(1)) {
        new Saver();

        assertEquals(
            List.of(
                "save/filename/input Const",
                "save/filename PlaceholderWithDefault",
                "save/Const PlaceholderWithDefault",
                "save/SaveV2/tensor_names Const",
                "save/SaveV2/shape_and_slices Const",
                "save/SaveV2 SaveV2",
                "save/control_dependency Identity",
                "save/RestoreV2/tensor_names Const",
                "save/RestoreV2/shape_and_slices Const",
                "save/RestoreV2 RestoreV2",
                "save/Identity Identity",
                "save/AssignVariableOp AssignVariableOp",
                "save/restore_all NoOp"),
            operations(in.session.graph(), "save/"));
      }
    }

    @Test
    void shardedSaversAddTheMerge() {
      try (var in = new InGraph(1)) {
        new Saver(sharded(true));

        assertEquals(
            List.of(
                "save/filename/input Const",
                "save/filename PlaceholderWithDefault",
                "save/Const PlaceholderWithDefault",
                "save/StaticRegexFullMatch StaticRegexFullMatch",
                "save/Const_1 Const",
                "save/Const_2 Const",
                "save/Select Select",
                "save/StringJoin StringJoin",
                "save/num_shards Const",
                "save/ShardedFilename/shard Const",
                "save/ShardedFilename ShardedFilename",
                "save/SaveV2/tensor_names Const",
                "save/SaveV2/shape_and_slices Const",
                "save/SaveV2 SaveV2",
                "save/control_dependency Identity",
                "save/MergeV2Checkpoints/checkpoint_prefixes Pack",
                "save/MergeV2Checkpoints MergeV2Checkpoints",
                "save/Identity Identity",
                "save/RestoreV2/tensor_names Const",
                "save/RestoreV2/shape_and_slices Const",
                "save/RestoreV2 RestoreV2",
                "save/Identity_1 Identity",
                "save/AssignVariableOp AssignVariableOp",
                "save/restore_shard NoOp",
                "save/restore_all NoOp"),
            operations(in.session.graph(), "save/"));
      }
    }

    private List<String> operations(Graph graph, String prefix) {
      return graph.getOperations().stream()
          .filter(op -> op.name().startsWith(prefix))
          .map(op -> op.name() + " " + op.type())
          .toList();
    }
  }

  @Test
  void shardsHaveOneFileForEachDeviceAndReadBack() throws IOException {
    try (var in = new InGraph(1)) {
      Variable other;
      try (var placed = Contexts.current().enterDevice("/cpu:1")) {
        other = named("other", vector(2));
      }
      in.session.run(List.of(other.initializer()));

      assertEquals("m", new Saver(sharded(true)).save(in.session, "m"));

      assertEquals(
          List.of(
              "checkpoint", "m.data-00000-of-00002", "m.data-00001-of-00002", "m.index", "m.meta"),
          program.files());
      assertEquals(List.of(2f), floats(train.loadVariable("m", "other")));
    }
  }

  @Test
  void v1FilesAreNamedAsThePathAndReadBack() {
    new Saver(List.of(named("w", vector(1, 2))), writeVersion(CheckpointFormat.V1))
        .save(null, "old");
    assertEquals(6, program.kinds().stream().filter(k -> k.startsWith("v1_format")).count());
    Variable w = named("w", vector(0, 0));

    new Saver(List.of(w)).restore(null, "old");

    assertEquals(List.of(1f, 2f), floats(w));
    assertEquals(List.of("checkpoint", "old"), program.files());
  }

  @Test
  void shardedV1FilesAreFoundByTheirPattern() {
    try (var in = new InGraph(1, 2)) {
      var saver = new Saver(sharded(true), writeVersion(CheckpointFormat.V1));

      String written = saver.save(in.session, "old");
      in.session.run(List.of(in.w.initializer()));
      saver.restore(in.session, written);

      assertEquals("old-?????-of-00001", written);
      assertEquals(List.of("checkpoint", "old-00000-of-00001", "old.meta"), program.files());
      assertEquals(written, train.latestCheckpoint(""));
      train.removeCheckpoint(written, CheckpointFormat.V1, "meta");
      assertEquals(List.of("checkpoint"), program.files());
    }
  }

  @Test
  void sameValuesGiveSameBytesInBothModes() throws IOException {
    new Saver(List.of(named("w", vector(1, 2)))).save(null, "eager");
    try (var in = new InGraph(1, 2)) {
      new Saver().save(in.session, "graph");
    }

    for (String suffix : List.of(".index", ".data-00000-of-00001")) {
      assertArrayEquals(
          Files.readAllBytes(program.path("eager" + suffix)),
          Files.readAllBytes(program.path("graph" + suffix)));
    }
  }
}
