package org.ckpt4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.train.ResumableTraining.Style;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A promise: a training that is stopped, and goes on from its checkpoint in a fresh program, ends
 * with the bits of one that was never stopped, slots and counters included.
 */
class ResumeTest {
  private static final int BEFORE = 5;
  private static final int AFTER = 4;

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

  static List<Arguments> trainings() {
    List<Arguments> all = new ArrayList<>();
    for (String optimizer : new TreeSet<>(ResumableTraining.OPTIMIZERS.keySet())) {
      for (Style style : Style.values()) {
        all.add(Arguments.of(optimizer, style));
      }
    }
    return all;
  }

  /**
   * All values but the object graph: it holds the names of slots too, which in eager mode number
   * the slots in the order in which they were made.
   */
  private Map<String, String> values(String checkpoint) {
    Map<String, String> values = new TreeMap<>();
    try (CheckpointReader reader =
        CheckpointReader.open(
            checkpoint, PathResolver.relativeTo(folder), ReadOptions.defaults())) {
      for (TensorEntry entry : reader.entries()) {
        String key = entry.key().toString();
        if (!key.equals(ObjectGraph.KEY)) {
          values.put(key, HexFormat.of().formatHex(reader.getTensor(key).bytes().toByteArray()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aResumedTrainingEndsWithTheSameBits(String optimizer, Style style) {
    ResumableTraining.run(optimizer, style, null, BEFORE + AFTER, "whole");

    ResumableTraining.run(optimizer, style, null, BEFORE, "half");
    ResumableTraining.run(optimizer, style, "half", AFTER, "resumed");

    assertNotEquals(values("half"), values("resumed"), "nothing was trained");
    assertEquals(values("whole"), values("resumed"));
  }

  /** Goes on in a program of its own. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      try (Program program = new Program(Path.of(args[0]))) {
        ResumableTraining.run(args[1], Style.valueOf(args[2]), "half", AFTER, "resumed");
      }
    }
  }

  @Test
  @Tag("slow")
  void aNewProcessEndsWithTheSameBitsToo() throws Exception {
    for (Style style : Style.values()) {
      ResumableTraining.run("adam", style, null, BEFORE + AFTER, "whole");
      ResumableTraining.run("adam", style, null, BEFORE, "half");

      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  folder.toString(),
                  "adam",
                  style.name())
              .inheritIO()
              .start();

      assertEquals(0, child.waitFor());
      assertEquals(values("whole"), values("resumed"), style.name());
    }
  }
}
