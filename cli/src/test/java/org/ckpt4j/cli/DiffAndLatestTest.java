package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffAndLatestTest {
  @TempDir private Path folder;

  @Test
  void diffNamesWhatIsAddedRemovedRenamedAndChanged() throws IOException {
    Path a =
        write(
            "a",
            Map.of(
                "same", floats(1, 2),
                "changed", floats(1, 2, 3, 4),
                "shape", floats(1, 2),
                "old/name", floats(7, 8, 9),
                "gone", floats(5)));
    Path b =
        write(
            "b",
            Map.of(
                "same", floats(1, 2),
                "changed", floats(1, 2.5f, 3, 1),
                "shape", floats(1, 2, 3),
                "new/name", floats(7, 8, 9),
                "fresh", floats(6)));

    CommandRun run = CommandRun.of("diff", a, b).expect(ExitCode.FOUND);

    Snapshots.assertMatches("diff/all-kinds.txt", run.out());
  }

  @Test
  void diffMeasuresLargestAndMeanDifference() throws IOException {
    Path a = write("a", Map.of("x", floats(1, 2, 3, 4)));
    Path b = write("b", Map.of("x", floats(1, 2.5f, 3, 1)));

    JsonNode changed =
        CommandRun.of("diff", a, b, "--json").expect(ExitCode.FOUND).json().at("/changed/0");

    assertEquals(3.0, changed.get("largest_difference").doubleValue());
    assertEquals(0.875, changed.get("mean_difference").doubleValue());
    assertEquals(2, changed.get("different").asInt());
    assertEquals(4, changed.get("elements").asInt());
  }

  /** If it read them, the damage would be noticed. */
  @Test
  void diffDoesNotReadValuesWhoseChecksumsAgree() throws IOException {
    Path a = write("a", Map.of("x", floats(1, 2), "y", floats(3)));
    Path b = write("b", Map.of("x", floats(1, 2), "y", floats(4)));
    byte[] data = Files.readAllBytes(folder.resolve("b.data-00000-of-00001"));
    data[0] ^= 1;
    Files.write(folder.resolve("b.data-00000-of-00001"), data);

    JsonNode json = CommandRun.of("diff", a, b, "--json").expect(ExitCode.FOUND).json();

    assertEquals(1, json.get("equal").asInt());
    assertEquals(1, json.get("changed").size());
  }

  @Test
  void aPartitionedTensorEqualsTheSameTensorStoredWhole() throws IOException {
    Path golden = GoldenFiles.at("golden/format/small_mixed").resolve("ckpt");

    CommandRun.of("diff", golden, golden).expect(ExitCode.FINE);
    CommandRun.of("copy", golden, folder.resolve("v1"), "--format", "v1").expect(ExitCode.FINE);
    CommandRun.of("diff", golden, folder.resolve("v1")).expect(ExitCode.FINE);
  }

  @Test
  void notANumberEqualsItselfAndDiffersFromNumbers() throws IOException {
    Path a = write("a", Map.of("x", floats(Float.NaN, 1)));
    Path b = write("b", Map.of("x", floats(Float.NaN, Float.NaN)));

    CommandRun.of("diff", a, a).expect(ExitCode.FINE);
    JsonNode changed =
        CommandRun.of("diff", a, b, "--json").expect(ExitCode.FOUND).json().at("/changed/0");

    assertEquals(1, changed.get("different").asInt());
    assertEquals("NaN", changed.get("largest_difference").textValue());
  }

  @Test
  void latestPrintsTheNewestPrefixAlone() throws IOException {
    write("m-1", Map.of("x", floats(1)));
    write("m-2", Map.of("x", floats(1)));
    Files.writeString(
        folder.resolve("checkpoint"),
        """
        model_checkpoint_path: "m-2"
        all_model_checkpoint_paths: "m-1"
        all_model_checkpoint_paths: "m-2"
        """);

    assertEquals(
        folder.resolve("m-2") + "\n", CommandRun.of("latest", folder).expect(ExitCode.FINE).out());
    assertEquals(
        folder.resolve("m-1") + "\n" + folder.resolve("m-2") + "\n",
        CommandRun.of("latest", folder, "--all").expect(ExitCode.FINE).out());
    assertEquals(
        folder.resolve("m-2").toString(),
        CommandRun.of("latest", folder, "--json").json().get("latest").textValue());
  }

  @Test
  void latestOfAFolderWithoutStateFileFindsNothingAndSaysWhatIsThere() throws IOException {
    write("m-1", Map.of("x", floats(1)));

    CommandRun run = CommandRun.of("latest", folder).expect(ExitCode.FOUND);

    assertEquals("", run.out());
    assertTrue(run.err().contains("m-1"), run.err());
  }

  @Test
  void latestOfAMissingFolderIsAUsageError() {
    CommandRun.of("latest", folder.resolve("none")).expect(ExitCode.USAGE);
  }

  private Path write(String name, Map<String, RawTensor> tensors) throws IOException {
    Path prefix = folder.resolve(name);
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (Map.Entry<String, RawTensor> tensor : new TreeMap<>(tensors).entrySet()) {
        writer.add(tensor.getKey(), tensor.getValue());
      }
      writer.finish();
    }
    return prefix;
  }

  private static RawTensor floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return RawTensor.of(DType.FLOAT32, Shape.of(values.length), bytes.array());
  }
}
