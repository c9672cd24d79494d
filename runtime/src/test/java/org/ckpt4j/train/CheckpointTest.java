package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.module.Module;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.train.objectgraph.CheckpointLoadStatus;
import org.ckpt4j.train.objectgraph.InitializationOnlyStatus;
import org.ckpt4j.train.objectgraph.NameBasedSaverStatus;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in eager mode; what a graph does differently is in {@link GraphCheckpointTest}. */
class CheckpointTest {
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

  private static float[] vector(float... values) {
    return values;
  }

  @Test
  void savesAreNumberedAndTheNewestIsInTheStateFile() {
    var checkpoint = new Checkpoint(kw("v", variable(vector(1, 2))));

    assertEquals("a/ck-1", checkpoint.save("a/ck"));
    assertEquals("a/ck-2", checkpoint.save("a/ck"));

    assertEquals(
        List.of(
            "a/checkpoint",
            "a/ck-1.data-00000-of-00001",
            "a/ck-1.index",
            "a/ck-2.data-00000-of-00001",
            "a/ck-2.index"),
        program.files());
    assertEquals(
        "model_checkpoint_path: \"ck-2\"\nall_model_checkpoint_paths: \"ck-2\"\n",
        program.text("a/checkpoint"));
  }

  @Test
  void valuesComeBackAndTheCounterGoesOn() {
    String path = new Checkpoint(kw("v", variable(vector(1, 2)))).save("ck");
    Variable v = variable(vector(0, 0));
    var checkpoint = new Checkpoint(kw("v", v));

    checkpoint.restore(path).assertConsumed();

    assertEquals(List.of(1f, 2f), floats(v));
    assertEquals("ck-2", checkpoint.save("ck"));
  }

  @Test
  void anAttributeThatComesLaterIsRestored() {
    String path =
        new Checkpoint(kw("a", variable(vector(1))), kw("b", variable(vector(2)))).save("ck");
    var checkpoint = new Checkpoint(kw("a", variable(vector(0))));
    var status = checkpoint.restore(path);
    assertThrows(CheckpointMismatchError.class, status::assertConsumed);
    Variable b = variable(vector(0));

    checkpoint.set("b", b);

    assertEquals(List.of(2f), floats(b));
    status.assertConsumed();
  }

  @Test
  void objectsDeepBelowALaterOneAreRestored() {
    var inner = new AutoTrackable();
    inner.set("v", variable(vector(3)));
    var outer = new AutoTrackable();
    outer.set("inner", inner);
    String path = new Checkpoint(kw("outer", outer)).save("ck");
    var checkpoint = new Checkpoint();
    checkpoint.restore(path);
    var newOuter = new AutoTrackable();
    var newInner = new AutoTrackable();
    Variable v = variable(vector(0));

    checkpoint.set("outer", newOuter);
    newInner.set("v", v);
    newOuter.set("inner", newInner);

    assertEquals(List.of(3f), floats(v));
  }

  @Test
  void listsThatGrowAreRestored() {
    String path =
        new Checkpoint(kw("l", List.of(variable(vector(1)), variable(vector(2))))).save("ck");
    var checkpoint = new Checkpoint();
    checkpoint.restore(path);

    List<Variable> list = checkpoint.track("l", new ArrayList<>());
    list.add(variable(vector(0)));
    list.add(variable(vector(0)));

    assertEquals(List.of(1f), floats(list.get(0)));
    assertEquals(List.of(2f), floats(list.get(1)));
  }

  static final class Net extends Module {
    final AtomicBoolean initialized = new AtomicBoolean();
    Variable w;

    void build() {
      w =
          variable(
              "w",
              () -> {
                initialized.set(true);
                return vector(0, 0);
              });
    }
  }

  @Test
  void aWaitingValueSparesTheInitializer() {
    var saved = new AutoTrackable();
    saved.set("w", variable(vector(5, 6)));
    String path = new Checkpoint(kw("net", saved)).write("ck");
    var net = new Net();
    var checkpoint = new Checkpoint(kw("net", net));
    var status = checkpoint.read(path);

    net.build();

    assertEquals(List.of(5f, 6f), floats(net.w));
    assertFalse(net.initialized.get());
    status.assertConsumed();
  }

  @Test
  void theNewestOfSeveralRestoresWins() {
    String older = new Checkpoint(kw("v", variable(vector(1)))).save("a");
    String newer = new Checkpoint(kw("v", variable(vector(9)))).save("b");
    var checkpoint = new Checkpoint();
    var first = checkpoint.restore(older);
    var second = checkpoint.restore(newer);
    Variable v = variable(vector(0));

    checkpoint.set("v", v);

    assertEquals(List.of(9f), floats(v));
    first.assertConsumed();
    second.assertConsumed();
  }

