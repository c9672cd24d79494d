package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.module.TrackedVariable;
import org.ckpt4j.options.Named;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restoring into programs that are not complete yet, or not the same as the saved one. */
class DeferredRestoreTest {
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

  private static AutoTrackable holder(String name, Object value) {
    var holder = new AutoTrackable();
    holder.set(name, value);
    return holder;
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testLateDependencyTracking")
  void aLateDependencyIsMissedUntilItComes() {
    var saved = new AutoTrackable();
    saved.set("dep", holder("var", variable(123f)));
    String path = new Checkpoint(kw("root", saved)).write("ck");
    var root = new AutoTrackable();
    var status = new Checkpoint(kw("root", root)).read(path);

    status.assertExistingObjectsMatched();
    assertThrows(CheckpointMismatchError.class, status::assertConsumed);

    var late = new AutoTrackable();
    root.set("dep", late);
    Variable v = TrackedVariable.create(late, "var", 0f);

    status.assertExistingObjectsMatched().assertConsumed();
    assertEquals(List.of(123f), floats(v));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testDepAfterVar")
  void aChildThatIsCompleteBeforeItIsAttachedIsRestored() {
    String path =
        new Checkpoint(kw("model", holder("dep", holder("var", variable(-14f))))).write("ck");
    var model = new AutoTrackable();
    var status = new Checkpoint(kw("model", model)).read(path);
    Variable v = variable(0f);
    var dep = holder("var", v);
    assertEquals(List.of(0f), floats(v));

    model.set("dep", dep);

    status.assertConsumed();
    assertEquals(List.of(-14f), floats(v));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testAmbiguousLoad")
  void twoObjectsForOneSavedObjectAreAnError() {
    var shared = holder("v", variable(11f));
    var saved = new AutoTrackable();
    saved.set("dep_one", holder("dep", shared));
    saved.set("dep_two", holder("dep", shared));
    String path = new Checkpoint(kw("root", saved)).write("ck");
    Variable first = variable(0f);
    Variable second = variable(0f);
    var loaded = new AutoTrackable();
    loaded.set("dep_one", holder("dep", holder("v", first)));
    loaded.set("dep_two", holder("dep", holder("v", second)));

    var status = new Checkpoint(kw("root", loaded)).read(path);

    assertThrows(CheckpointMismatchError.class, status::assertConsumed);
    assertThrows(CheckpointMismatchError.class, status::assertExistingObjectsMatched);
    assertEquals(List.of(11f), floats(first));
    assertEquals(List.of(0f), floats(second));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testEmptyContainersIgnored")
  void emptyContainersOnOneSideDoNotMatter() {
    var saved = new Checkpoint(kw("a", new ArrayList<>()));
    String path = saved.save("ck");
    saved.restore(path).assertConsumed();
    var other = new Checkpoint(kw("b", new ArrayList<>()), kw("c", new ArrayList<>()));
    other.track("c", new ArrayList<Object>()).add(new ArrayList<>());

    var status = other.restore(path);

    status.assertConsumed();
    status.assertExistingObjectsMatched();
    status.assertNontrivialMatch();
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testDependencyLoop")
  void circlesAreSavedAndRestoredAlsoWhenTheirVariablesComeLater() {
    var first = new AutoTrackable();
    var second = holder("first", first);
    first.set("second", second);
    Variable v1 = TrackedVariable.create(first, "v", 3f);
    Variable v2 = TrackedVariable.create(second, "v", new float[] {1, 4});
    var checkpoint = new Checkpoint(kw("first", first));
    String path = checkpoint.save("ck");
    v1.assign(0f);

    checkpoint.restore(path).assertConsumed();
    assertEquals(List.of(3f), floats(v1));

    var newFirst = new AutoTrackable();
    var newSecond = holder("first", newFirst);
    newFirst.set("second", newSecond);
    var loading = new Checkpoint(kw("first", newFirst));
    var status = loading.restore(path);
    assertThrows(CheckpointMismatchError.class, status::assertConsumed);
    Variable new1 = TrackedVariable.create(newFirst, "v", 0f);
    assertThrows(CheckpointMismatchError.class, status::assertConsumed);
    Variable new2 = TrackedVariable.create(newSecond, "v", new float[] {0, 0});
    status.assertConsumed();
    assertEquals(List.of(3f), floats(new1));
    assertEquals(List.of(1f, 4f), floats(new2));

    new1.assign(-1f);
    new2.assign(new float[] {-1, -1});
    loading.restore(path).assertConsumed();
    assertEquals(List.of(3f), floats(new1));
    assertEquals(List.of(1f, 4f), floats(new2));
    assertEquals(List.of(1f, 4f), floats(v2));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testPartialRestoreWarningAttribute")
  void theReportNamesTheValueThatWasNotTakenAndTheWayOut() {
    String path = new Checkpoint(kw("v1", variable(2f)), kw("v2", variable(3f))).write("ck");
    Variable v2 = variable(4f);

    new Checkpoint(kw("v1", new AutoTrackable()), kw("v2", v2)).read(path).close();

    assertEquals(List.of(3f), floats(v2));
    List<Diagnostic> reports = program.diagnostics();
    String all = String.join("\n", reports.stream().map(Diagnostic::message).toList());
    assertTrue(all.contains("(root).v1"), all);
    assertFalse(all.contains("(root).v2"), all);
    assertTrue(all.contains("expectPartial()"), all);
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testAttributeException")
  void aSavedValueThatTheObjectDoesNotOwnIsNamed() {
    String path = new Checkpoint(kw("v1", variable(2f)), kw("v2", variable(3f))).write("ck");
    var status = new Checkpoint(kw("v1", new AutoTrackable()), kw("v2", variable(4f))).read(path);

    var error = assertThrows(CheckpointMismatchError.class, status::assertConsumed);

    assertTrue(error.getMessage().contains("(root).v1"), error.getMessage());
    assertFalse(error.getMessage().contains("(root).v2"), error.getMessage());
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testAssertConsumedNoCheckpoint")
  void theStatusOutlivesTheCheckpoint() {
    Variable v = variable(2f);
    String path = new Checkpoint(kw("v", v)).save("ck");
    v.assign(1f);
    LoadStatus status = restoreAndForget(v, path);

    System.gc();

    status.assertConsumed();
    assertEquals(List.of(2f), floats(v));
  }

  private static LoadStatus restoreAndForget(Variable v, String path) {
    return new Checkpoint(kw("v", v)).restore(path);
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_defer_objects_with_values_only")
  void onlyWhatLeadsToValuesWaits() {
    var branch1 = holder("leaf", holder("deeper", new AutoTrackable()));
    var branch2 = holder("v", variable(5f));
    var branch3 = holder("inner", holder("v", variable(6f)));
    var saved = new AutoTrackable();
    saved.set("b1", branch1);
    saved.set("b2", branch2);
    saved.set("b3", branch3);
    String path = new Checkpoint(saved).write("ck");
    var root = new AutoTrackable();

    var status = new Checkpoint(root).read(path);

    assertEquals(Set.of("b2", "b3"), root.dependencies().waiting());
    root.set("b1", new AutoTrackable());
    assertEquals(Set.of("b2", "b3"), root.dependencies().waiting());
    root.set("b2", holder("v", variable(0f)));
    assertEquals(Set.of("b3"), root.dependencies().waiting());
    root.set("b3", holder("inner", holder("v", variable(0f))));
    assertEquals(Set.of(), root.dependencies().waiting());
    status.assertConsumed();
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_root_arg")
  void aRootAndAttributesAreMatchedByTheirNames() {
    var root = holder("v", variable(1f));
    Variable w = variable(2f);
    Variable y = variable(3f);
    var first = new Checkpoint(root, kw("w", w), kw("y", y));
    String path1 = first.save("ckpt1");

    Variable v2 = variable(4f);
    Variable w2 = variable(5f);
    Variable z = variable(6f);
    var second = new Checkpoint(holder("w", w2), kw("v", v2), kw("z", z));
    String path2 = second.save("ckpt2");

    second.restore(path1);
    assertEquals(
        List.of(1f, 2f, 6f), List.of(floats(v2).get(0), floats(w2).get(0), floats(z).get(0)));

    v2.assign(4f);
    w2.assign(5f);
    first.restore(path2);
    Variable v1 = (Variable) root.attribute("v");
    assertEquals(
        List.of(4f, 5f, 3f), List.of(floats(v1).get(0), floats(w).get(0), floats(y).get(0)));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_restore_incompatible_shape")
  void aShapeThatDoesNotFitIsNamed() {
    String path = new Checkpoint(kw("v", variable(new float[] {1, 1}))).write("ck");
    var checkpoint = new Checkpoint(kw("v", variable(new float[] {0}, new Named("mine"))));

    var error = assertThrows(IllegalArgumentException.class, () -> checkpoint.read(path));

    assertTrue(error.getMessage().contains("mine"), error.getMessage());
    assertTrue(error.getMessage().contains("[1]"), error.getMessage());
    assertTrue(error.getMessage().contains("[2]"), error.getMessage());
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_save_in_graph_but_no_session")
  void writingInAGraphAsksForASession() {
    try (var graph = new Graph().asDefault()) {
      var checkpoint = new Checkpoint(kw("v", variable(1f)));

      var error = assertThrows(IllegalStateException.class, () -> checkpoint.write("ck"));

      assertTrue(error.getMessage().contains("session"), error.getMessage());
    }
    assertEquals(List.of(), program.files());
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_restore_after_adding_empty_trackable_data_structure")
  void newAttributesWithoutVariablesNeedNothingOfAnOldFile() {
    Graph before = new Graph();
    String path;
    try (var building = before.asDefault();
        Session session = new Session(before);
        var entered = session.asDefault()) {
      var checkpoint = new Checkpoint(holder("v", variable(7f)));
      checkpoint.restore(null).initializeOrRestore();
      path = checkpoint.save("ck");
    }
    Variable v = variable(0f);
    var grown = holder("v", v);
    grown.set("dict", new LinkedHashMap<String, Object>());
    grown.set("list", new ArrayList<>());

    var status = new Checkpoint(grown).restore(path);

    status.assertExistingObjectsMatched();
    assertEquals(List.of(7f), floats(v));
  }
}
