package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.PendingRestore;
import org.ckpt4j.trackable.SlotOwner;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Slot variables: saved beside their variables, restored when variable and optimizer are both
 * there.
 */
class SlotTest {
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

  /** An optimizer that keeps a momentum for each variable, as TensorFlow's does. */
  private static final class FakeMomentum implements SlotOwner {
    private final Dependencies dependencies = new Dependencies();
    private final Map<Trackable, Variable> slots = new IdentityHashMap<>();

    Variable train(Variable variable) {
      return slots.computeIfAbsent(
          variable, key -> named(variable.fullName() + "/Momentum", new float[] {0, 0}));
    }

    @Override
    public Dependencies dependencies() {
      return dependencies;
    }

    @Override
    public List<String> slotNames() {
      return List.of("momentum");
    }

    @Override
    public @Nullable Trackable slot(Trackable variable, String slotName) {
      return slots.get(variable);
    }

    @Override
    public @Nullable Trackable createOrRestoreSlot(
        PendingRestore saved, Trackable variable, String slotName) {
      return train((Variable) variable);
    }
  }

  private String saved() {
    Variable w = named("w", new float[] {1, 2});
    var optimizer = new FakeMomentum();
    optimizer.train(w).assign(new float[] {3, 4});
    return new Checkpoint(kw("v", w), kw("opt", optimizer)).write("ck");
  }

  @Test
  void areKeyedByVariableOptimizerAndName() {
    String path = saved();

    assertEquals(
        List.of(
            "_CHECKPOINTABLE_OBJECT_GRAPH",
            "v/.ATTRIBUTES/VARIABLE_VALUE",
            "v/.OPTIMIZER_SLOT/opt/momentum/.ATTRIBUTES/VARIABLE_VALUE"),
        List.copyOf(new TrainApi().listVariables(path).keySet()));
  }

  @Test
  void areRestoredWithBothThere() {
    String path = saved();
    Variable w = named("w", new float[] {0, 0});
    var optimizer = new FakeMomentum();

    new Checkpoint(kw("v", w), kw("opt", optimizer)).read(path).assertConsumed();

    assertEquals(List.of(3f, 4f), floats(optimizer.train(w)));
  }

  @Test
  void waitForTheOptimizer() {
    String path = saved();
    Variable w = named("w", new float[] {0, 0});
    var checkpoint = new Checkpoint(kw("v", w));
    var status = checkpoint.read(path);
    var optimizer = new FakeMomentum();
    assertThrows(CheckpointMismatchError.class, status::assertConsumed);

    checkpoint.set("opt", optimizer);

    assertEquals(List.of(3f, 4f), floats(optimizer.train(w)));
    status.assertConsumed();
  }

  @Test
  void waitForTheVariable() {
    String path = saved();
    var optimizer = new FakeMomentum();
    var checkpoint = new Checkpoint(kw("opt", optimizer));
    var status = checkpoint.read(path);
    Variable w = named("w", new float[] {0, 0});
    assertThrows(CheckpointMismatchError.class, status::assertConsumed);

    checkpoint.set("v", w);

    assertEquals(List.of(3f, 4f), floats(optimizer.train(w)));
    status.assertConsumed();
  }

  @Test
  void ofAVariableOutsideTheCheckpointAreNotSaved() {
    Variable w = named("w", new float[] {1, 2});
    var optimizer = new FakeMomentum();
    optimizer.train(w);

    String path = new Checkpoint(kw("opt", optimizer)).write("ck");

    assertEquals(
        List.of("_CHECKPOINTABLE_OBJECT_GRAPH"),
        List.copyOf(new TrainApi().listVariables(path).keySet()));
  }
}
