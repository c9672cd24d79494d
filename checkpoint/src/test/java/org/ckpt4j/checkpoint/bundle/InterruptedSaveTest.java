package org.ckpt4j.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.InterruptedSave.Outcome;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.coding.FaultyFiles;
import org.ckpt4j.checkpoint.coding.FileActions;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Saves and merges of which every single file action once fails, or is the last one of its process.
 */
class InterruptedSaveTest {
  private static final int OLD = 1;
  private static final int NEW = 2;
  private static final int NONE = 0;

  private FileSystem memory;
  private Path folder;
  private Prefix prefix;

  @BeforeEach
  void makeFileSystem() throws IOException {
    memory = Jimfs.newFileSystem(Configuration.unix());
    folder = memory.getPath("/save");
    Files.createDirectories(folder);
    prefix = Prefix.of(folder.resolve("model"));
  }

  @AfterEach
  void closeFileSystem() throws IOException {
    memory.close();
  }

  private static RawTensor filled(int bytes, int with) {
    byte[] value = new byte[bytes];
    Arrays.fill(value, (byte) with);
    return RawTensor.of(DType.INT8, Shape.of(bytes), value);
  }

  private static void save(FileActions files, Prefix prefix, int content, boolean fsync)
      throws IOException {
    WriteOptions options = WriteOptions.defaults().withFsync(fsync).withThreads(1);
    try (CheckpointWriter writer = BundleWriter.create(files, prefix, options)) {
      writer.add("large", filled(400_000, content));
      writer.add("small", filled(5, content));
      writer.addSlice(
          TensorKey.of("parts"), Shape.of(4), TensorSlice.parse("0,2"), filled(2, content));
      writer.addSlice(
          TensorKey.of("parts"), Shape.of(4), TensorSlice.parse("2,2"), filled(2, content));
      writer.finish();
    }
  }

