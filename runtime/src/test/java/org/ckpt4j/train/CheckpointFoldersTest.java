package org.ckpt4j.train;

import static org.ckpt4j.options.SaveOption.globalStep;
import static org.ckpt4j.options.SaverOption.saveRelativePaths;
import static org.ckpt4j.options.SaverOption.sharded;
import static org.ckpt4j.options.SaverOption.writeVersion;
import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.CancelledError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State files, what is asked of checkpoints by path, and waiting for them. */
class CheckpointFoldersTest {
  private static final String FILE = "tensorflow/python/checkpoint/checkpoint_management_test.py::";
  private static final String STATE = FILE + "CheckpointStateTest::";
  private static final String FILES = FILE + "SaverUtilsTest::";
  private static final String COMING =
      "tensorflow/python/training/checkpoint_utils_iterator_test.py::CheckpointIteratorTest::";

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

  private static CheckpointState state(String newest, List<String> all) {
    return new CheckpointState(newest, all, List.of(), OptionalDouble.empty());
  }

  private static CheckpointState generated(String place, String newest, List<String> all) {
    return CheckpointDirectory.at(place, Contexts.environment().files())
        .generateCheckpointState(state(newest, all));
  }

  @Test
  @Tag(FILE + "LatestCheckpointWithRelativePaths::testRelativePath")
  void theNewestCheckpointOfARelativeFolderIsFound() throws IOException {
    Files.createDirectory(folder.resolve("train"));
    try (var run = new GraphRun()) {
      Variable v = named("v", 0f);
      run.initialize();
      var saver = new Saver();
      for (int step = 0; step < 3; step++) {
        v.load((float) step, run.session());
        saver.save(run.session(), "train/model", globalStep(step));
      }
      v.load(-1f, run.session());

      String latest = train.latestCheckpoint("train");

      assertEquals("train/model-2", latest);
      saver.restore(run.session(), latest);
      assertEquals(List.of(2f), run.floats(v));
    }
  }

  @Test
  @Tag(STATE + "testAbsPath")
  void absolutePathsStayAbsolute() {
    String place = folder.resolve("logs").toString();

    CheckpointState made = generated(place, place + "/model-0", List.of());

    assertEquals(place + "/model-0", made.modelCheckpointPath());
    assertEquals(List.of(place + "/model-0"), made.allModelCheckpointPaths());
  }

  @Test
  @Tag(STATE + "testRelPath")
  void relativePathsAreStoredRelativeToTheFolder() {
    CheckpointState made = generated("train", "train/model-0", List.of());

    assertEquals("model-0", made.modelCheckpointPath());
    assertEquals(List.of("model-0"), made.allModelCheckpointPaths());
  }

  @Test
  @Tag(STATE + "testAllModelCheckpointPaths")
  void theNewestIsTheLastOfAll() {
    String newest = folder + "/model-0";
    List<List<String>> lists =
        List.of(List.of(), List.of(newest), List.of(folder + "/other"), List.of(newest, "/x"));
    for (List<String> all : lists) {
      List<String> made = generated(folder.toString(), newest, all).allModelCheckpointPaths();

      assertEquals(newest, made.get(made.size() - 1));
      assertEquals(
          all.isEmpty() || !all.get(all.size() - 1).equals(newest) ? all.size() + 1 : all.size(),
          made.size());
    }
  }

  @Test
  @Tag(STATE + "testUpdateCheckpointStateSaveRelativePaths")
  void storedPathsAreRelativeAndReadPathsAreJoinedToTheFolder() throws IOException {
    Path place = Files.createDirectory(folder.resolve("logs"));
    String first = place + "/model-0";
    String second = place + "/model-1";
    CheckpointDirectory.at(place.toString(), Contexts.environment().files())
        .updateCheckpointState(state(second, List.of(first, second)), "checkpoint", true);

    assertEquals(
        """
        model_checkpoint_path: "model-1"
        all_model_checkpoint_paths: "model-0"
        all_model_checkpoint_paths: "model-1"
        """,
        program.text("logs/checkpoint"));
    CheckpointState read = train.getCheckpointState(place.toString());
    assertEquals(second, read.modelCheckpointPath());
    assertEquals(List.of(first, second), read.allModelCheckpointPaths());
  }

