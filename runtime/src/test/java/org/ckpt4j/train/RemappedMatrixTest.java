package org.ckpt4j.train;

import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.RemappedMatrix.Words;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A matrix of 5 rows and 3 columns, element 10 * row + column, whose rows and columns stand for
 * words: loaded for other vocabularies.
 */
class RemappedMatrixTest {
  private static final String ROW =
      "tensorflow/python/training/checkpoint_ops_test.py::LoadAndRemapWrappersTest::";
  private static final float OTHER = 42;

  @TempDir Path folder;
  private Program program;
  private final Initializer other = TF1.constantInitializer(OTHER);

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() throws IOException {
    program = new Program(folder);
    float[][] matrix = new float[5][3];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 3; j++) {
        matrix[i][j] = 10 * i + j;
      }
    }
    new Saver(List.of(named("scope/matrix", matrix))).save(null, "m");
    vocabulary("old_rows", "zero", "one", "two", "three", "four");
    vocabulary("new_rows", "three", "nine", "zero", "one", "eight", "four");
    vocabulary("old_columns", "knitting", "eminem", "MISSING");
    vocabulary("new_columns", "MISSING", "knitting", "flask", "eminem");
  }

  @AfterEach
  void stop() {
    program.close();
  }

  private void vocabulary(String file, String... words) throws IOException {
    Files.writeString(folder.resolve(file), String.join("\n", words) + "\n");
  }

  private static Words rows(long oldSize, long buckets) {
    return new Words("new_rows", "old_rows", 6, oldSize, buckets);
  }

  private static Words columns(long buckets) {
    return new Words("new_columns", "old_columns", 4, -1, buckets);
  }

  private static List<Float> row(float... values) {
    return floats(ElementArrays.tensor(Shape.of(values.length), values).raw());
  }

  private static List<Float> rowsOf(Object... rows) {
    return Stream.of(rows).flatMap(row -> ((List<?>) row).stream()).map(Float.class::cast).toList();
  }

  private static List<Float> values(Tensor value) {
    return floats(((EagerTensor) value).raw());
  }

  @Test
  @Tag(ROW + "test_load_and_remap_matrix")
  void rowsAndColumnsFollowTheirVocabulariesAndTheRestIsInitialized() {
    var matrix = new RemappedMatrix("m", "scope/matrix", rows(-1, 1), columns(1), other);

    // Four rows, from the second word on: nine, zero, one, eight.
    List<Float> part = values(matrix.part(Shape.of(4, 5), 1));

    assertEquals(
        rowsOf(
            row(OTHER, OTHER, OTHER, OTHER, OTHER),
            row(2, 0, OTHER, 1, OTHER),
            row(12, 10, OTHER, 11, OTHER),
            row(OTHER, OTHER, OTHER, OTHER, OTHER)),
        part);
    assertEquals(
        rowsOf(row(42, 40, OTHER, 41, OTHER), row(OTHER, OTHER, OTHER, OTHER, OTHER)),
        values(matrix.part(Shape.of(2, 5), 5)));
  }

  @Test
  @Tag(ROW + "test_load_and_remap_output_layer_weight_initializer_dnn_output")
  void rowsOfAPartStayInOrderWhereOnlyColumnsFollowAVocabulary() {
    var matrix = new RemappedMatrix("m", "scope/matrix", Words.unchanged(5), columns(1), other);

    List<Float> first = values(matrix.part(Shape.of(3, 5), 0));
    List<Float> second = values(matrix.part(Shape.of(2, 5), 3));

    assertEquals(
        rowsOf(
            row(2, 0, OTHER, 1, OTHER),
            row(12, 10, OTHER, 11, OTHER),
            row(22, 20, OTHER, 21, OTHER)),
        first);
    assertEquals(rowsOf(row(32, 30, OTHER, 31, OTHER), row(42, 40, OTHER, 41, OTHER)), second);
  }

  @Test
  @Tag(ROW + "test_load_and_remap_linear_multiclass_initializer_default_init")
  void withoutAnInitializerTheRestIsZero() {
    var matrix =
        new RemappedMatrix("m", "scope/matrix", rows(-1, 1), columns(1), Initializers.zeros());

    assertEquals(
        rowsOf(
            row(32, 30, 0, 31, 0),
            row(0, 0, 0, 0, 0),
            row(2, 0, 0, 1, 0),
            row(12, 10, 0, 11, 0),
            row(0, 0, 0, 0, 0),
            row(42, 40, 0, 41, 0),
            row(0, 0, 0, 0, 0)),
        values(matrix.part(Shape.of(7, 5), 0)));
    var byColumn =
        RemappedMatrix.of(
            "m",
            "scope/matrix",
            new VocabInfo("new_columns", 4, 0, "old_columns").withAxis(1),
            5,
            4);
    assertEquals(
        rowsOf(row(2, 0, 0, 1), row(12, 10, 0, 11)), values(byColumn.part(Shape.of(2, 4), 0)));
  }

  private RemappedMatrix embedding(int oldSize, int buckets) {
    return RemappedMatrix.of(
        "m",
        "scope/matrix",
        new VocabInfo("new_rows", 6, buckets, "old_rows", oldSize, other, 0),
        0,
        3);
  }

  @Test
  @Tag(ROW + "test_load_embedding_initializer_large_oov")
  void bucketsAreInitializedInWhicheverPartTheyLie() {
    RemappedMatrix matrix = embedding(-1, 5);

    List<Float> first = values(matrix.part(Shape.of(7, 3), 0));
    List<Float> second = values(matrix.part(Shape.of(4, 3), 7));

    assertEquals(
        rowsOf(
            row(30, 31, 32),
            row(OTHER, OTHER, OTHER),
            row(0, 1, 2),
            row(10, 11, 12),
            row(OTHER, OTHER, OTHER),
            row(40, 41, 42),
            row(OTHER, OTHER, OTHER)),
        first);
    assertEquals(java.util.Collections.nCopies(12, OTHER), second);
    assertEquals(
        rowsOf(row(40, 41, 42), row(OTHER, OTHER, OTHER)), values(matrix.part(Shape.of(2, 3), 5)));
    assertEquals(java.util.Collections.nCopies(9, OTHER), values(matrix.part(Shape.of(3, 3), 8)));
    assertThrows(IllegalArgumentException.class, () -> matrix.part(Shape.of(4, 3), 8));
  }

  @Test
  @Tag(ROW + "test_load_embedding_initializer_old_row_vocab")
  void laterOldWordsCountAsMissingIfTheOldVocabularyIsCut() {
    RemappedMatrix matrix = embedding(3, 1);

    assertEquals(
        rowsOf(
            row(OTHER, OTHER, OTHER),
            row(OTHER, OTHER, OTHER),
            row(0, 1, 2),
            row(10, 11, 12),
            row(OTHER, OTHER, OTHER),
            row(OTHER, OTHER, OTHER),
            row(OTHER, OTHER, OTHER)),
        values(matrix.part(Shape.of(7, 3), 0)));
  }

  @Test
  void aMatrixThatFollowsNothingIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new RemappedMatrix("m", "scope/matrix", Words.unchanged(5), Words.unchanged(3), other));
    assertThrows(IllegalArgumentException.class, () -> rows(-1, -1));
  }
}
