package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.ManagerOption.checkpointInterval;
import static org.ckpt4j.train.ManagerOption.checkpointName;
import static org.ckpt4j.train.ManagerOption.initFunction;
import static org.ckpt4j.train.ManagerOption.keepCheckpointEveryNHours;
import static org.ckpt4j.train.ManagerOption.stepCounter;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointManagerTest {
  private static final String ROW =
      "tensorflow/python/checkpoint/checkpoint_management_test.py::CheckpointManagerTest::";

  @TempDir Path folder;
  private Program program;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    program = new Program(folder);
  }

  @AfterEach
  void stop() {
    program.close();
  }

  private static Checkpoint checkpoint() {
    return new Checkpoint(kw("v", variable(1f)));
  }

  @Test
  void keepsTheNewest() {
    var manager = new CheckpointManager(checkpoint(), "d", 2);

    for (int i = 0; i < 3; i++) {
      manager.save();
    }

    assertEquals(List.of("d/ckpt-2", "d/ckpt-3"), manager.checkpoints());
    assertEquals("d/ckpt-3", manager.latestCheckpoint());
    assertTrue(program.files().stream().noneMatch(file -> file.contains("ckpt-1")));
    assertEquals(
        """
        model_checkpoint_path: "ckpt-3"
        all_model_checkpoint_paths: "ckpt-2"
        all_model_checkpoint_paths: "ckpt-3"
        all_model_checkpoint_timestamps: 1600000000.0
        all_model_checkpoint_timestamps: 1600000000.0
        last_preserved_timestamp: 1599999999.0
        """,
        program.text("d/checkpoint"));
  }

  @Test
  void preservesOneForEachSoManyHours() {
    var manager = new CheckpointManager(checkpoint(), "d", 1, keepCheckpointEveryNHours(1));

    for (int i = 0; i < 4; i++) {
      program.pass(Duration.ofMinutes(40));
      manager.save();
    }

    assertEquals(List.of("d/ckpt-4"), manager.checkpoints());
    assertTrue(program.files().contains("d/ckpt-2.index"), program.files().toString());
    assertTrue(!program.files().contains("d/ckpt-3.index"), program.files().toString());
  }

  @Test
  void takesOverWhatAnEarlierManagerLeft() {
    new CheckpointManager(checkpoint(), "d", 3).save();
    Variable v = variable(0f);

    var manager = new CheckpointManager(new Checkpoint(kw("v", v)), "d", 3);

    assertEquals(List.of("d/ckpt-1"), manager.checkpoints());
    assertEquals("d/ckpt-1", manager.restoreOrInitialize());
    assertEquals(List.of(1f), floats(v));
    assertEquals("d/ckpt-2", manager.save());
  }

  @Test
  void initializesWhereThereIsNothingToRestore() {
    Variable v = variable(0f);
    var manager =
        new CheckpointManager(
            new Checkpoint(kw("v", v)), "d", null, initFunction(() -> v.assign(7f)));

    assertNull(manager.restoreOrInitialize());

    assertEquals(List.of(7f), floats(v));
  }

  @Test
  void savesOnlyEverySoManySteps() {
    Variable step = variable(0L);
    var manager =
        new CheckpointManager(checkpoint(), "d", null, stepCounter(step), checkpointInterval(2));

    assertEquals("d/ckpt-1", manager.save());
    step.assignAdd(1L);
    assertNull(manager.save());
    assertEquals("d/ckpt-2", manager.save(null, false, CheckpointOptions.defaults()));
    step.assignAdd(2L);
    assertEquals("d/ckpt-3", manager.save());
  }

  @Test
  @Tag(ROW + "testDeletion")
  void theFirstOfFourIsDeletedWhereThreeAreKept() {
    var manager = new CheckpointManager(checkpoint(), "d", 3);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      paths.add(manager.save());
    }

    assertEquals(
        List.of(false, true, true, true), paths.stream().map(CheckpointFiles::exists).toList());
  }

  @Test
  @Tag(ROW + "testKeepAll")
  void aManagerThatKeepsFewerDeletesOnlyWhenItSaves() {
    Checkpoint checkpoint = checkpoint();
    var all = new CheckpointManager(checkpoint, "d", null);
    List<String> paths = new ArrayList<>(List.of(all.save(), all.save(), all.save()));
    assertEquals(paths, all.checkpoints());

    var again = new CheckpointManager(checkpoint, "d", null);
    paths.add(again.save());
    assertEquals(paths, again.checkpoints());

    var three = new CheckpointManager(checkpoint, "d", 3);
    assertEquals(paths, three.checkpoints());
    paths.add(three.save());
    assertEquals(paths.subList(2, 5), three.checkpoints());
    assertEquals(
        List.of(false, false, true, true, true),
        paths.stream().map(CheckpointFiles::exists).toList());
  }

  private double preserved() {
    return CheckpointFolders.getCheckpointState("d", "checkpoint")
        .lastPreservedTimestamp()
        .orElseThrow();
  }

  @Test
  @Tag(ROW + "testSaveRestoreState")
  void timesAreCarriedOnByLaterManagers() {
    double begin = KeptCheckpoints.now();
    Checkpoint checkpoint = checkpoint();
    var first = new CheckpointManager(checkpoint, "d", null);
    String one = after(Duration.ofMinutes(96), first);
    String two = after(Duration.ofHours(1), first);
    List<Double> times =
        CheckpointFolders.getCheckpointState("d", "checkpoint").allModelCheckpointTimestamps();
    assertEquals(List.of(begin + 5760, begin + 9360), times);
    assertEquals(begin - 1, preserved());

    var second = new CheckpointManager(checkpoint, "d", 2, keepCheckpointEveryNHours(1.5));
    assertEquals(List.of(one, two), second.checkpoints());
    String three = after(Duration.ofMinutes(12), second);
    assertEquals(begin + 5760, preserved());
    String four = after(Duration.ofMinutes(24), second);
    double timeOfFour = KeptCheckpoints.now();
    String five = after(Duration.ofMinutes(1), second);
    assertEquals(List.of(four, five), second.checkpoints());
    assertEquals(begin + 5760, preserved());
    assertEquals(List.of(one, four, five), thoseThere(one, two, three, four, five));

    var third = new CheckpointManager(checkpoint, "d", 2, keepCheckpointEveryNHours(1.5));
    assertEquals(List.of(four, five), third.checkpoints());
    String six = after(Duration.ofMinutes(1), third);
    assertEquals(List.of(five, six), third.checkpoints());
    assertEquals(timeOfFour, preserved());
    assertEquals(List.of(one, four, five, six), thoseThere(one, two, three, four, five, six));
  }

  private String after(Duration time, CheckpointManager manager) {
    program.pass(time);
    return Objects.requireNonNull(manager.save());
  }

  private static List<String> thoseThere(String... paths) {
    return Stream.of(paths).filter(CheckpointFiles::exists).toList();
  }

  @Test
  @Tag(ROW + "testContinueFromUnmanaged")
  void whatWasSavedWithoutAManagerIsRestoredAndLeftAlone() {
    Checkpoint unmanaged = checkpoint();
    unmanaged.save("d/ckpt");
    unmanaged.save("d/ckpt");
    Checkpoint checkpoint = checkpoint();
    var manager = new CheckpointManager(checkpoint, "d", 2);
    checkpoint.restore(manager.latestCheckpoint()).assertConsumed();
    assertEquals(2L, EagerTensor.of(checkpoint.saveCounter().numpy()).longValue());

    assertEquals("d/ckpt-3", manager.save());
    assertEquals(List.of("d/ckpt-3"), manager.checkpoints());
    manager.save();
    manager.save();

    assertEquals(List.of("d/ckpt-4", "d/ckpt-5"), manager.checkpoints());
    assertTrue(CheckpointFiles.exists("d/ckpt-1"));
    assertTrue(CheckpointFiles.exists("d/ckpt-2"));
    assertFalse(CheckpointFiles.exists("d/ckpt-3"));
  }

  @Test
  @Tag(ROW + "testRestoreOrInitialize")
  void thereIsSomethingToRestoreOnceItWasSaved() {
    Variable v = variable(0f);
    var manager =
        new CheckpointManager(new Checkpoint(kw("v", v)), "d", 2, initFunction(() -> v.assign(7f)));

    assertNull(manager.restoreOrInitialize());
    assertEquals(List.of(7f), floats(v));
    String saved = manager.save();
    v.assign(0f);

    assertEquals(saved, manager.restoreOrInitialize());
    assertEquals(List.of(7f), floats(v));
  }

  @Test
  @Tag(ROW + "testCheckpointManagerFSpathDirectory")
  void theFolderMayBeAPathObject() {
    var manager = new CheckpointManager(checkpoint(), Path.of("d"), 2, checkpointName("ckpt_name"));

    assertEquals("d/ckpt_name-1", manager.save());
    assertEquals("d/ckpt_name-1", manager.restoreOrInitialize());
  }

  @Test
  @Tag(ROW + "testCheckpointInterval")
  void savesOnlyEverySoManyStepsUnlessForced() {
    Variable step = variable(0L);
    var manager =
        new CheckpointManager(checkpoint(), "d", null, stepCounter(step), checkpointInterval(2));

    assertEquals("d/ckpt-1", manager.save(null, true, CheckpointOptions.defaults()));
    step.assignAdd(1L);
    assertNull(manager.save(null, true, CheckpointOptions.defaults()));
    assertEquals("d/ckpt-2", manager.save(null, false, CheckpointOptions.defaults()));
    assertNull(manager.save(null, false, CheckpointOptions.defaults()));
    step.assignAdd(2L);
    assertEquals("d/ckpt-3", manager.save(null, true, CheckpointOptions.defaults()));
  }

  @Test
  @Tag(ROW + "testCheckpointIntervalWithLastCheckpointStep")
  void theStepOfTheLastCheckpointCounts() {
    Variable step = variable(1L);
    var manager =
        new CheckpointManager(checkpoint(), "d", null, stepCounter(step), checkpointInterval(2));
    manager.save();

    assertNull(manager.save());
    step.assignAdd(1L);
    assertNull(manager.save());
    step.assignAdd(1L);
    assertEquals("d/ckpt-2", manager.save());
  }

  @Test
  @Tag(ROW + "testCheckpointIntervalWithRestore")
  void theStepOfARestoredCheckpointCounts() {
    Variable step = variable(0L);
    var saved =
        new CheckpointManager(
            new Checkpoint(kw("step", step)), "d", null, stepCounter(step), checkpointInterval(2));
    step.assign(5L);
    assertEquals("d/ckpt-1", saved.save());
    Variable restored = variable(0L);
    var manager =
        new CheckpointManager(
            new Checkpoint(kw("step", restored)),
            "d",
            null,
            stepCounter(restored),
            checkpointInterval(2));

    assertEquals("d/ckpt-1", manager.restoreOrInitialize());
    assertNull(manager.save());
    restored.assignAdd(2L);
    assertEquals("d/ckpt-2", manager.save());
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new CheckpointManager(checkpoint(), "d", 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckpointManager(checkpoint(), "d", 1, checkpointInterval(2)));
  }

  @Test
  void worksInAGraph() {
    Graph graph = new Graph();
    try (var building = graph.asDefault();
        Session session = new Session(graph);
        var entered = session.asDefault()) {
      Variable v = variable(1f);
      session.run(List.of(v.initializer()));
      var manager = new CheckpointManager(new Checkpoint(kw("v", v)), "g", 1);

      assertEquals("g/ckpt-1", manager.save());
      assertEquals("g/ckpt-2", manager.save());

      assertEquals(List.of("g/ckpt-2"), manager.checkpoints());
    }
  }
}