  @Test
  void anotherShapeIsRefused() {
    String path = new Checkpoint(kw("v", variable(vector(1, 2)))).write("ck");
    var checkpoint = new Checkpoint(kw("v", variable(vector(0, 0, 0))));

    assertThrows(IllegalArgumentException.class, () -> checkpoint.read(path));
  }

  @Test
  void anotherTypeIsRefused() {
    String path = new Checkpoint(kw("v", variable(vector(1, 2)))).write("ck");
    var checkpoint = new Checkpoint(kw("v", variable(new int[] {0, 0})));

    assertThrows(InvalidArgumentError.class, () -> checkpoint.read(path));
  }

  @Test
  void theStatusTellsWhatDidNotMatch() {
    String path =
        new Checkpoint(kw("a", variable(vector(1))), kw("b", variable(vector(2)))).write("ck");
    var status = new Checkpoint(kw("a", variable(vector(0))), kw("c", named("cc", 0f))).read(path);

    var error = assertThrows(CheckpointMismatchError.class, status::assertConsumed);

    assertTrue(error.getMessage().contains("cc"), error.getMessage());
    assertThrows(CheckpointMismatchError.class, status::assertExistingObjectsMatched);
    status.assertNontrivialMatch();
  }

  @Test
  void closingTheStatusReportsWhatNobodyTook() {
    String path =
        new Checkpoint(kw("a", variable(vector(1))), kw("b", variable(vector(2)))).write("ck");

    new Checkpoint(kw("a", variable(vector(0)))).read(path).close();

    assertEquals(
        List.of("deleted_with_unrestored_values", "checkpoint_value_not_in_object"),
        program.kinds());
  }

  @Test
  void expectPartialSilencesTheReport() {
    String path = new Checkpoint(kw("a", variable(vector(1)))).write("ck");

    new Checkpoint().read(path).expectPartial().close();

    assertEquals(List.of(), program.kinds());
  }

  @Test
  void aFileThatIsNotThereIsNotFound() {
    var checkpoint = new Checkpoint();

    assertThrows(NotFoundError.class, () -> checkpoint.restore("none-1"));
    assertInstanceOf(InitializationOnlyStatus.class, checkpoint.restore(null));
  }

  @Test
  void nameBasedFilesAreMatchedByName() {
    new Saver(List.of(named("x", vector(1)), named("y", vector(2)))).save(null, "m");
    Variable x = named("x", vector(0));
    var checkpoint = new Checkpoint(kw("any", List.of(x)));
    program.kinds();

    var status = checkpoint.restore("m");
    Variable late = named("y", vector(0));
    checkpoint.set("late", late);

    assertInstanceOf(NameBasedSaverStatus.class, status);
    assertEquals(List.of("deprecated"), program.kinds());
    assertEquals(List.of(1f), floats(x));
    assertEquals(List.of(2f), floats(late));
    status.assertConsumed();
  }

  @Test
  void aRootTakesThePlaceOfTheCheckpoint() {
    var model = new AutoTrackable();
    model.set("v", variable(vector(4)));
    String path = new Checkpoint(model, kw("extra", variable(vector(5)))).save("ck");
    Variable v = variable(vector(0));
    Variable extra = variable(vector(0));

    var status = new Checkpoint(kw("v", v), kw("extra", extra)).restore(path);

    assertInstanceOf(CheckpointLoadStatus.class, status).expectPartial();
    assertEquals(List.of(4f), floats(v));
    assertEquals(List.of(5f), floats(extra));
  }

  @Test
  void whatCannotBeTrackedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Checkpoint(kw("x", 5)));
    assertThrows(IllegalArgumentException.class, () -> new Checkpoint(kw("x", null)));
    assertThrows(IllegalArgumentException.class, () -> new Checkpoint(kw("x", "text")));
  }

  static final class Forgetful extends Module {
    final Variable kept = track("kept", variable(1f));
    final Variable forgotten = variable(2f);
    final List<Variable> listed = List.of(kept);

    private static Variable variable(float value) {
      return new Variable(value);
    }
  }

  @Test
  void aFieldThatNobodyTracksIsAnErrorThatNamesTheLineToWrite() {
    var checkpoint = new Checkpoint(kw("net", new Forgetful()));

    var error = assertThrows(IllegalArgumentException.class, () -> checkpoint.write("ck"));

    assertTrue(error.getMessage().contains("forgotten = track(\"forgotten\""), error.getMessage());
    assertEquals(List.of(), program.files());
  }
}