  /** Which save is visible, every value of it the same; fails on a mix. */
  private int visible(String... keys) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix.folder().resolve(prefix.name()))) {
      int found = NONE;
      for (String key : keys.length > 0 ? keys : new String[] {"large", "small", "parts"}) {
        byte[] value = reader.getTensor(key).bytes().toByteArray();
        found = found == NONE ? value[0] : found;
        byte[] expected = new byte[value.length];
        Arrays.fill(expected, (byte) found);
        assertArrayEquals(expected, value, key);
      }
      return found;
    } catch (NoSuchFileException e) {
      assertFalse(Files.exists(prefix.index()), "index without its data: " + e);
      return NONE;
    }
  }

  private List<String> leftOver() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.contains("tempstate") || name.contains("replaced"))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void failureOfAnyActionLeavesTheOldCheckpointReadable(boolean reused, boolean fsync)
      throws IOException {
    for (int fault = 0; ; fault++) {
      closeFileSystem();
      makeFileSystem();
      if (reused) {
        save(FileActions.SYSTEM, prefix, OLD, false);
      }
      FaultyFiles files = FaultyFiles.failingAt(fault);
      boolean thrown = false;
      try {
        save(files, prefix, NEW, fsync);
      } catch (IOException e) {
        assertTrue(e.getMessage().startsWith("fault: "), e.toString());
        thrown = true;
      }

      int expected = thrown ? (reused ? OLD : NONE) : NEW;
      int seen = visible();
      // Only when forcing the folder at the very end fails the new one is visible all the same.
      assertTrue(seen == expected || fsync && thrown && seen == NEW, fault + ": " + seen);
      save(FileActions.SYSTEM, prefix, NEW, fsync);
      assertEquals(NEW, visible());
      assertEquals(List.of(), leftOver(), "after fault " + fault);
      if (!files.fired()) {
        assertTrue(fault > 8, "only " + fault + " actions");
        return;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void deathAtAnyActionLeavesOldNewOrNoneAndTheNextSaveCleansUp(boolean reused, boolean fsync)
      throws IOException {
    List<Integer> seen = new ArrayList<>();
    for (int fault = 0; ; fault++) {
      closeFileSystem();
      makeFileSystem();
      if (reused) {
        save(FileActions.SYSTEM, prefix, OLD, false);
      }
      FaultyFiles files = FaultyFiles.dyingAt(fault);
      try {
        save(files, prefix, NEW, fsync);
      } catch (FaultyFiles.Death e) {
        seen.add(visible());
      }
      if (!files.fired()) {
        assertEquals(NEW, visible());
        break;
      }
      boolean hidden = reused && visible() == NONE;

      Outcome outcome = InterruptedSaves.settle(prefix);

      if (hidden) {
        assertEquals(Outcome.COMPLETED, outcome);
        assertEquals(NEW, visible());
      } else if (!reused && outcome == Outcome.COMPLETED) {
        assertEquals(NEW, visible());
      } else {
        assertEquals(seen.get(seen.size() - 1), visible());
      }
      assertEquals(List.of(), leftOver(), "after death at " + fault);
      save(FileActions.SYSTEM, prefix, NEW, fsync);
      assertEquals(NEW, visible());
    }
    if (reused) {
      assertTrue(seen.containsAll(List.of(OLD, NONE, NEW)), seen.toString());
    } else {
      assertTrue(seen.contains(NONE), seen.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deathWhileSettlingLosesNothing(boolean dataMoved) throws IOException {
    // As a save leaves it that dies with the old index set aside, before or after moving its data.
    int death = 0;
    while (true) {
      closeFileSystem();
      makeFileSystem();
      save(FileActions.SYSTEM, prefix, OLD, false);
      try {
        save(FaultyFiles.dyingAt(death), prefix, NEW, false);
      } catch (FaultyFiles.Death e) {
        death++;
      }
      boolean moved = leftOver().stream().noneMatch(name -> name.matches(".*data.*tempstate.*"));
      if (visible() == NONE && moved == dataMoved) {
        break;
      }
      assertTrue(death < 100, "no such state");
    }
    List<byte[]> contents = new ArrayList<>();
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        paths.add(file);
        contents.add(Files.readAllBytes(file));
      }
    }
    for (int fault = 0; ; fault++) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      for (int i = 0; i < paths.size(); i++) {
        Files.write(paths.get(i), contents.get(i));
      }
      FaultyFiles files = FaultyFiles.dyingAt(fault);
      try {
        InterruptedSaves.settle(files, prefix);
      } catch (FaultyFiles.Death e) {
        InterruptedSaves.settle(prefix);
      }
      assertEquals(NEW, visible());
      assertEquals(List.of(), leftOver());
      if (!files.fired()) {
        return;
      }
    }
  }

  @Test
  void finishedSaveWithDamagedDataIsNotCompletedButTheOldOneRestored() throws IOException {
    for (int death = 0; visible() != NONE || leftOver().isEmpty(); death++) {
      closeFileSystem();
      makeFileSystem();
      save(FileActions.SYSTEM, prefix, OLD, false);
      try {
        save(FaultyFiles.dyingAt(death), prefix, NEW, false);
      } catch (FaultyFiles.Death e) {
        continue;
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.toString().matches(".*data.*tempstate.*")) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[1000]++;
          Files.write(file, bytes);
        }
      }
    }

    assertEquals(Outcome.RESTORED, InterruptedSaves.settle(prefix));

    assertEquals(OLD, visible());
    assertEquals(List.of(), leftOver());
  }

  @Test
  void filesOfTensorFlowAreLeftAlone() throws IOException {
    Path theirs = folder.resolve("model.data-00000-of-00001.tempstate1234567890");
    Files.write(theirs, new byte[] {1});

    save(FileActions.SYSTEM, prefix, NEW, false);

    assertTrue(Files.exists(theirs));
    assertEquals(Outcome.NOTHING_FOUND, InterruptedSaves.settle(prefix));
  }

  @Test
  void writerThatIsClosedWithoutFinishingLeavesNothing() throws IOException {
    try (CheckpointWriter writer =
        BundleWriter.create(FileActions.SYSTEM, prefix, WriteOptions.defaults())) {
      writer.add("a", filled(500_000, 1));
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void prefixInTheWorkingFolderIsSavedAndSavedAgain() throws IOException {
    Files.createDirectories(memory.getPath("").toAbsolutePath());
    prefix = Prefix.of(memory.getPath("model"));

    save(FileActions.SYSTEM, prefix, OLD, true);
    assertEquals(OLD, visible());
    save(FileActions.SYSTEM, prefix, NEW, true);

    assertEquals(NEW, visible());
    assertTrue(Files.exists(memory.getPath("").toAbsolutePath().resolve("model.index")));
  }

  @Test
  void onlyTheLastFolderLevelIsMade() throws IOException {
    save(FileActions.SYSTEM, Prefix.of(folder.resolve("a/model")), NEW, false);
    assertTrue(Files.exists(folder.resolve("a/model.index")));

    assertThrows(
        NoSuchFileException.class,
        () -> save(FileActions.SYSTEM, Prefix.of(folder.resolve("b/c/model")), NEW, false));
  }

  private void makeParts() throws IOException {
    Files.createDirectories(folder.resolve("parts"));
    for (int i = 0; i < 2; i++) {
      Prefix part = Prefix.of(folder.resolve("parts/part-" + i));
      try (CheckpointWriter writer =
          BundleWriter.create(FileActions.SYSTEM, part, WriteOptions.defaults())) {
        writer.add("value" + i, filled(10 + i, NEW));
        writer.finish();
      }
    }
  }

  private void saveOldParts() throws IOException {
    try (CheckpointWriter writer =
        BundleWriter.create(FileActions.SYSTEM, prefix, WriteOptions.defaults())) {
      writer.add("value0", filled(10, OLD));
      writer.add("value1", filled(11, OLD));
      writer.finish();
    }
  }

  private void merge(FileActions files) throws IOException {
    List<Prefix> parts =
        List.of(
            Prefix.of(folder.resolve("parts/part-0")), Prefix.of(folder.resolve("parts/part-1")));
    BundleMerger.merge(files, parts, prefix, true, false, true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void mergeThatFailsAnywhereCanBeDoneAgain(boolean reused) throws IOException {
    for (int fault = 0; ; fault++) {
      closeFileSystem();
      makeFileSystem();
      makeParts();
      if (reused) {
        saveOldParts();
      }
      FaultyFiles files = FaultyFiles.failingAt(fault);
      try {
        merge(files);
      } catch (IOException e) {
        int seen = visible("value0", "value1");
        assertTrue(seen == NEW || seen == (reused ? OLD : NONE), fault + " " + e);
        if (seen != NEW) {
          merge(FileActions.SYSTEM);
        }
      }
      assertEquals(NEW, visible("value0", "value1"), "fault " + fault);
      if (!files.fired()) {
        assertFalse(Files.exists(folder.resolve("parts")));
        assertTrue(fault > 8, "only " + fault + " actions");
        return;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void mergeThatDiesAnywhereLeavesOldNewOrNone(boolean reused) throws IOException {
    for (int fault = 0; ; fault++) {
      closeFileSystem();
      makeFileSystem();
      makeParts();
      if (reused) {
        saveOldParts();
      }
      FaultyFiles files = FaultyFiles.dyingAt(fault);
      try {
        merge(files);
      } catch (FaultyFiles.Death e) {
        int seen = visible("value0", "value1");
        Outcome outcome = InterruptedSaves.settle(prefix);
        int after = visible("value0", "value1");
        assertTrue(
            seen == after || seen == NONE && outcome == Outcome.COMPLETED,
            fault + ": " + seen + " then " + after);
        assertTrue(!reused || after != NONE, "nothing left after " + fault);
        assertEquals(List.of(), leftOver());
      }
      if (!files.fired()) {
        assertEquals(NEW, visible("value0", "value1"));
        return;
      }
    }
  }
}
