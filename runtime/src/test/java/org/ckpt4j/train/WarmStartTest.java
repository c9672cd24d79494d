package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.train.Kwarg.kw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.GradAndVar;
import org.ckpt4j.train.optimizers.MomentumOptimizer;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables that begin with those of an earlier training, chosen by name. */
class WarmStartTest {
  private static final String ROW =
      "tensorflow/python/training/warm_starting_util_test.py::WarmStartingUtilTest::";
  private static final List<Float> FRUIT = List.of(0.5f, 1f, 1.5f, 2f);

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

  private static Operand made(String name, int rows, int parts, Object value) {
    Shape shape = Shape.of(rows, 1);
    return parts == 1
        ? TF1.getVariable(name, shape, TF1.constantInitializer(value))
        : TF1.getPartitionedVariable(
            name, shape, TF1.fixedSizePartitioner(parts), TF1.constantInitializer(value));
  }

  /** The earlier training: fruit weights, in one piece or in parts. */
  private static void earlier(String name, int parts) {
    try (var run = new GraphRun()) {
      TF1.getPartitionedVariable(
          name,
          Shape.of(4, 1),
          TF1.fixedSizePartitioner(parts),
          org.ckpt4j.variables.Initializer.of(
              TF.constant(new float[][] {{0.5f}, {1}, {1.5f}, {2}})));
      run.initialize();
      new Saver().save(run.session(), "model/m");
    }
  }

  private static List<Float> joined(GraphRun run, Operand variable) {
    if (variable instanceof PartitionedVariable whole) {
      List<Float> all = new ArrayList<>();
      whole.parts().forEach(part -> all.addAll(run.floats(part)));
      return all;
    }
    return run.floats(variable);
  }

  @Test
  @Tag(ROW + "testWarmStartVar")
  void aVariableBeginsWithTheValueOfItsNamesake() {
    earlier("fruit_weights", 1);
    try (var run = new GraphRun()) {
      Variable fruit = (Variable) made("fruit_weights", 4, 1, 0f);
      train.initFromCheckpoint("model", dict(fruit.fullName(), fruit));
      run.initialize();

      assertEquals(FRUIT, run.floats(fruit));
    }
  }

  private void startsWithFruit(String earlierName, int earlierParts, String name, int parts) {
    earlier(earlierName, earlierParts);
    try (var run = new GraphRun()) {
      Operand fruit = made(name, 4, parts, 0f);
      Map<String, String> renamed = name.equals(earlierName) ? Map.of() : Map.of(name, earlierName);
      train.warmStart("model", ".*", Map.of(), renamed);
      run.initialize();

      assertEquals(FRUIT, joined(run, fruit));
    }
  }

  @Test
  @Tag(ROW + "testWarmStartVarPrevVarPartitioned")
  void whatWasInPartsIsJoined() {
    startsWithFruit("fruit_weights", 2, "fruit_weights", 1);
  }

  @Test
  @Tag(ROW + "testWarmStartVarCurrentVarPartitioned")
  void whatWasInOnePieceIsParted() {
    startsWithFruit("fruit_weights", 1, "fruit_weights", 2);
  }

  @Test
  @Tag(ROW + "testWarmStartVarBothVarsPartitioned")
  void partsUnderAnotherScopeAreFoundByTheOldName() {
    startsWithFruit("old_scope/fruit_weights", 2, "new_scope/fruit_weights", 2);
  }

  private static void earlierV1() {
    try (var run = new GraphRun()) {
      made("v1", 10, 1, 7f);
      run.initialize();
      new Saver().save(run.session(), "model/m");
    }
  }

  private static final List<Float> SEVENS = Collections.nCopies(10, 7f);
  private static final List<Float> ZEROS = Collections.nCopies(10, 0f);

