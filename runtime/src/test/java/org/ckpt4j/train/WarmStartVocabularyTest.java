package org.ckpt4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables that follow their words where a vocabulary has changed between two trainings. */
class WarmStartVocabularyTest {
  private static final String ROW =
      "tensorflow/python/training/warm_starting_util_test.py::WarmStartingUtilTest::";
  private static final float[][] FRUIT = {{0.5f}, {1}, {1.5f}, {2}};
  private static final float[][] BY_COLUMN = {{0.5f, 0.3f}, {1, 0.8f}, {1.5f, 1.2f}, {2, 2.3f}};

  @TempDir Path folder;
  private Program program;
  private final TrainApi train = new TrainApi();

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() throws IOException {
    program = new Program(folder);
    vocabulary("old", "apple", "banana", "guava", "orange");
    vocabulary("new", "orange", "guava", "banana", "apple", "raspberry", "blueberry");
    vocabulary("old_columns", "apple", "orange");
    vocabulary("new_columns", "orange", "apple", "banana");
  }

  @AfterEach
  void stop() {
    program.close();
  }

  private void vocabulary(String file, String... words) throws IOException {
    Files.writeString(folder.resolve(file), String.join("\n", words) + "\n");
  }

  private static void earlier(String name, float[][] value, int parts) {
    try (var run = new GraphRun()) {
      TF1.getPartitionedVariable(
          name,
          Shape.of(value.length, value[0].length),
          TF1.fixedSizePartitioner(parts),
          Initializer.of(TF.constant(value)));
      run.initialize();
      new Saver().save(run.session(), "model/m");
    }
  }

  /** Warm-starts fruit_weights; gives the value of each part. */
  private List<List<Float>> fruit(int parts, Shape shape, VocabInfo words) {
    try (var run = new GraphRun()) {
      List<Variable> variables =
          parts == 1
              ? List.of(TF1.getVariable("fruit_weights", shape, TF1.zerosInitializer()))
              : TF1.getPartitionedVariable(
                      "fruit_weights",
                      shape,
                      TF1.fixedSizePartitioner(parts),
                      TF1.zerosInitializer())
                  .parts();
      train.warmStart("model", ".*", Map.of("fruit_weights", words), Map.of());
      run.initialize();
      return variables.stream().map(run::floats).toList();
    }
  }

  @Test
  @Tag(ROW + "testWarmStartVarWithVocabConstrainedOldVocabSize")
  void onlyTheFirstOldWordsAreKnownIfTheOldVocabularyIsCut() {
    earlier("fruit_weights", FRUIT, 1);

    assertEquals(
        List.of(List.of(0f, 0f, 1f, 0.5f, 0f, 0f)),
        fruit(1, Shape.of(6, 1), new VocabInfo("new", 6, 0, "old").withOldVocabSize(2)));
  }

  @Test
  @Tag(ROW + "testWarmStartVarWithColumnVocabPrevVarPartitioned")
  void columnsFollowTheirWordsFromAVariableInParts() {
    earlier("fruit_weights", BY_COLUMN, 2);

    assertEquals(
        List.of(List.of(0.3f, 0.5f, 0f, 0.8f, 1f, 0f, 1.2f, 1.5f, 0f, 2.3f, 2f, 0f)),
        fruit(1, Shape.of(4, 3), new VocabInfo("new_columns", 3, 0, "old_columns").withAxis(1)));
  }

  @Test
  @Tag(ROW + "testWarmStartVarWithVocabCurrentVarPartitioned")
  void rowsLandInThePartTheirWordsLieInBesideABucket() {
    earlier("fruit_weights", FRUIT, 1);

    assertEquals(
        List.of(List.of(2f, 1.5f, 1f), List.of(0.5f, 0f, 0f)),
        fruit(2, Shape.of(6, 1), new VocabInfo("new", 5, 1, "old")));
  }

  @Test
  @Tag(ROW + "testWarmStartVarWithColumnVocabCurrentVarPartitioned")
  void columnsFollowTheirWordsIntoAVariableInParts() {
    earlier("fruit_weights", BY_COLUMN, 1);

    assertEquals(
        List.of(List.of(0.3f, 0.5f, 0f, 0.8f, 1f, 0f), List.of(1.2f, 1.5f, 0f, 2.3f, 2f, 0f)),
        fruit(2, Shape.of(4, 3), new VocabInfo("new_columns", 3, 0, "old_columns").withAxis(1)));
  }

