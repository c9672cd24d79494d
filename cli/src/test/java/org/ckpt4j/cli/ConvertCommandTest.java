package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.plan.StoredValue;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.testkit.GoldenFiles;
import org.ckpt4j.testkit.HexDiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConvertCommandTest {
  private static final List<String> FILES = List.of(".index", ".data-00000-of-00001");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "39-convert-tf1-to-tf2, tf1-ckpt-saved-in-eager, converted-tf1-to-tf2-1",
    "39-convert-tf1-to-tf2, many, many-converted-1",
    "39-convert-tf1-to-tf2, typed, typed-converted-1",
    "40-convert-tf2-to-tf1, tf2-ckpt-saved-in-session-1, converted-tf2-to-tf1"
  })
  void withoutOptionsTheBytesAreThoseOfTheGuidesFunctions(
      String section, String from, String expected) throws IOException {
    Path golden = GoldenFiles.at("golden/guide/" + section);
    Path made = folder.resolve("made");

    CommandRun.of("convert", golden.resolve(from), made).expect(ExitCode.FINE);

    for (String end : FILES) {
      HexDiff.assertSameFile(golden.resolve(expected + end), folder.resolve("made" + end));
    }
  }

  @Test
  void slotsBecomeSlotsOfTheOptimizerAndComeBack() throws IOException {
    Path names = trained("names");
    Path objects = folder.resolve("objects");

    CommandRun.of("convert", names, objects, "--tree", "--optimizer", "opt").expect(ExitCode.FINE);

    StoredValues values = values(objects);
    StoredValue slot =
        values.find("net/w/.OPTIMIZER_SLOT/opt/v/.ATTRIBUTES/VARIABLE_VALUE").orElseThrow();
    assertEquals("v", slot.slot().name());
    assertEquals("net/w/.ATTRIBUTES/VARIABLE_VALUE", slot.slot().variableKey());
    assertTrue(values.find("opt/beta1_power/.ATTRIBUTES/VARIABLE_VALUE").isPresent());
    assertTrue(values.find("global_step/.ATTRIBUTES/VARIABLE_VALUE").isPresent());

    CommandRun.of("convert", objects, folder.resolve("back"), "--reverse").expect(ExitCode.FINE);
    assertEquals(contents(names), contents(folder.resolve("back")));
  }

  @Test
  void objectsBecomeNamesWithSlotsNamedAsV1NamesThem() throws IOException {
    Path names = trained("names");
    Path objects = folder.resolve("objects");
    CommandRun.of("convert", names, objects, "--tree", "--optimizer", "opt").expect(ExitCode.FINE);

    CommandRun.of(
            "convert",
            objects,
            folder.resolve("named"),
            "--names",
            "path",
            "--rule",
            "^opt/beta=beta")
        .expect(ExitCode.FINE);

    assertEquals(contents(names), contents(folder.resolve("named")));
  }

  @Test
  void anExampleGivesTheLayoutAndTheSourceTheValues() throws IOException {
    Path names = trained("names");
    Path example = folder.resolve("example");
    CommandRun.of(
            "convert",
            names,
            example,
            "--optimizer",
            "adam",
            "--under",
            "v",
            "--rule",
            "^net/w$=layer/kernel",
            "--rule",
            "^net/b$=layer/bias")
        .expect(ExitCode.FINE);
    Path later = trained("later", 100);

    CommandRun.of("convert", later, folder.resolve("out"), "--like", example).expect(ExitCode.FINE);

    StoredValues made = values(folder.resolve("out"));
    assertEquals(values(example).graph(), made.graph());
    Map<String, String> all = contents(folder.resolve("out"));
    Map<String, String> source = contents(later);
    assertEquals(source.get("net/w"), all.get("layer/kernel/.ATTRIBUTES/VARIABLE_VALUE"));
    assertEquals(
        source.get("net/w/Adam_1"),
        all.get("layer/kernel/.OPTIMIZER_SLOT/adam/v/.ATTRIBUTES/VARIABLE_VALUE"));
  }

  @Test
  void guessesAreShownAndNotTakenUnasked() throws IOException {
    Path a = folder.resolve("a");
    write(
        a, Map.of("encoder/dense/kernel", floats(2, 3, 1), "encoder/dense/bias", floats(3, 1, 2)));
    Path b = folder.resolve("b");
    write(b, Map.of("enc_dense_kernel", floats(2, 3, 0), "enc_dense_bias", floats(3, 1, 0)));

    CommandRun refused =
        CommandRun.of("convert", a, folder.resolve("c"), "--like", b).expect(ExitCode.FOUND);
    assertTrue(refused.err().contains("--accept-guesses"), refused.err());
    assertTrue(refused.out().contains("enc_dense_kernel"), refused.out());
    assertTrue(Files.notExists(folder.resolve("c.index")));

    CommandRun.of("convert", a, folder.resolve("c"), "--like", b, "--accept-guesses")
        .expect(ExitCode.FINE);
    assertEquals(
        contents(a).get("encoder/dense/kernel"),
        contents(folder.resolve("c")).get("enc_dense_kernel"));
  }

  @Test
  void aDryRunWritesNothingAndAnExistingResultIsKept() throws IOException {
    Path names = trained("names");

    CommandRun shown =
        CommandRun.of("convert", names, folder.resolve("x"), "--dry-run").expect(ExitCode.FINE);
    assertTrue(shown.out().contains("vars/net.Sw/.ATTRIBUTES/VARIABLE_VALUE"), shown.out());
    assertTrue(Files.notExists(folder.resolve("x.index")));

    CommandRun.of("convert", names, folder.resolve("x")).expect(ExitCode.FINE);
    byte[] before = Files.readAllBytes(folder.resolve("x.index"));
    assertTrue(CommandRun.of("convert", names, folder.resolve("x")).code() != ExitCode.FINE);
    assertEquals(before.length, Files.readAllBytes(folder.resolve("x.index")).length);
  }

  @Test
  void planTellsWhatFitsAndWhatIsMissing() throws IOException {
    Path a = folder.resolve("a");
    write(a, Map.of("w", floats(2, 3, 1), "old", floats(3, 1, 2), "b", floats(4, 1, 2)));
    Path b = folder.resolve("b");
    write(b, Map.of("w", floats(2, 3, 0), "b", floats(3, 1, 0), "new", floats(7, 1, 0)));

    CommandRun told = CommandRun.of("plan", a, "--into", b).expect(ExitCode.FOUND);

    assertTrue(
        told.out().contains("1 matched, 1 missing in the file, 1 of another shape, 1 unused"),
        told.out());
    assertTrue(told.out().lines().anyMatch(line -> line.startsWith("#   b  ")), told.out());
    CommandRun.of("plan", a, "--into", a).expect(ExitCode.FINE);
  }

  private Path trained(String name) throws IOException {
    return trained(name, 0);
  }

  private Path trained(String name, int start) throws IOException {
    Map<String, RawTensor> values = new TreeMap<>();
    int next = start;
    for (String variable : List.of("net/w", "net/w/Adam", "net/w/Adam_1")) {
      values.put(variable, floats(2, 3, next++));
    }
    for (String variable : List.of("net/b", "net/b/Adam", "net/b/Adam_1")) {
      values.put(variable, floats(3, 1, next++));
    }
    values.put("beta1_power", floats(1, 1, next++));
    values.put("beta2_power", floats(1, 1, next++));
    values.put("global_step", RawTensor.of(DType.INT64, Shape.scalar(), new byte[8]));
    Path prefix = folder.resolve(name);
    write(prefix, values);
    return prefix;
  }

  private static RawTensor floats(int rows, int columns, int start) {
    byte[] bytes = new byte[rows * columns * 4];
    for (int i = 0; i < bytes.length; i += 4) {
      bytes[i] = (byte) (start + i);
      bytes[i + 3] = 64;
    }
    return RawTensor.of(DType.FLOAT32, Shape.of(rows, columns), bytes);
  }

  private static void write(Path prefix, Map<String, RawTensor> values) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (Map.Entry<String, RawTensor> value : new TreeMap<>(values).entrySet()) {
        writer.add(value.getKey(), value.getValue());
      }
      writer.finish();
    }
  }

  private static StoredValues values(Path prefix) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      return StoredValues.of(reader);
    }
  }

  /** Keys, types, shapes and bytes, without the object graph. */
  private static Map<String, String> contents(Path prefix) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (var entry : reader.entries()) {
        String key = entry.key().toString();
        if (!key.equals(ObjectGraph.KEY)) {
          byte[] bytes = reader.getTensor(entry.key()).bytes().toByteArray();
          all.put(key, entry.spec() + java.util.Arrays.toString(bytes));
        }
      }
    }
    return all;
  }
}