  @Test
  @Tag(ROW + "testWarmStart_ListOfVariables")
  void theVariablesMayBeGiven() {
    earlierV1();
    try (var run = new GraphRun()) {
      Variable v1 = (Variable) made("v1", 10, 1, 0f);
      train.warmStart("model", List.of(v1), Map.of(), Map.of());
      run.initialize();

      assertEquals(SEVENS, run.floats(v1));
    }
  }

  @Test
  @Tag(ROW + "testWarmStart_ListOfStrings")
  void namesMayBeGiven() {
    earlierV1();
    try (var run = new GraphRun()) {
      Variable v1 = (Variable) made("v1", 10, 1, 0f);
      Variable other = (Variable) made("other", 10, 1, 0f);
      train.warmStart("model", List.of("v1"), Map.of(), Map.of());
      run.initialize();

      assertEquals(SEVENS, run.floats(v1));
      assertEquals(ZEROS, run.floats(other));
    }
  }

  @Test
  @Tag(ROW + "testWarmStart_TwoVarsFromTheSamePrevVar")
  void twoVariablesMayTakeTheSameValue() {
    earlierV1();
    try (var run = new GraphRun()) {
      Variable v1 = (Variable) made("v1", 10, 1, 0f);
      Variable v2 = (Variable) made("v2", 10, 1, 0f);
      train.warmStart("model", ".*", Map.of(), Map.of("v2", "v1"));
      run.initialize();

      assertEquals(SEVENS, run.floats(v1));
      assertEquals(SEVENS, run.floats(v2));
    }
  }

  private record Trained(Variable v1, Variable m1, Variable v2, Variable m2) {
    static Trained make(float value) {
      Variable v1 = (Variable) made("v1", 10, 1, value);
      Variable v2 = (Variable) made("v2", 10, 1, value);
      var momentum = new MomentumOptimizer(0.1, 0.9);
      momentum.applyGradients(List.of(gradient(v1), gradient(v2)));
      return new Trained(
          v1, momentum.getSlot(v1, "momentum"), v2, momentum.getSlot(v2, "momentum"));
    }

    private static GradAndVar gradient(Variable variable) {
      return new GradAndVar(TF.onesLike(variable), variable);
    }
  }

  @Test
  @Tag(ROW + "testWarmStart_ListOfRegexes")
  void expressionsOfAListAreComparedWithWholeNames() {
    try (var run = new GraphRun()) {
      Trained trained = Trained.make(7);
      run.initialize();
      trained.m1.load(
          new float[][] {{3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}}, run.session());
      trained.m2.load(
          new float[][] {{4}, {4}, {4}, {4}, {4}, {4}, {4}, {4}, {4}, {4}}, run.session());
      new Saver().save(run.session(), "model/m");
    }
    try (var run = new GraphRun()) {
      Trained fresh = Trained.make(0);
      assertEquals("v2/Momentum:0", fresh.m2.name());
      // "v1" is how v1:0 and v1/Momentum:0 begin; "v2[^/]" is how only v2:0 does.
      train.warmStart("model", List.of("v1", "v2[^/]"), Map.of(), Map.of());
      run.initialize();

      assertEquals(SEVENS, run.floats(fresh.v1));
      assertEquals(Collections.nCopies(10, 3f), run.floats(fresh.m1));
      assertEquals(SEVENS, run.floats(fresh.v2));
      assertEquals(ZEROS, run.floats(fresh.m2));
    }
  }

  /** The variables of a linear model of seven columns, as feature columns make them. */
  private static List<Variable> linearModel(float value) {
    List<Variable> all = new ArrayList<>();
    try (var scope = TF1.variableScope("linear_model")) {
      int[] rows = {10, 15, 4, 4, 5, 5, 1};
      List<String> columns =
          List.of("sc_int", "sc_hash", "sc_keys", "sc_vocab", "real_bucketized", "cross", "real");
      for (int i = 0; i < rows.length; i++) {
        try (var column = TF1.variableScope(columns.get(i))) {
          all.add((Variable) made("weights", rows[i], 1, value == 0 ? 0f : value + i));
        }
      }
      all.add(TF1.getVariable("bias_weights", Shape.of(1), TF1.constantInitializer(value)));
    }
    return all;
  }