  @Test
  @Tag(ROW + "testWarmStartVarWithVocabBothVarsPartitioned")
  void rowsFollowTheirWordsFromPartsIntoParts() {
    earlier("fruit_weights", FRUIT, 2);

    assertEquals(
        List.of(List.of(2f, 1.5f, 1f), List.of(0.5f, 0f, 0f)),
        fruit(2, Shape.of(6, 1), new VocabInfo("new", 6, 0, "old")));
  }

  @Test
  void newWordsAndBucketsBeginAsTheBackupInitializerSays() {
    earlier("fruit_weights", FRUIT, 1);

    assertEquals(
        List.of(List.of(2f, 1.5f, 1f, 0.5f, 9f, 9f)),
        fruit(
            1,
            Shape.of(6, 1),
            new VocabInfo("new", 5, 1, "old").withBackupInitializer(TF1.constantInitializer(9f))));
  }

  @Test
  @Tag(ROW + "testWarmStart_SparseColumnVocabularyConstrainedVocabSizes")
  void bothVocabulariesMayBeCut() throws IOException {
    vocabulary("old_short", "orange", "apple", "banana", "guava");
    vocabulary("new_short", "apple", "banana", "guava", "orange");
    earlier("linear_model/sc_vocab/weights", FRUIT, 1);
    try (var run = new GraphRun()) {
      Variable weights =
          TF1.getVariable("linear_model/sc_vocab/weights", Shape.of(2, 1), TF1.zerosInitializer());
      train.warmStart(
          "model",
          ".*sc_vocab.*",
          Map.of(
              "linear_model/sc_vocab/weights",
              new VocabInfo("new_short", 2, 0, "old_short").withOldVocabSize(2)),
          Map.of());
      run.initialize();

      assertEquals(List.of(1f, 0f), run.floats(weights));
    }
  }

  private static void earlierModel() {
    try (var run = new GraphRun()) {
      TF1.getVariable("linear_model/sc_hash/weights", Shape.of(15, 1), TF1.constantInitializer(9f));
      TF1.getVariable("some_other_name", Shape.of(4, 1), TF1.constantInitializer(8f));
      TF1.getVariable(
          "linear_model/sc_vocab/weights",
          Shape.of(4, 1),
          TF1.constantInitializer(List.of(0.5f, 1f, 2f, 3f)));
      run.initialize();
      new Saver().save(run.session(), "model/m");
    }
  }

  private static List<Variable> column(String column, int rows, int parts) {
    String name = "linear_model/" + column + "/weights";
    Shape shape = Shape.of(rows, 1);
    if (parts == 1) {
      return List.of(TF1.getVariable(name, shape, TF1.zerosInitializer()));
    }
    PartitionedVariable whole =
        TF1.getPartitionedVariable(
            name, shape, TF1.fixedSizePartitioner(parts), TF1.zerosInitializer());
    return whole.parts();
  }

  private void startsSomeColumns(int parts, List<List<Float>> vocabulary) {
    earlierModel();
    try (var run = new GraphRun()) {
      List<Variable> hash = column("sc_hash", 15, parts);
      List<Variable> keys = column("sc_keys", 4, parts);
      List<Variable> vocab = column("sc_vocab", 6, parts);
      train.warmStart(
          "model",
          ".*(sc_keys|sc_vocab).*",
          Map.of("linear_model/sc_vocab/weights", new VocabInfo("new", 6, 0, "old")),
          Map.of("linear_model/sc_keys/weights", "some_other_name"));
      run.initialize();

      assertEquals(
          Collections.nCopies(15, 0f),
          hash.stream().flatMap(part -> run.floats(part).stream()).toList());
      assertEquals(
          Collections.nCopies(4, 8f),
          keys.stream().flatMap(part -> run.floats(part).stream()).toList());
      assertEquals(vocabulary, vocab.stream().map(run::floats).toList());
    }
  }

  @Test
  @Tag(ROW + "testWarmStartMoreSettings")
  void someColumnsAreWarmOneRenamedOneByItsWordsAllInParts() {
    startsSomeColumns(2, List.of(List.of(3f, 2f, 1f), List.of(0.5f, 0f, 0f)));
  }

  @Test
  @Tag(ROW + "testWarmStartMoreSettingsNoPartitioning")
  void someColumnsAreWarmOneRenamedOneByItsWordsAllInOnePiece() {
    startsSomeColumns(1, List.of(List.of(3f, 2f, 1f, 0.5f, 0f, 0f)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void wordsAreRowsOrColumns(int axis) {
    VocabInfo words = new VocabInfo("new", 6, 0, "old");

    assertThrows(IllegalArgumentException.class, () -> words.withAxis(axis));
  }
}
