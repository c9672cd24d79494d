package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at the objects of a checkpoint or a program, and restoring single ones. */
class CheckpointViewTest {
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

  /** Owns plain numbers by name, and has children. */
  private static class Numbers extends AutoTrackable {
    final Map<String, Float> values = new java.util.TreeMap<>();

    Numbers(Map<String, Float> values) {
      this.values.putAll(values);
    }

    @Override
    public List<SaveSpec> serializeToTensors() {
      List<SaveSpec> specs = new ArrayList<>();
      values.forEach(
          (name, value) ->
              specs.add(
                  new SaveSpec(
                      name,
                      "",
                      DType.FLOAT32,
                      "",
                      () -> ToTensor.of(values.get(name), DType.FLOAT32, "x"))));
      return specs;
    }

    @Override
    public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
      restored.forEach(
          (name, value) -> values.put(name, floats(((EagerTensor) value).raw()).get(0)));
      return null;
    }
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_view_test.py::CheckpointViewTest::test_children")
  void childrenOfASavedObjectAreNumbers() {
    String path = new Checkpoint(holder("leaf", new AutoTrackable())).save("ck");

    Map<String, Integer> children = new CheckpointView(path).children(0);

    assertEquals(1, children.get("leaf"));
    assertEquals(List.of("leaf", "root", "save_counter"), List.copyOf(children.keySet()));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_view_test.py::CheckpointViewTest::test_all_nodes")
  void savedObjectsAreListedBreadthFirst() {
    String path = new Checkpoint(holder("leaf", new AutoTrackable())).save("ck");

    assertEquals(List.of(0, 1, 2), new CheckpointView(path).descendants());
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_view_test.py::CheckpointViewTest::test_all_nodes_with_paths")
  void savedObjectsHaveTheirShortestPaths() {
    var leaf1 = holder("leaf3", new AutoTrackable());
    var leaf2 = holder("leaf5", new AutoTrackable());
    var root = holder("leaf1", leaf1);
    root.set("leaf2", leaf2);
    leaf1.set("leaf4", new AutoTrackable());
    String path = new Checkpoint(root).save("ck");

    assertEquals(
        List.of(
            "root",
            "root.leaf1",
            "root.leaf2",
            "root.save_counter",
            "root.leaf1.leaf3",
            "root.leaf1.leaf4",
            "root.leaf2.leaf5"),
        List.copyOf(new CheckpointView(path).descendantsWithPaths().values()));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/trackable_view_test.py::TrackableViewTest::test_children")
  void childrenOfALiveObjectAreObjects() {
    var leaf = new AutoTrackable();
    var root = holder("leaf", leaf);

    Map<String, Trackable> children = new TrackableView(root).children(root);

    assertEquals(List.of("leaf"), List.copyOf(children.keySet()));
    assertSame(leaf, children.get("leaf"));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/trackable_view_test.py::TrackableViewTest::test_descendants")
  void liveObjectsAreListedFromTheRoot() {
    var leaf = new AutoTrackable();
    var root = holder("leaf", leaf);
    leaf.set("back", root);

    assertEquals(List.of(root, leaf), new TrackableView(root).descendants());
  }

  @Test
  void aProgramIsComparedWithACheckpoint() {
    var saved = holder("a", variable(1f));
    saved.set("gone", variable(2f));
    String path = new Checkpoint(saved).write("ck");
    Variable a = variable(0f);
    var live = holder("a", a);
    var fresh = variable(0f);
    live.set("fresh", fresh);

    var difference = new CheckpointView(path).diff(live);

    assertSame(a, difference.matched().get(1));
    assertEquals(List.of(2), difference.onlyInCheckpoint());
    assertEquals(1, difference.onlyInProgram().size());
    assertSame(fresh, difference.onlyInProgram().get(0));
  }

  @Test
  void aNameBasedFileHasNoObjects() {
    new Saver(List.of(variable(1f))).save(null, "m");

    assertThrows(IllegalArgumentException.class, () -> new CheckpointView("m"));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/restore_test.py::ExtractSaveablenameTest::test_restore_nodes_error_cases_high_level")
  void unknownNumbersAndNullObjectsAreRefused() {
    String path = new Checkpoint(holder("leaf", variable(1f))).write("ck");
    var view = new CheckpointView(path);
    Map<Integer, @Nullable Trackable> nothing = new HashMap<>();
    nothing.put(1, null);

    assertThrows(IllegalArgumentException.class, () -> view.restoreNodes(Map.of(9, variable(0f))));
    assertThrows(IllegalArgumentException.class, () -> view.restoreNodes(nothing));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/restore_test.py::ExtractSaveablenameTest::test_restore_nodes_error_cases_trackable_ckpt_view_mismatch")
  void anObjectThatOwnsValuesIsNotRestoredFromOneThatDoesNot() {
    String path = new Checkpoint(holder("leaf", new AutoTrackable())).write("ck");

    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckpointView(path).restoreNodes(Map.of(1, variable(0f))));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/restore_test.py::ExtractSaveablenameTest::test_restore_nodes_with_different_number_of_serialized_to_tensors")
  void anObjectIsNotRestoredFromPartOfItsValues() {
    String path = new Checkpoint(holder("leaf", new Numbers(Map.of("a", 1f)))).write("ck");
    var both = new Numbers(Map.of("a", 0f, "b", 0f));

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new CheckpointView(path).restoreNodes(Map.of(1, both)));

    assertTrue(error.getMessage().contains("[a, b]"), error.getMessage());
    assertEquals(Map.of("a", 0f, "b", 0f), both.values);
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/restore_test.py::ExtractSaveablenameTest::test_restore_nodes_not_serialize_to_tensor")
  void onlyTheObjectsOfTheNumbersGivenAreRestored() {
    var savedRoot = new Numbers(Map.of("r", 1f));
    savedRoot.set("leaf", new Numbers(Map.of("a", 2f)));
    String path = new Checkpoint(savedRoot).write("ck");
    var root = new Numbers(Map.of("r", 0f));
    var leaf = new Numbers(Map.of("a", 0f));
    root.set("leaf", leaf);

    new CheckpointView(path).restoreNodes(Map.of(1, leaf));
    assertEquals(Map.of("r", 0f), root.values);
    assertEquals(Map.of("a", 2f), leaf.values);

    leaf.values.put("a", 0f);
    new CheckpointView(path).restoreNodes(Map.of(0, root, 1, leaf));
    assertEquals(Map.of("r", 1f), root.values);
    assertEquals(Map.of("a", 2f), leaf.values);
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/restore_test.py::ExtractSaveablenameTest::test_restore_nodes_not_serialize_to_tensor_error_cases")
  void otherNumbersOfValuesAreRefusedBothWays() {
    String one = new Checkpoint(holder("leaf", new Numbers(Map.of("a", 1f)))).write("one");
    String two = new Checkpoint(holder("leaf", new Numbers(Map.of("a", 1f, "b", 2f)))).write("two");

    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckpointView(one).restoreNodes(Map.of(1, new AutoTrackable())));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckpointView(two).restoreNodes(Map.of(1, new Numbers(Map.of("a", 0f)))));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testFreezing")
  void aFrozenSaverWritesWhatACheckpointRestores() {
    Variable v = variable(3L);
    var checkpoint = new Checkpoint(kw("v", v));
    checkpoint.saveCounter().assign(12L);
    var saver = new FrozenSaver(checkpoint);
    saver.save("frozen");
    v.assign(10L);
    saver.restore("frozen");
    assertEquals(3L, ((EagerTensor) v.asTensor()).longValue());

    thawsInto("frozen");
  }

  @Test
  void aFrozenSaverInAGraphDoesTheSame() {
    Graph graph = new Graph();
    try (var building = graph.asDefault();
        Session session = new Session(graph);
        var entered = session.asDefault()) {
      Variable v = variable(3L);
      var checkpoint = new Checkpoint(kw("v", v));
      session.run(List.of(v.initializer(), checkpoint.saveCounter().initializer()));
      session.run(checkpoint.saveCounter().assign(12L));
      var saver = new FrozenSaver(checkpoint);
      saver.save("frozen");
      session.run(v.assign(10L));
      saver.restore("frozen");
      assertEquals(3L, session.run(v).longValue());
    }

    thawsInto("frozen");
  }

  private static void thawsInto(String path) {
    var thawed = new Checkpoint();
    var status = thawed.restore(path);
    assertEquals(12L, ((EagerTensor) thawed.saveCounter().asTensor()).longValue());
    Variable late = variable(1L);
    thawed.set("v", late);
    status.assertConsumed();
    assertEquals(3L, ((EagerTensor) late.asTensor()).longValue());
  }

  @Test
  void floatsOfAVariableComeBackByItsNumber() {
    String path = new Checkpoint(holder("leaf", variable(8f))).write("ck");
    Variable leaf = variable(0f);

    new CheckpointView(path).restoreNodes(Map.of(1, leaf));

    assertEquals(List.of(8f), floats(leaf));
  }
}
