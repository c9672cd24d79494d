package org.ckpt4j.train.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.train.optimizers.Training.Mode;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adam against its formula in double precision. */
class AdamTest {
  private static final String ROW = "tensorflow/python/training/adam_test.py::AdamOptimizerTest::";

  /** One element after some steps of constant gradient. */
  private static double adam(double w, double g, int steps) {
    double m = 0;
    double v = 0;
    double now = w;
    for (int t = 1; t <= steps; t++) {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double rate = 0.001 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
      now -= rate * m / (Math.sqrt(v) + 1e-8);
    }
    return now;
  }

  private static void threeDenseSteps(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 2);
        Variable b = training.variable("b", dtype, 3, 4);
        var adam = new AdamOptimizer();

        training.steps(
            adam,
            List.of(
                new GradAndVar(Training.tensor(dtype, 0.1, 0.1), a),
                new GradAndVar(Training.tensor(dtype, 0.01, 0.01), b)),
            3);

        double near = Math.max(1e-6, Training.tolerance(dtype));
        assertEquals(adam(1, 0.1, 3), training.value(a)[0], near);
        assertEquals(adam(4, 0.01, 3), training.value(b)[1], 2 * near);
        List<Variable> all = adam.variables();
        assertEquals(
            List.of(
                "a/Adam:0",
                "a/Adam_1:0",
                "b/Adam:0",
                "b/Adam_1:0",
                "beta1_power:0",
                "beta2_power:0"),
            all.stream().map(Variable::name).toList());
        assertEquals(Math.pow(0.9, 4), training.value(all.get(4))[0], 1e-6);
        assertEquals(Math.pow(0.999, 4), training.value(all.get(5))[0], 1e-6);
        assertEquals(List.of("m", "v"), adam.getSlotNames());
      }
    }
  }

  @Test
  @Tag(ROW + "testBasic")
  void denseStepsOfReferenceVariablesFollowTheFormula() {
    threeDenseSteps(Mode.REFERENCES);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(ROW + "testResourceBasic")
  void denseStepsOfResourceVariablesFollowTheFormula(Mode mode) {
    threeDenseSteps(mode);
  }

  private static void threeSparseSteps(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 1, 2);
        Variable b = training.variable("b", dtype, 3, 3, 4);

        training.steps(
            new AdamOptimizer(),
            List.of(
                new GradAndVar(
                    Training.rows(dtype, new double[] {0.1, 0.1}, new int[] {0, 2}, 3), a),
                new GradAndVar(
                    Training.rows(dtype, new double[] {0.01, 0.01}, new int[] {0, 2}, 3), b)),
            3);

        double near = Math.max(1e-6, Training.tolerance(dtype));
        assertArrayEquals(
            new double[] {adam(1, 0.1, 3), 1, adam(2, 0.1, 3)}, training.value(a), near);
        assertArrayEquals(
            new double[] {adam(3, 0.01, 3), 3, adam(4, 0.01, 3)}, training.value(b), near);
      }
    }
  }

  @Test
  @Tag(ROW + "testSparse")
  void sparseStepsOfReferenceVariablesFollowTheFormula() {
    threeSparseSteps(Mode.REFERENCES);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(ROW + "testResourceSparse")
  void sparseStepsOfResourceVariablesFollowTheFormula(Mode mode) {
    threeSparseSteps(mode);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testSparseRepeatedIndices")
  void repeatedRowsMoveAsTheirSumDoes(Mode mode) {
    try (Training training = new Training(mode)) {
      Variable repeated = training.variable("r", DType.FLOAT64, 1, 2);
      Variable summed = training.variable("s", DType.FLOAT64, 1, 2);
      Operand twice = Training.rows(DType.FLOAT64, new double[] {0.1, 0.1}, new int[] {1, 1}, 2);
      Operand once = Training.rows(DType.FLOAT64, new double[] {0.2}, new int[] {1}, 2);

      training.steps(
          new AdamOptimizer(),
          List.of(new GradAndVar(twice, repeated), new GradAndVar(once, summed)),
          3);

      assertArrayEquals(training.value(summed), training.value(repeated), 1e-12);
      assertEquals(adam(2, 0.2, 3), training.value(repeated)[1], 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(ROW + "testSharing")
  void twoOperationsOfOneAdamShareSlotsAndPowers(Mode mode) {
    try (Training training = new Training(mode)) {
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);
      List<GradAndVar> gradients =
          List.of(new GradAndVar(Training.tensor(DType.FLOAT32, 0.1, 0.1), a));
      var adam = new AdamOptimizer();

      Node first = adam.applyGradients(gradients);
      Node second = adam.applyGradients(gradients);
      training.initialize();
      training.run(first);
      training.run(second);
      training.run(first);

      assertEquals(4, adam.variables().size());
      assertEquals(adam(1, 0.1, 3), training.value(a)[0], 1e-6);
    }
  }

  @Test
  @Tag(ROW + "testTwoSessions")
  void oneAdamMayServeTheEagerWorldAndTwoGraphs() {
    var adam = new AdamOptimizer();
    for (Mode mode : List.of(Mode.EAGER, Mode.RESOURCES, Mode.RESOURCES)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", DType.FLOAT32, 1, 2);

        training.steps(
            adam, List.of(new GradAndVar(Training.tensor(DType.FLOAT32, 0.1, 0.1), a)), 1);

        assertEquals(adam(1, 0.1, 1), training.value(a)[0], 1e-6);
        assertEquals(4, adam.variables().stream().filter(v -> ofThisWorld(v, a)).count());
      }
    }
  }

  private static boolean ofThisWorld(Variable variable, Variable like) {
    return variable.graph().equals(like.graph())
        && (like.graph().isPresent()
            || variable.name().startsWith("a/")
            || variable.name().startsWith("beta"));
  }

  @Test
  @Tag(ROW + "testSlotsUniqueEager")
  void eagerSlotsAreVariablesOfTheirOwn() {
    try (Training training = new Training(Mode.EAGER)) {
      Variable a = training.variable("a", DType.FLOAT32, 1);
      Variable b = training.variable("b", DType.FLOAT32, 1);
      var adam = new AdamOptimizer(1.0);

      adam.minimize(
          (java.util.function.Supplier<org.ckpt4j.framework.Tensor>)
              () -> org.ckpt4j.ops.math.Arithmetic.ADD.operator(a, b));

      assertEquals(6, new HashSet<>(adam.variables()).size());
    }
  }
}
