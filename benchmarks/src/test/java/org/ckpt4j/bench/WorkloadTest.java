package org.ckpt4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  @Test
  void aTensorFilledInPiecesIsTheTensorFilledAtOnce() {
    ByteBuffer whole = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer piece = ByteBuffer.allocate(24);

    Workload.fill(3, 0, whole);
    Workload.fill(3, 40, piece);

    assertEquals(whole.slice(40, 24), piece);
    assertEquals((int) (7 * 2654435761L + 3 * 40503 + 12345), whole.getInt(28));
  }

  @Test
  void offHeapMemoryHoldsTheWorkloadsBytes() {
    ByteBuffer expected = ByteBuffer.allocate(64);
    Workload.fill(9, 0, expected);

    try (OffHeapBytes bytes = OffHeapBytes.filled(Workload.SMALL, 9)) {
      assertEquals(expected, bytes.window(0, 64));
      assertEquals(expected.slice(8, 12), bytes.window(8, 12));
    }
  }

  @Test
  void aRatioAboveOneMeansFasterWhateverTheUnit() {
    assertEquals(2.0, new BenchRow("save", "x", "MB/s", 200, Map.of("p", 100.0)).ratio("p"));
    assertEquals(2.0, new BenchRow("list", "x", "ms", 5, Map.of("p", 10.0)).ratio("p"));
  }

  @Test
  void theTableShowsEveryPeerAndAGapWhereOneHasNoFigure() {
    StringWriter text = new StringWriter();

    BenchReport.print(
        new PrintWriter(text, true),
        List.of(
            new BenchRow("save", "64x16MiB", "MB/s", 3000, Map.of("tensorflow-native", 750.0)),
            new BenchRow("peak", "64x16MiB", "MiB", 12.5, Map.of())));

    String[] lines = text.toString().split(System.lineSeparator());
    assertTrue(lines[0].contains("tensorflow-native"), lines[0]);
    assertTrue(lines[1].endsWith("750  4.00x"), lines[1]);
    assertTrue(lines[2].endsWith("-"), lines[2]);
  }

  @Test
  void evidenceIsFoundBySide(@TempDir Path folder) throws Exception {
    Evidence.leave(folder, "ckpt4j", "save-1", 0xab);
    Evidence.leave(folder, "tensorflow", "save-1", 0xab);
    Evidence.leave(folder, "ckpt4j", "save-12", 1);

    assertEquals(Map.of("ckpt4j", "ab", "tensorflow", "ab"), Evidence.collect(folder, "save-1"));
  }
}
