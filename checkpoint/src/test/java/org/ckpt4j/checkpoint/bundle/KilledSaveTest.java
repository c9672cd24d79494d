package org.ckpt4j.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.InterruptedSave;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that saves in a loop is killed again and again, {@code -Dckpt4j.kills=N} times (200 if
 * not said), half of them on a prefix of its own each time, half on one prefix for all.
 */
@Tag("slow")
class KilledSaveTest {
  private static final int TENSORS = 12;
  private static final int BYTES = 300_000;

  @TempDir Path folder;

  /**
   * The child: saves number 1, 2, 3 … each tensor filled with the number, and says when one is
   * done.
   */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      boolean reused = arguments[1].equals("reused");
      System.out.write('s');
      System.out.flush();
      for (int number = Integer.parseInt(arguments[2]); ; number++) {
        save(folder.resolve(reused ? "model" : "model-" + number), number);
        System.out.write('.');
        System.out.flush();
      }
    }
  }

  private static void save(Path prefix, int number) throws IOException {
    byte[] value = new byte[BYTES];
    Arrays.fill(value, (byte) number);
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (int i = 0; i < TENSORS; i++) {
        writer.add("tensor" + i, RawTensor.of(DType.UINT8, Shape.of(BYTES), value));
      }
      writer.finish();
    }
  }

  /** The number with which all tensors are filled, or -1 if nothing is visible; fails on a mix. */
  private static int number(Path prefix) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      byte[] expected = new byte[BYTES];
      Arrays.fill(expected, reader.getTensor("tensor0").bytes().window(0, 1).get(0));
      List<TensorEntry> entries = reader.entries();
      assertEquals(TENSORS, entries.size());
      for (TensorEntry entry : entries) {
        assertArrayEquals(expected, reader.getTensor(entry.key()).bytes().toByteArray());
      }
      return expected[0] & 0xff;
    } catch (NoSuchFileException e) {
      assertFalse(Files.exists(Prefix.of(prefix).index()), e.toString());
      return -1;
    }
  }

  /** Runs the child until a random moment. */
  private void runAndKill(String kind, int first, SplittableRandom random) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                kind,
                Integer.toString(first))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = child.getInputStream()) {
      assertEquals('s', out.read(), "the child did not start");
      // Some saves in, then any moment of the next.
      for (int i = random.nextInt(4); i > 0; i--) {
        assertEquals('.', out.read());
      }
      Thread.sleep(0, random.nextInt(999_999));
      Thread.sleep(random.nextInt(12));
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void killedSavesLeaveOldNewOrNoneOnAReusedPrefix() throws Exception {
    SplittableRandom random = Seeds.printed("killedSaves, reused prefix");
    int kills = Integer.getInteger("ckpt4j.kills", 200) / 2;
    Path prefix = folder.resolve("model");
    int[] seen = new int[2];
    for (int i = 0; i < kills; i++) {
      int first = 1 + i % 100;
      save(prefix, 0);

      runAndKill("reused", first, random);

      int visible = number(prefix);
      seen[visible < 0 ? 1 : 0]++;
      InterruptedSave.Outcome outcome = InterruptedSave.settle(prefix);
      int after = number(prefix);
      assertTrue(after >= 0, "lost after " + outcome);
      assertTrue(visible < 0 || visible == after, visible + " then " + after);
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(2, files.count(), "left over after " + outcome);
      }
    }
    System.out.printf(
        "%d kills: %d with a checkpoint visible, %d without%n", kills, seen[0], seen[1]);
  }

  @Test
  void killedSavesUnderNewPrefixesLeaveTheEarlierOnesWhole() throws Exception {
    SplittableRandom random = Seeds.printed("killedSaves, new prefixes");
    int kills =
        Integer.getInteger("ckpt4j.kills", 200) - Integer.getInteger("ckpt4j.kills", 200) / 2;
    int next = 1;
    for (int i = 0; i < kills; i++) {
      runAndKill("new", next, random);

      int whole = 0;
      while (number(folder.resolve("model-" + (next + whole))) >= 0) {
        assertEquals((next + whole) & 0xff, number(folder.resolve("model-" + (next + whole))));
        whole++;
      }
      InterruptedSave.settle(folder.resolve("model-" + (next + whole)));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          assertFalse(file.toString().contains(".replaced"), file.toString());
          Files.delete(file);
        }
      }
      next += whole + 1;
    }
  }
}
