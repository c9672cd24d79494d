package org.ckpt4j.train.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.train.optimizers.Training.Mode;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Moving averages: values over two updates, and the names under which they are restored. */
class ExponentialMovingAverageTest {
  private static final String FUNCTION =
      "tensorflow/python/training/moving_averages_test.py::MovingAveragesTest::";
  private static final String ROW =
      "tensorflow/python/training/moving_averages_test.py::ExponentialMovingAverageTest::";
  private static final String STEPS = ROW + "testAverageVariablesNumUpdates_";
  private static final String PLAIN = ROW + "testAverageVariablesNoNumUpdates_";

  private static double[] repeat(double value, int size) {
    double[] all = new double[size];
    Arrays.fill(all, value);
    return all;
  }

  /**
   * Two variables of {@code size} elements and their sum, averaged twice.
   *
   * @param asVariable whether the decay is a variable, first 0.75 and then changed
   */
  private static void averages(
      int size, Object numUpdates, boolean debias, boolean asVariable, double effective) {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable decay = new Variable(0.75f, new Named("decay"), new Trainable(false));
      var ema =
          new ExponentialMovingAverage(
              asVariable ? decay : (Object) 0.25, numUpdates, debias, "foo");
      Variable a = training.variable("v0", DType.FLOAT32, repeat(10, size));
      Variable b = training.variable("v1", DType.FLOAT32, repeat(11, size));
      Tensor sum = Arithmetic.ADD.operator(a, b);
      Node update = ema.apply(List.of(a, b, sum));
      training.initialize();
      training.session().run(decay.assign(0.25f));

      double averageA = 10;
      double averageB = 11;
      double biased = 0;
      for (int step = 1; step <= 2; step++) {
        training.session().run(a.assign(Training.tensor(DType.FLOAT32, repeat(10 + step, size))));
        training.run(update);
        averageA = effective * averageA + (1 - effective) * (10 + step);
        averageB = effective * averageB + (1 - effective) * 11;
        biased = effective * biased + (1 - effective) * (21 + step);
        double shown = debias ? biased / (1 - Math.pow(effective, step)) : biased;

        assertArrayEquals(repeat(averageA, size), training.value(ema.average(a)), 1e-5);
        assertArrayEquals(repeat(averageB, size), training.value(ema.average(b)), 1e-5);
        assertArrayEquals(repeat(shown, size), training.value(ema.average(sum)), 1e-4);
      }
    }
  }

  @Test
  @Tag(PLAIN + "Scalar")
  void averagesMoveTowardTheValues() {
    averages(1, null, false, false, 0.25);
  }

  @Test
  @Tag(PLAIN + "Scalar_Debias")
  void theAverageOfATensorMayBeFreedOfItsZeroStart() {
    averages(1, null, true, false, 0.25);
  }

  @Test
  @Tag(PLAIN + "Scalar_Debias_DynamicDecay")
  void aDebiasedAverageFollowsADecayThatChanges() {
    averages(1, null, true, true, 0.25);
  }

  @Test
  @Tag(PLAIN + "Vector_DynamicDecay")
  void averagesOfVectorsFollowADecayThatChanges() {
    averages(5, null, false, true, 0.25);
  }

  @Test
  @Tag(PLAIN + "Vector_Debias")
  void theAverageOfAVectorMayBeFreedOfItsZeroStart() {
    averages(5, null, true, false, 0.25);
  }

  @Test
  @Tag(PLAIN + "Vector_Debias_DynamicDecay")
  void aDebiasedVectorFollowsADecayThatChanges() {
    averages(5, null, true, true, 0.25);
  }

  @Test
  @Tag(STEPS + "Scalar")
  void fewUpdatesMakeAveragesMoveFaster() {
    averages(1, 1, false, false, 2.0 / 11);
  }

  @Test
  @Tag(STEPS + "Scalar_DynamicDecay")
  void fewUpdatesLimitADecayThatChanges() {
    averages(1, 1, false, true, 2.0 / 11);
  }

  @Test
  @Tag(STEPS + "Scalar_Debias")
  void fewUpdatesLimitADebiasedAverage() {
    averages(1, 1, true, false, 2.0 / 11);
  }

  @Test
  @Tag(STEPS + "Scalar_Debias_DynamicDecay")
  void fewUpdatesLimitADebiasedAverageWithADecayThatChanges() {
    averages(1, 1, true, true, 2.0 / 11);
  }

  @Test
  @Tag(STEPS + "Vector")
  void fewUpdatesMakeAveragesOfVectorsMoveFaster() {
    averages(5, 1, false, false, 2.0 / 11);
  }

  @Test
  @Tag(STEPS + "Vector_Debias")
  void fewUpdatesLimitADebiasedVector() {
    averages(5, 1, true, false, 2.0 / 11);
  }

  @Test
  @Tag(ROW + "testBasicEager")
  void eagerAveragesHaveNamesAndMoveAtOnce() {
    try (Training training = new Training(Mode.EAGER)) {
      Variable a = training.variable("v0", DType.FLOAT32, 1);
      Variable b = training.variable("v1", DType.FLOAT32, 2);
      var ema = new ExponentialMovingAverage(0.25, null, false, "foo");

      ema.apply(List.of(a, b));
      assertEquals("v0/foo:0", ema.average(a).name());
      assertEquals("v1/foo", ema.averageName(b));
      a.assign(new float[] {2});
      b.assign(new float[] {4});
      ema.apply(List.of(a, b));

      assertArrayEquals(new double[] {1.75}, training.value(ema.average(a)));
      assertArrayEquals(new double[] {3.5}, training.value(ema.average(b)));
    }
  }

  private static void names(boolean debias, boolean scoped) {
    try (Training training = new Training(Mode.RESOURCES)) {
      String prefix = scoped ? "scope1/" : "";
      Variable a;
      Variable b;
      Variable other;
      Tensor sum;
      try (var scope = TF1.variableScope(scoped ? "scope1" : "")) {
        a = training.variable("v0", DType.FLOAT32, 10);
        b = training.variable("v1", DType.FLOAT32, 11);
        other = new Variable(new float[] {20}, new Named("v2"), new Trainable(true));
        sum = Arithmetic.ADD.operator(a, b);
      }
      String tensorName = sum.op().name();
      ExponentialMovingAverage ema;
      String outer = scoped ? "scope2/" : "";
      try (var scope = TF1.variableScope(scoped ? "scope2" : "")) {
        ema = new ExponentialMovingAverage(0.25, null, debias, "foo_avg");
        ema.apply(List.of(a, b, sum));
      }
      Map<String, Variable> restored = ema.variablesToRestore(List.of(a, b));

      assertEquals(outer + prefix + "v0/foo_avg", ema.averageName(a));
      assertEquals(a, restored.get(outer + prefix + "v0/foo_avg"));
      assertEquals(b, restored.get(outer + prefix + "v1/foo_avg"));
      assertEquals(other, restored.get(prefix + "v2"));
      String tensorAverage = outer + tensorName + "/foo_avg";
      assertEquals(true, restored.containsKey(tensorAverage), restored.keySet().toString());
      String below = scoped ? outer + tensorAverage : tensorAverage;
      assertEquals(debias, restored.containsKey(below + "/biased"), restored.keySet().toString());
      assertEquals(debias, restored.containsKey(below + "/local_step"));
    }
  }

  @Test
  @Tag(ROW + "testAverageVariablesNames")
  void averagedVariablesAreRestoredUnderTheirAveragesNames() {
    names(true, false);
  }

  @Test
  @Tag(ROW + "testAverageVariablesNamesNoDebias")
  void withoutDebiasNothingMoreIsRestored() {
    names(false, false);
  }

  @Test
  @Tag(ROW + "testAverageVariablesNamesRespectScope")
  void namesOfAveragesBeginWithTheScopeTheyAreMadeIn() {
    names(true, true);
  }

  @Test
  @Tag(ROW + "testAverageVariablesNamesRespectScopeNoDebias")
  void namesOfAveragesBeginWithTheScopeWithoutDebiasToo() {
    names(false, true);
  }

  @Test
  @Tag(ROW + "testSubsetAverageVariablesNames")
  void candidatesForAveragesAreRestoredUnderAverageNames() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable a = training.variable("v0", DType.FLOAT32, 10);
      Variable b = training.variable("v1", DType.FLOAT32, 11);
      Variable other = new Variable(new float[] {20}, new Named("v2"), new Trainable(false));
      var ema = new ExponentialMovingAverage(0.25, null, false, "foo_avg");
      ema.apply(List.of(a));

      Map<String, Variable> restored = ema.variablesToRestore(List.of(a, b));

      assertEquals(
          Set.of("v0/foo_avg", "v1/foo_avg", "v2"),
          new LinkedHashSet<>(restored.keySet().stream().filter(n -> !n.equals("decay")).toList()));
      assertEquals(b, restored.get("v1/foo_avg"));
      assertEquals(other, restored.get("v2"));
    }
  }

  @Test
  @Tag(ROW + "testImportedGraphVariablesToRestore")
  void anImportedVariableIsRestoredOnce() {
    org.ckpt4j.graph.Graph first = new org.ckpt4j.graph.Graph();
    org.ckpt4j.proto.MetaGraphDef message;
    try (var scope = first.asDefault()) {
      new Variable(10f, new Named("v"));
      message =
          org.ckpt4j.metagraph.MetaGraphExport.of(first, org.ckpt4j.ops.StandardOps.registry());
    }
    try (Training training = new Training(Mode.RESOURCES)) {
      org.ckpt4j.metagraph.MetaGraphImport.run(message, org.ckpt4j.ops.StandardOps.registry());
      var ema = new ExponentialMovingAverage(0.25, null, false, "foo_avg");

      Map<String, Variable> restored = ema.variablesToRestore();

      assertEquals(Set.of("v/foo_avg"), restored.keySet());
    }
  }

  @Test
  @Tag(FUNCTION + "testAssignMovingAverage")
  void aDebiasedStepFromZeroGivesTheValue() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable variable = training.variable("v", DType.FLOAT32, 0, 0);

      Operand moved =
          MovingAverages.assign(variable, Training.tensor(DType.FLOAT32, 1, 2), 0.25, true, null);
      training.initialize();
      training.session().run(moved);

      assertArrayEquals(
          new double[] {1 * 0.75 / (1 - 0.25), 2 * 0.75 / (1 - 0.25)},
          training.value(variable),
          1e-6);
    }
  }

  @Test
  @Tag(FUNCTION + "testAssignMovingAverageNewNamingMultipleCallsWithReuse")
  void severalDebiasedStepsOfOneVariableKeepVariablesOfTheirOwn() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Operand last = null;
      for (org.ckpt4j.variables.Reuse reuse :
          List.of(org.ckpt4j.variables.Reuse.FALSE, org.ckpt4j.variables.Reuse.TRUE)) {
        try (var scope = TF1.variableScope("scope1", reuse)) {
          Variable variable =
              TF1.getVariable("Var", org.ckpt4j.tensor.Shape.of(1), TF1.zerosInitializer());
          MovingAverages.assign(variable, ToTensor.of(1f, null, "c"), 0.99f, true, null);
          last = MovingAverages.assign(variable, ToTensor.of(1f, null, "c"), 0.99f, true, null);
        }
      }
      training.initialize();
      training.session().run(last);

      assertEquals(1, training.value(last).length);
    }
  }

  private static void weighted(DType dtype, double near) {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable value = training.variable("value", dtype, 8);
      Variable weight = training.variable("w", dtype, 2);
      Tensor average = MovingAverages.weighted(value.value(), 0.5, weight.value(), "avg");
      training.initialize();

      double first = training.value(average)[0];
      training.session().run(value.assign(Training.tensor(dtype, 4)));
      training.session().run(weight.assign(Training.tensor(dtype, 1)));
      double second = training.value(average)[0];

      assertEquals(8, first, near);
      assertEquals((0.5 * 8 + 0.5 * 4) / (0.5 * 1 + 0.5 * 1), second, near);
    }
  }

  @Test
  @Tag(FUNCTION + "testWeightedMovingAverage")
  void aWeightedAverageCountsValuesByTheirWeights() {
    weighted(DType.FLOAT32, 1e-6);
  }

  @Test
  @Tag(FUNCTION + "testWeightedMovingAverageBfloat16")
  void aWeightedAverageInBfloat16DoesToo() {
    weighted(DType.BFLOAT16, 0.1);
  }
}
