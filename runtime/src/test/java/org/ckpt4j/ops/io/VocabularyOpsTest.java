package org.ckpt4j.ops.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations that follow words from one vocabulary to another, called one by one. */
class VocabularyOpsTest {
  private static final String FILE =
      "tensorflow/python/kernel_tests/io_ops/checkpoint_ops_test.py::";
  private static final String WORDS = FILE + "GenerateVocabRemappingTest::";
  private static final String MATRIX = FILE + "LoadAndRemapMatrixTest::";
  private static final String CHUNKS = FILE + "LoadAndRemapMatrixWithMaxRowsTest::";

  @TempDir Path folder;
  private Scope environment;
  private Scope context;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed by leave
  void enter() throws IOException {
    environment =
        Contexts.enter(
            Environment.defaults()
                .withFiles(PathResolver.relativeTo(folder))
                .withDiagnostics(diagnostic -> {}));
    context = Contexts.enter(new EagerContext());
    Files.writeString(folder.resolve("new"), "knitting\neminem\nMISSING\n");
    Files.writeString(folder.resolve("old"), "knitting\neminem\nMISSING\n");
    Files.writeString(folder.resolve("shifted"), "eminem\nMISSING\nknitting\n");
    save("m", matrix(5, 16));
  }

  @AfterEach
  void leave() {
    context.close();
    environment.close();
  }