  @Test
  @Tag(STATE + "testCheckPointStateFailsWhenIncomplete")
  void anEmptyStateFileIsAnError() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("logs")).resolve("checkpoint"), "");

    assertThrows(IllegalArgumentException.class, () -> train.getCheckpointState("logs"));
  }

  private interface OnEachKind {
    void check(Saver saver, GraphRun run, CheckpointFormat format, String path);
  }

  private static void onEachKind(OnEachKind body) {
    for (boolean parts : new boolean[] {false, true}) {
      for (CheckpointFormat format : CheckpointFormat.values()) {
        try (var run = new GraphRun()) {
          named("v", 10f);
          run.initialize();
          var saver = new Saver(sharded(parts), writeVersion(format));
          body.check(saver, run, format, "model-%s-%s".formatted(parts, format));
        }
      }
    }
  }

  @Test
  @Tag(FILES + "testCheckpointExists")
  void aCheckpointIsThereOnceItIsSaved() {
    onEachKind(
        (saver, run, format, path) -> {
          assertFalse(train.checkpointExists(path));

          String written = saver.save(run.session(), path);

          assertTrue(train.checkpointExists(written));
          assertTrue(train.checkpointExists(train.latestCheckpoint("")));
        });
  }

  @Test
  @Tag(FILES + "testGetCheckpointMtimes")
  void timesAreThoseOfTheFilesInTheOrderAskedFor() {
    double before = Instant.now().getEpochSecond() - 1;
    List<String> prefixes = new ArrayList<>();
    onEachKind((saver, run, format, path) -> prefixes.add(saver.save(run.session(), path)));

    List<Double> times = train.getCheckpointMtimes(prefixes);

    assertEquals(4, times.size());
    double last = before;
    for (double time : times) {
      assertTrue(time >= last, times.toString());
      last = time;
    }
    assertEquals(List.of(), train.getCheckpointMtimes(List.of("none")));
  }

  @Test
  @Tag(FILES + "testRemoveCheckpoint")
  void removingDeletesAllFilesOfACheckpointAndNoOther() {
    onEachKind(
        (saver, run, format, path) -> {
          String written = saver.save(run.session(), path);
          String kept = saver.save(run.session(), "kept");

          train.removeCheckpoint(written, format, "meta");

          assertFalse(train.checkpointExists(written));
          assertTrue(program.files().stream().noneMatch(file -> file.startsWith(path)));
          assertTrue(train.checkpointExists(kept));
          train.removeCheckpoint(kept, format, "meta");
        });
  }

  @Test
  @Tag(FILE + "CheckpointManagerTest::testLatestCheckpointFSpathDirectory")
  void theFolderMayBeAPathObject() {
    new Checkpoint(kw("v", named("v", 1f))).save("d/ckpt");

    assertEquals("d/ckpt-1", train.latestCheckpoint(Path.of("d")));
  }

  private static List<String> all(Iterable<String> paths) {
    List<String> out = new ArrayList<>();
    paths.forEach(out::add);
    return out;
  }

  @Test
  @Tag(COMING + "testReturnsSingleCheckpointIfOneCheckpointFound")
  void oneCheckpointIsGivenOnce() {
    new Checkpoint(kw("v", named("v", 1f))).save("d/ckpt");

    assertEquals(
        List.of("d/ckpt-1"),
        all(train.checkpointsIterator("d", Duration.ZERO, Duration.ZERO, null)));
  }

  @Test
  @Tag(COMING + "testWorksWithFSPath")
  void theFolderToWatchMayBeAPathObject() {
    new Checkpoint(kw("v", named("v", 1f))).save("d/ckpt");

    assertEquals(
        List.of("d/ckpt-1"),
        all(train.checkpointsIterator(Path.of("d"), Duration.ZERO, Duration.ZERO, null)));
  }

  @Test
  @Tag(COMING + "testReturnsSingleCheckpointIfOneShardedCheckpoint")
  void oneShardedCheckpointIsGivenOnce() throws IOException {
    Files.createDirectory(folder.resolve("d"));
    try (var run = new GraphRun()) {
      try (var placed = Contexts.current().enterDevice("/cpu:0")) {
        named("v0", 111f);
      }
      try (var placed = Contexts.current().enterDevice("/cpu:1")) {
        named("v1", 222f);
      }
      run.initialize();
      new Saver(sharded(true)).save(run.session(), "d/model", globalStep(1));
    }

    assertEquals(
        List.of("d/model-1"),
        all(train.checkpointsIterator("d", Duration.ZERO, Duration.ZERO, null)));
  }

  @Test
  @Tag(COMING + "testTimeoutFn")
  void afterEachTimeoutItIsAskedWhetherToStop() {
    int[] asked = {0};

    List<String> found =
        all(
            train.checkpointsIterator(
                "none", Duration.ZERO, Duration.ofMillis(100), () -> ++asked[0] == 4));

    assertEquals(List.of(), found);
    assertEquals(4, asked[0]);
  }

  @Test
  @Tag(
      "tensorflow/python/training/checkpoint_utils_test.py::WaitForNewCheckpointTest::testReturnsNoneAfterTimeout")
  void waitingInVainEndsAfterAboutTheTimeout() {
    Instant begin = Contexts.environment().clock().instant();

    String found =
        train.waitForNewCheckpoint(
            "no/such/folder", "last", Duration.ofMillis(500), Duration.ofSeconds(1));

    assertNull(found);
    Duration waited = Duration.between(begin, Contexts.environment().clock().instant());
    assertTrue(waited.compareTo(Duration.ofMillis(500)) >= 0, waited.toString());
    assertTrue(waited.compareTo(Duration.ofMillis(1100)) <= 0, waited.toString());
  }

  @Test
  void checkpointsAreGivenAsTheyComeNotFasterThanAsked() {
    var checkpoint = new Checkpoint(kw("v", named("v", 1f)));
    checkpoint.save("d/ckpt");
    Iterator<String> coming =
        train
            .checkpointsIterator("d", Duration.ofMinutes(1), Duration.ofMinutes(10), null)
            .iterator();
    assertEquals("d/ckpt-1", coming.next());
    checkpoint.save("d/ckpt");
    checkpoint.save("d/ckpt");
    Instant before = Contexts.environment().clock().instant();

    assertEquals("d/ckpt-3", coming.next());

    assertEquals(before.plusSeconds(60), Contexts.environment().clock().instant());
    assertFalse(coming.hasNext());
    assertTrue(program.kinds().contains("checkpoint_wait_timed_out"));
  }

  @Test
  void anInterruptEndsTheWaitingAndStaysSet() {
    try (var impatient =
        Contexts.enter(
            Contexts.environment()
                .withPause(
                    time -> {
                      throw new InterruptedException();
                    }))) {
      assertThrows(
          CancelledError.class,
          () -> train.waitForNewCheckpoint("none", null, Duration.ofSeconds(1), null));
    }
    assertTrue(Thread.interrupted());
  }

  @Test
  void relativePathsOfASaverAreThoseOfTheState() {
    try (var run = new GraphRun()) {
      named("v", 10f);
      run.initialize();
      new Saver(saveRelativePaths(true)).save(run.session(), folder + "/m");
    }

    assertEquals(folder + "/m", train.getCheckpointState(folder.toString()).modelCheckpointPath());
  }
}
