package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of a program that save what they like. Eager only: they hold plain Java values. */
class CustomTrackableTest {
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

  private static final class Progress implements Trackable {
    private final Dependencies dependencies = new Dependencies();
    long step;
    String note;

    Progress(long step, String note) {
      this.step = step;
      this.note = note;
    }

    @Override
    public Dependencies dependencies() {
      return dependencies;
    }

    @Override
    public List<SaveSpec> serializeToTensors() {
      return List.of(
          new SaveSpec("step", "", DType.INT64, "", () -> ToTensor.of(step, DType.INT64, "step")),
          new SaveSpec(
              "note", "", DType.STRING, "", () -> ToTensor.of(note, DType.STRING, "note")));
    }

    @Override
    public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
      step = ((EagerTensor) restored.get("step")).longValue();
      note = ((EagerTensor) restored.get("note")).stringValue();
      return null;
    }
  }

  @Test
  void valuesAreKeyedByTheirNamesAndComeBack() {
    String path = new Checkpoint(kw("p", new Progress(7, "half way"))).write("ck");
    var restored = new Progress(0, "");

    new Checkpoint(kw("p", restored)).read(path).assertConsumed();

    assertEquals(
        List.of("_CHECKPOINTABLE_OBJECT_GRAPH", "p/.ATTRIBUTES/note", "p/.ATTRIBUTES/step"),
        List.copyOf(new TrainApi().listVariables(path).keySet()));
    assertEquals(7, restored.step);
    assertEquals("half way", restored.note);
  }

  @Test
  void valuesThatTheObjectDoesNotOwnAreReported() {
    String path = new Checkpoint(kw("p", new Progress(7, "x"))).write("ck");

    var status = new Checkpoint(kw("p", new AutoTrackable())).read(path);

    assertThrows(CheckpointMismatchError.class, status::assertConsumed);
    status.close();
    assertEquals(
        List.of("deleted_with_unrestored_values", "object_attribute_not_in_checkpoint"),
        program.kinds());
  }

  @Test
  void valuesThatTheFileLacksAreNotFound() {
    String path = new Checkpoint(kw("p", Program.variable(1f))).write("ck");

    var checkpoint = new Checkpoint(kw("p", new Progress(0, "")));

    assertThrows(NotFoundError.class, () -> checkpoint.read(path));
  }
}
