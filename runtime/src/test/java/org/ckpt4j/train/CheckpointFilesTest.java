package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.TrackableList;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files checkpoints write, and which keys are in them. */
class CheckpointFilesTest {
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

  private static List<String> keys(String path) {
    return new TrainApi()
        .listVariables(path).keySet().stream().filter(key -> !key.startsWith("_")).toList();
  }

  private static Checkpoint holding(String name) {
    var checkpoint = new Checkpoint();
    checkpoint.set(name, variable(1f));
    return checkpoint;
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testCustomNumbering")
  void writtenNamesAreExactlyTheCallersAndNothingIsCounted() {
    Variable step = variable(0L);
    var checkpoint = new Checkpoint(kw("step", step));
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      paths.add(checkpoint.write("prefix-" + 2 * i));
      step.assignAdd(2L);
    }

    assertEquals(List.of("prefix-0", "prefix-2", "prefix-4", "prefix-6", "prefix-8"), paths);
    assertEquals(List.of("step/.ATTRIBUTES/VARIABLE_VALUE"), keys("prefix-8"));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testVariableNameEscaping")
  void namesAreEscapedInKeys() {
    String suffix = "/.ATTRIBUTES/VARIABLE_VALUE";
    assertEquals(List.of("a.Sb.Sc" + suffix), keys(holding("a/b/c").write("p1")));
    assertEquals(List.of("b" + suffix), keys(holding("b").write("p2")));
    assertEquals(List.of("c.S" + suffix), keys(holding("c/").write("p3")));
    assertEquals(List.of("d.S..S" + suffix), keys(holding("d/.S").write("p4")));
    assertEquals(
        List.of("d.S..ATTRIBUTES.Sf" + suffix), keys(holding("d/.ATTRIBUTES/f").write("p5")));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testNumberedPath")
  void keysAreThePathsOfObjects() {
    var leaf = new AutoTrackable();
    leaf.set("v", variable(1f));

    assertEquals(
        List.of("leaf/v/.ATTRIBUTES/VARIABLE_VALUE"),
        keys(new Checkpoint(kw("leaf", leaf)).write("p")));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testLocalNameValidation")
  void theMarkOfAttributesIsEscapedInANameOfAChild() {
    var leaf = new AutoTrackable();
    leaf.set(".ATTRIBUTES", variable(1f));

    assertEquals(
        List.of("leaf/..ATTRIBUTES/.ATTRIBUTES/VARIABLE_VALUE"),
        keys(new Checkpoint(kw("leaf", leaf)).write("p")));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testCheckpointState")
  void savesWithoutAManagerDeleteNothing() {
    var checkpoint = new Checkpoint(kw("v", variable(1f)));
    for (int i = 0; i < 10; i++) {
      checkpoint.save("dir/ckpt");
    }

    List<String> expected = new ArrayList<>(List.of("dir/checkpoint"));
    IntStream.rangeClosed(1, 10).forEach(i -> expected.add("dir/ckpt-" + i + ".index"));
    expected.sort(null);
    assertEquals(
        expected, program.files().stream().filter(file -> !file.contains(".data-")).toList());
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testCheckpointStateChangingVarList")
  void aRestoreLeavesVariablesThatCameAfterTheSaveAlone() {
    var checkpoint = new Checkpoint(kw("v", variable(0f)));
    List<String> paths = new ArrayList<>();
    List<Variable> added = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Variable next = variable((float) i);
      checkpoint.set("var_" + i, next);
      added.add(next);
      paths.add(checkpoint.save("dir/ckpt"));
    }
    assertEquals(
        "model_checkpoint_path: \"ckpt-10\"\nall_model_checkpoint_paths: \"ckpt-10\"\n",
        program.text("dir/checkpoint"));
    added.forEach(each -> each.assign(-1f));

    checkpoint.restore(paths.get(5));

    List<Float> now = added.stream().map(each -> floats(each).get(0)).toList();
    assertEquals(List.of(0f, 1f, 2f, 3f, 4f, 5f, -1f, -1f, -1f, -1f), now);

    checkpoint.restore(paths.get(9)).assertConsumed();

    assertEquals(9f, floats(added.get(9)).get(0));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_save_restore_fspath")
  void savingAndRestoringTakePaths() {
    Variable v = variable(5f);
    var checkpoint = new Checkpoint(kw("v", v));
    String path = checkpoint.save(folder.resolve("ckpt"));
    v.assign(0f);

    checkpoint.restoreFrom(Path.of(path)).assertConsumed();

    assertEquals(folder.resolve("ckpt-1").toString(), path);
    assertEquals(List.of(5f), floats(v));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_read_write_fspath")
  void writingAndReadingTakePaths() {
    Variable v = variable(5f);
    var checkpoint = new Checkpoint(kw("v", v));
    String path = checkpoint.write(folder.resolve("ckpt"));
    v.assign(0f);

    checkpoint.readFrom(Path.of(path)).assertConsumed();

    assertEquals(folder.resolve("ckpt").toString(), path);
    assertEquals(List.of(5f), floats(v));
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testCallbackWithManager")
  void callbacksRunOnceForEachSaveOfAManager() {
    List<String> calls = new ArrayList<>();
    var options =
        CheckpointOptions.defaults()
            .withWriteCallback(() -> calls.add("done"))
            .withWriteCallback(calls::add);
    var manager = new CheckpointManager(new Checkpoint(kw("v", variable(1f))), "dir", 3);

    String path = manager.save(null, true, options);

    assertEquals(List.of("done", path), calls);
    assertTrue(path.endsWith("ckpt-1"), path);
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::test_ckpt_files_closed_after_restoration")
  void noFileStaysOpenWhileValuesWait() throws IOException {
    String path = holding("v").save("ckpt");
    var checkpoint = new Checkpoint();
    checkpoint.restore(path);

    assertEquals(java.util.Set.of("v"), checkpoint.dependencies().waiting());
    assertEquals(List.of(), openFiles());

    checkpoint.set("v", variable(0f));

    assertEquals(List.of(), openFiles());
  }

  /** What this process has open in the test's folder, where the system tells. */
  private List<String> openFiles() throws IOException {
    Path handles = Path.of("/proc/self/fd");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(handles));
    List<String> open = new ArrayList<>();
    try (Stream<Path> links = Files.list(handles)) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          String target = Files.readSymbolicLink(link).toString();
          if (target.startsWith(folder.toRealPath().toString())) {
            open.add(target);
          }
        }
      }
    }
    return open;
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testIMulPositive")
  void aListThatIsDoubledHoldsAVariableAtBothPlaces() {
    Variable v = variable(1f);
    var root = new AutoTrackable();
    List<Object> list = root.track("a", new ArrayList<>(List.of(1, 2, 3, "x", v)));
    ((TrackableList<?>) list).repeat(2);
    var children = root.trackableChildren().get("a").trackableChildren();
    assertEquals(List.of("4", "9"), List.copyOf(children.keySet()));
    String path = new Checkpoint(root).save("ck");
    v.assign(5f);

    new Checkpoint(root).restore(path).assertConsumed();

    assertEquals(10, list.size());
    assertEquals(List.of(1f), floats(v));
    assertEquals(List.of(1f), floats((Variable) children.get("9")));
  }
}