  private static float[][] matrix(int rows, int columns) {
    float[][] out = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[i][j] = i * columns + j;
      }
    }
    return out;
  }

  private static void save(String prefix, float[][] value) {
    new Saver(List.of(new Variable(value, new Named("some_scope/matrix")))).save(null, prefix);
  }

  private static void assertRemapping(Node node, int present, long... remapping) {
    assertArrayEquals(remapping, ElementArrays.longs((EagerTensor) node.output(0)));
    assertEquals(present, ((EagerTensor) node.output(1)).longValue());
    assertEquals(DType.INT32, node.output(1).dtype());
  }

  @Test
  @Tag(WORDS + "test_generate_remapping_with_no_vocab_changes")
  void theSameVocabularyChangesNothing() {
    assertRemapping(GenerateVocabRemapping.of("new", "old", 0, 3, -1), 3, 0, 1, 2);
  }

  @Test
  @Tag(WORDS + "test_generate_remapping_with_shifted_vocab")
  void wordsInAnotherOrderAreFound() {
    assertRemapping(GenerateVocabRemapping.of("new", "shifted", 0, 3, -1), 3, 2, 0, 1);
  }

  @Test
  @Tag(WORDS + "test_generate_remapping_with_offset")
  void aPartOfTheNewVocabularyIsRemappedAlone() {
    assertRemapping(GenerateVocabRemapping.of("new", "shifted", 1, 1, -1), 1, 0);
  }

  @Test
  @Tag(WORDS + "test_generate_remapping_with_old_vocab_size")
  void wordsBehindTheEndOfTheOldVocabularyAreMissing() {
    assertRemapping(GenerateVocabRemapping.of("new", "shifted", 0, 3, 2), 2, -1, 0, 1);
  }

  private static EagerTensor load(long[] rows, long[] columns, int numColumns, float... values) {
    return load("m", rows, columns, numColumns, -1, values);
  }

  private static EagerTensor load(
      String prefix, long[] rows, long[] columns, int numColumns, int maxRows, float... values) {
    return (EagerTensor)
        LoadAndRemapMatrix.DEF.call(
            Attrs.of(
                "num_rows", (long) rows.length,
                "num_cols", (long) numColumns,
                "max_rows_in_memory", (long) maxRows),
            ToTensor.of(prefix, DType.STRING, "p"),
            ToTensor.of("some_scope/matrix", DType.STRING, "n"),
            ElementArrays.tensor(DType.INT64, Shape.of(rows.length), rows),
            ElementArrays.tensor(DType.INT64, Shape.of(columns.length), columns),
            ElementArrays.tensor(Shape.of(values.length), values));
  }

  private static float[] repeated(int count) {
    float[] out = new float[count];
    Arrays.fill(out, 42);
    return out;
  }

  private static long[] numbers(long... values) {
    return values;
  }

  @Test
  @Tag(MATRIX + "test_load_and_remap_no_missing")
  void rowsAndColumnsArePermuted() {
    float[][] old = matrix(5, 16);

    float[] byRow = ElementArrays.floats(load(numbers(2, 0, 1), numbers(), 16));
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(
          old[new int[] {2, 0, 1}[i]], Arrays.copyOfRange(byRow, 16 * i, 16 * i + 16));
    }

    long[] backwards = new long[16];
    for (int j = 0; j < 16; j++) {
      backwards[j] = 15L - j;
    }
    float[] both = ElementArrays.floats(load(numbers(0, 1, 4), backwards, 16));
    assertEquals(15, both[0]);
    assertEquals(16, both[31]);
    assertEquals(79, both[32]);
    assertArrayEquals(
        new float[] {1, 15, 65, 79}, ElementArrays.floats(load(numbers(0, 4), numbers(1, 15), 2)));
  }

  @Test
  @Tag(MATRIX + "test_load_and_remap_all_missing_rows")
  void whereAllRowsAreMissingAllIsFilledIn() {
    EagerTensor all = load(numbers(-1, -1, -1, -1, -1, -1, -1), numbers(), 16, repeated(112));

    assertEquals(Shape.of(7, 16), all.shape());
    assertArrayEquals(repeated(112), ElementArrays.floats(all));
  }

  @Test
  @Tag(MATRIX + "test_load_and_remap_all_missing_rows_and_cols")
  void whereAllRowsAndColumnsAreMissingAllIsFilledIn() {
    EagerTensor all =
        load(numbers(-1, -1, -1, -1, -1, -1, -1), numbers(-1, -1, -1, -1), 4, repeated(28));

    assertEquals(Shape.of(7, 4), all.shape());
    assertArrayEquals(repeated(28), ElementArrays.floats(all));
  }

  @Test
  @Tag(MATRIX + "test_load_and_remap_invalid_dims")
  void numbersOfRowsAndColumnsAreVectors() {
    for (Shape wrong : List.of(Shape.scalar(), Shape.of(1, 1))) {
      EagerTensor one = ElementArrays.tensor(DType.INT64, wrong, new long[] {0});
      EagerTensor zero = ElementArrays.tensor(DType.INT64, Shape.of(1), new long[] {0});
      for (boolean row : new boolean[] {true, false}) {
        assertThrows(
            InvalidArgumentError.class,
            () ->
                LoadAndRemapMatrix.of(
                    "m",
                    "some_scope/matrix",
                    row ? one : zero,
                    row ? zero : one,
                    ElementArrays.tensor(Shape.of(0), new float[0]),
                    1,
                    1));
      }
    }
  }

  @Test
  @Tag(MATRIX + "test_load_and_remap_invalid_remapping")
  void anOldRowOrColumnIsTakenOnceAtMost() {
    assertThrows(InvalidArgumentError.class, () -> load(numbers(1, 0, 0, 0, 1, 2), numbers(), 16));
    assertThrows(InvalidArgumentError.class, () -> load(numbers(0), numbers(1, 0, 0, 0, 1, 2), 6));
    assertThrows(InvalidArgumentError.class, () -> load(numbers(0, 5), numbers(), 16));
    assertThrows(InvalidArgumentError.class, () -> load(numbers(0), numbers(16), 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  @Tag(MATRIX + "test_load_and_remap_incorrect_initializing_values")
  void exactlyAsManyValuesAsAreMissingMustBeGiven(int given) {
    long[] rows = numbers(1, -1);
    long[] columns = numbers(1, -1);
    assertThrows(InvalidArgumentError.class, () -> load(rows, columns, 2, repeated(given)));

    assertArrayEquals(
        new float[] {17, 42, 42, 42}, ElementArrays.floats(load(rows, columns, 2, repeated(3))));
  }

  private static void loadsInChunks(int maxRows, int parts) {
    float[][] value = matrix(9, 4);
    try (var building = new Graph().asDefault();
        Session session = new Session()) {
      TF1.getPartitionedVariable(
          "some_scope/matrix",
          Shape.of(9, 4),
          TF1.fixedSizePartitioner(parts),
          org.ckpt4j.variables.Initializer.of(TF.constant(value)));
      session.run(TF1.globalVariablesInitializer());
      new Saver().save(session, "parts");
    }

    EagerTensor loaded = load("parts", numbers(0, 1, 2, 3, 4, 5, 6, 7, 8), numbers(), 4, maxRows);

    assertArrayEquals(
        ElementArrays.floats((EagerTensor) TF.constant(value)), ElementArrays.floats(loaded));
  }

  @Test
  @Tag(CHUNKS + "test_loading_rows_divisible_by_max_rows")
  void chunksThatDivideTheRows() {
    loadsInChunks(3, 1);
  }

  @Test
  @Tag(CHUNKS + "test_loading_rows_not_divisible_by_max_rows")
  void chunksThatDoNotDivideTheRows() {
    loadsInChunks(4, 1);
  }

  @Test
  @Tag(CHUNKS + "test_loading_rows_less_than_max_rows")
  void oneChunkForAll() {
    loadsInChunks(10, 1);
  }

  @Test
  @Tag(CHUNKS + "test_loading_partitions_equals_max_rows")
  void chunksOfTheSizeOfTheParts() {
    loadsInChunks(3, 3);
  }

  @Test
  @Tag(CHUNKS + "test_loading_partitions_greater_than_max_rows")
  void partsRowByRow() {
    loadsInChunks(1, 3);
  }

  @Test
  @Tag(CHUNKS + "test_loading_partitions_no_max_rows")
  void partsWithoutALimit() {
    loadsInChunks(-1, 3);
  }
}