  private static void earlierLinearModel() {
    try (var run = new GraphRun()) {
      linearModel(1);
      run.initialize();
      new Saver().save(run.session(), "model/m");
    }
  }

  private void startsColumns(String expression, int... warm) {
    earlierLinearModel();
    try (var run = new GraphRun()) {
      List<Variable> cold = linearModel(0);
      run.initialize();
      for (Variable variable : cold) {
        assertTrue(run.floats(variable).stream().allMatch(value -> value == 0), variable.name());
      }
    }
    try (var run = new GraphRun()) {
      List<Variable> variables = linearModel(0);
      train.warmStart("model", expression, Map.of(), Map.of());
      run.initialize();
      for (int i = 0; i < variables.size(); i++) {
        int column = i;
        boolean warmed = java.util.Arrays.stream(warm).anyMatch(each -> each == column);
        float expected = warmed ? (column == 7 ? 1 : 1 + column) : 0;
        assertTrue(
            run.floats(variables.get(i)).stream().allMatch(value -> value == expected),
            variables.get(i).name());
      }
    }
  }

  @Test
  @Tag(ROW + "testWarmStart_SparseColumnIntegerized")
  void onlyTheIdentityColumnIsWarm() {
    startsColumns(".*sc_int.*", 0);
  }

  @Test
  @Tag(ROW + "testWarmStart_SparseColumnHashed")
  void onlyTheHashedColumnIsWarm() {
    startsColumns(".*sc_hash.*", 1);
  }

  @Test
  @Tag(ROW + "testWarmStart_SparseColumnVocabulary")
  void rowsOfWordsAreCopiedAsTheyAreWithoutVocabularies() {
    startsColumns(".*sc_vocab.*", 3);
  }

  @Test
  @Tag(ROW + "testWarmStart_BucketizedColumn")
  void onlyTheBucketizedColumnIsWarm() {
    startsColumns(".*real_bucketized.*", 4);
  }

  @Test
  @Tag(ROW + "testWarmStart_MultipleCols")
  void byDefaultAllIsWarm() {
    startsColumns(".*", 0, 1, 2, 3, 4, 5, 6, 7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag(ROW + "testErrorConditions")
  void whatMatchesNoVariableIsRefused(boolean vocabulary) {
    earlierV1();
    try (var run = new GraphRun()) {
      PartitionedVariable x = (PartitionedVariable) made("x", 4, 2, 0f);
      made("v1", 10, 1, 0f);

      assertThrows(
          TypeError.class, () -> train.initFromCheckpoint("model", dict("v1", List.of(x))));
      assertThrows(
          IllegalArgumentException.class,
          () -> train.warmStart("model", List.of(x), Map.of(), Map.of()));
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  train.warmStart(
                      "model",
                      "v1",
                      vocabulary ? Map.of("y", new VocabInfo("", 1, 0, "")) : Map.of(),
                      vocabulary ? Map.of() : Map.of("y", "y2")));
      assertTrue(error.getMessage().contains("[y]"), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testWarmStartFromObjectBasedCheckpoint")
  void anObjectBasedCheckpointIsReadByFullNames() {
    try (var run = new GraphRun()) {
      Variable fruit =
          TF1.getVariable("fruit_weights", Shape.of(4, 1), TF1.constantInitializer(FRUIT));
      run.initialize();
      new Checkpoint(kw("v", fruit)).save("model/ckpt");
    }
    try (var run = new GraphRun()) {
      Variable fruit = (Variable) made("fruit_weights", 4, 1, 0f);
      train.warmStart("model");
      run.initialize();

      assertEquals(FRUIT, run.floats(fruit));
    }
  }
}
