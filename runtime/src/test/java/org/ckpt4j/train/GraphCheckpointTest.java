package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints do in a graph: nothing changes before a session runs it. */
class GraphCheckpointTest {
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

  private static void inGraph(Consumer<Session> body) {
    Graph graph = new Graph();
    try (var building = graph.asDefault();
        Session session = new Session(graph);
        var entered = session.asDefault()) {
      body.accept(session);
    }
  }

  private static List<Float> valueOf(Session session, Variable variable) {
    return floats(session.run(variable).raw());
  }

  private String eagerFile() {
    return new Checkpoint(kw("v", variable(new float[] {1, 2}))).save("ck");
  }

  @Test
  void savesThroughTheDefaultSessionAndCountsUp() {
    inGraph(
        session -> {
          Variable v = variable(new float[] {3, 4});
          session.run(List.of(v.initializer()));
          var checkpoint = new Checkpoint(kw("v", v));

          assertEquals("g-1", checkpoint.save("g"));
          assertEquals("g-2", checkpoint.save("g"));
        });
    Variable v = variable(new float[] {0, 0});

    new Checkpoint(kw("v", v)).restore("g-2").assertConsumed();

    assertEquals(List.of(3f, 4f), floats(v));
  }

  @Test
  void savingNeedsASession() {
    try (var building = new Graph().asDefault()) {
      var checkpoint = new Checkpoint(kw("v", variable(1f)));

      assertThrows(IllegalStateException.class, () -> checkpoint.save("g"));
      assertThrows(IllegalStateException.class, () -> checkpoint.write("g"));
    }
  }

  @Test
  void restoringChangesNothingBeforeItIsRun() {
    String path = eagerFile();
    inGraph(
        session -> {
          Variable v = variable(new float[] {0, 0});
          session.run(List.of(v.initializer()));

          var status = new Checkpoint(kw("v", v)).restore(path).assertConsumed();

          assertEquals(List.of(0f, 0f), valueOf(session, v));
          status.runRestoreOps();
          assertEquals(List.of(1f, 2f), valueOf(session, v));
        });
  }

  @Test
  void initializeOrRestoreInitializesWhatTheFileLacks() {
    String path = eagerFile();
    inGraph(
        session -> {
          Variable v = variable(new float[] {0, 0});
          Variable extra = variable(new float[] {7});
          var status = new Checkpoint(kw("v", v), kw("extra", extra)).restore(path);
          assertThrows(CheckpointMismatchError.class, status::assertConsumed);
          assertThrows(FailedPreconditionError.class, () -> session.run(v));

          status.initializeOrRestore();

          assertEquals(List.of(1f, 2f), valueOf(session, v));
          assertEquals(List.of(7f), valueOf(session, extra));
        });
  }

  @Test
  void aVariableThatComesLaterJoinsTheRestoreOps() {
    String path = eagerFile();
    inGraph(
        session -> {
          var checkpoint = new Checkpoint();
          var status = checkpoint.restore(path);
          Variable v = variable(new float[] {0, 0});
          checkpoint.set("v", v);

          status.assertConsumed().runRestoreOps();

          assertEquals(List.of(1f, 2f), valueOf(session, v));
        });
  }

  @Test
  void withoutAPathVariablesAreInitialized() {
    inGraph(
        session -> {
          Variable v = variable(new float[] {5});
          var status = new Checkpoint(kw("v", v)).restore(null);

          assertThrows(CheckpointMismatchError.class, status::runRestoreOps);
          status.initializeOrRestore();

          assertEquals(List.of(5f), valueOf(session, v));
        });
  }

  @Test
  void nameBasedFilesAreRestoredWhenTheyAreRun() {
    new Saver(List.of(named("x", new float[] {1}))).save(null, "m");
    inGraph(
        session -> {
          Variable x = named("x", new float[] {0});
          var status = new Checkpoint(kw("any", x)).read("m");
          assertThrows(CheckpointMismatchError.class, status::assertConsumed);

          status.runRestoreOps();

          assertEquals(List.of(1f), valueOf(session, x));
          status.assertConsumed();
        });
  }

  @Test
  void secondRestoreUsesTheSameNodesForAnotherPath() {
    String first = eagerFile();
    String second = new Checkpoint(kw("v", variable(new float[] {8, 9}))).write("other");
    inGraph(
        session -> {
          Variable v = variable(new float[] {0, 0});
          var checkpoint = new Checkpoint(kw("v", v));
          checkpoint.read(first).runRestoreOps();
          int nodes = session.graph().getOperations().size();

          checkpoint.read(second).runRestoreOps();

          assertEquals(List.of(8f, 9f), valueOf(session, v));
          assertEquals(nodes, session.graph().getOperations().size());
        });
  }
}
