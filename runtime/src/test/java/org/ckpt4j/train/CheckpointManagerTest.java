package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.ManagerOption.checkpointInterval;
import static org.ckpt4j.train.ManagerOption.initFunction;
import static org.ckpt4j.train.ManagerOption.keepCheckpointEveryNHours;
import static org.ckpt4j.train.ManagerOption.stepCounter;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointManagerTest {
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
