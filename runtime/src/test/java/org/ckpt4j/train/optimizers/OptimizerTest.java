package org.ckpt4j.train.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.train.optimizers.Training.Mode;
import org.ckpt4j.variables.GlobalStep;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all optimizers share: minimize, gradients, errors, collections, steps counted. */
class OptimizerTest {
  private static final String ROW = "tensorflow/python/training/optimizer_test.py::OptimizerTest::";
  private static final String DESCENT =
      "tensorflow/python/training/gradient_descent_test.py::GradientDescentOptimizerTest::";

  private static Tensor cost(Variable a, Variable b) {
    return Arithmetic.ADD.operator(Arithmetic.MUL.operator(5, a), Arithmetic.MUL.operator(3, b));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testBasic")
  void minimizeMovesEachVariableByItsOwnGradient(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 2);
        Variable b = training.variable("b", dtype, 3, 4);
        var optimizer = new GradientDescentOptimizer(3.0);
        Supplier<Tensor> loss = () -> cost(a, b);

        Node step =
            optimizer.minimize(
                training.isEager() ? loss : loss.get(),
                MinimizeOption.varList(a, b),
                MinimizeOption.globalStep(GlobalStep.getOrCreate()));
        training.initialize();
        training.run(step);

        assertArrayEquals(new double[] {-14, -13}, training.value(a));
        assertArrayEquals(new double[] {-6, -5}, training.value(b));
      }
    }
  }

  @Test
  @Tag(ROW + "testNoVariables")
  void aLossOfNoTrainableVariableCannotBeMinimized() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable a = new Variable(new float[] {1, 2}, new Named("a"), new Trainable(false));
      Tensor loss = Arithmetic.MUL.operator(5, a);
      var optimizer = new GradientDescentOptimizer(3.0);

      var error = assertThrows(IllegalArgumentException.class, () -> optimizer.minimize(loss));

      assertTrue(error.getMessage().contains("no variables"), error.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testNoGradientsForAnyVariables_Minimize")
  void aLossThatDependsOnNoVariableCannotBeMinimized(Mode mode) {
    try (Training training = new Training(mode)) {
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);
      Supplier<Tensor> loss = () -> Training.tensor(DType.FLOAT32, 5);
      Object given = training.isEager() ? loss : loss.get();
      var optimizer = new GradientDescentOptimizer(3.0);

      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> optimizer.minimize(given, MinimizeOption.varList(a)));

      assertTrue(error.getMessage().contains("no variable has a gradient"), error.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testNoGradientsForAnyVariables_ApplyGradients")
  void nullGradientsAloneCannotBeApplied(Mode mode) {
    try (Training training = new Training(mode)) {
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);
      var optimizer = new GradientDescentOptimizer(3.0);

      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> optimizer.applyGradients(List.of(new GradAndVar(null, a))));

      assertTrue(error.getMessage().contains("no gradient was given"), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testTrainOp")
  void theOperationThatTrainsIsCollected() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);
      Variable b = training.variable("b", DType.FLOAT32, 3, 4);

      Node step =
          new GradientDescentOptimizer(3.0)
              .minimize(
                  cost(a, b),
                  MinimizeOption.globalStep(GlobalStep.getOrCreate()),
                  MinimizeOption.varList(a, b));

      assertTrue(Graph.current().getCollection(GraphKeys.TRAIN_OP).contains(step));
    }
  }

  private static void descends(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 2);
        Variable b = training.variable("b", dtype, 3, 4);

        training.steps(
            new GradientDescentOptimizer(3.0),
            List.of(
                new GradAndVar(Training.tensor(dtype, 0.1, 0.1), a),
                new GradAndVar(Training.tensor(dtype, 0.01, 0.01), b)),
            1);

        double near = Training.tolerance(dtype);
        assertArrayEquals(new double[] {0.7, 1.7}, training.value(a), near);
        assertArrayEquals(new double[] {2.97, 3.97}, training.value(b), near);
      }
    }
  }

  @Test
  @Tag(DESCENT + "testBasic")
  void gradientDescentMovesReferenceVariablesByRateTimesGradient() {
    descends(Mode.REFERENCES);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(DESCENT + "testBasicResourceVariable")
  void gradientDescentMovesResourceVariablesByRateTimesGradient(Mode mode) {
    descends(mode);
  }

  @Test
  @Tag(DESCENT + "testMinimizeResourceVariable")
  void gradientDescentFollowsTheGradientOfASquare() {
    try (Training training = new Training(Mode.RESOURCES)) {
      var a = new Variable(new double[][] {{1, 2}}, new Named("a"));
      var b = new Variable(new double[] {3}, new Named("b"));
      var x = org.ckpt4j.TF.constant(new double[][] {{4}, {5}});
      Tensor sum = Arithmetic.ADD.operator(org.ckpt4j.TF.matmul(a, x), b);
      Tensor loss = Arithmetic.MUL.operator(sum, sum);

      Node step = new GradientDescentOptimizer(1.0).minimize(loss);
      training.initialize();
      training.run(step);

      double slope = 2 * (1 * 4 + 2 * 5 + 3);
      assertArrayEquals(new double[] {1 - slope * 4, 2 - slope * 5}, training.value(a), 1e-9);
      assertArrayEquals(new double[] {3 - slope}, training.value(b), 1e-9);
    }
  }

  @Test
  @Tag(DESCENT + "testWithGlobalStep")
  void applyingGradientsCountsTheStep() {
    try (Training training = new Training(Mode.REFERENCES)) {
      Variable step = new Variable(0, new Named("step"), new Trainable(false));
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);

      Node applied =
          new GradientDescentOptimizer(3.0)
              .applyGradients(
                  List.of(new GradAndVar(Training.tensor(DType.FLOAT32, 0.1, 0.1), a)),
                  MinimizeOption.globalStep(step));
      training.initialize();
      training.run(applied);

      assertArrayEquals(new double[] {1}, training.value(step));
      assertArrayEquals(new double[] {0.7, 1.7}, training.value(a), 1e-6);
    }
  }

  @Test
  void anEagerLossMustBeASupplier() {
    try (Training training = new Training(Mode.EAGER)) {
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);
      var optimizer = new GradientDescentOptimizer(3.0);

      assertThrows(IllegalStateException.class, () -> optimizer.minimize(a));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void rowsThatOccurTwiceMoveByTheSumOfTheirGradients(Mode mode) {
    for (Supplier<Optimizer> maker :
        List.<Supplier<Optimizer>>of(
            () -> new GradientDescentOptimizer(0.5),
            () -> new MomentumOptimizer(0.5, 0.9),
            () -> new AdagradOptimizer(0.5),
            () -> new AdadeltaOptimizer(0.5),
            () -> new RmsPropOptimizer(0.5),
            () -> new FtrlOptimizer(0.5),
            () -> new ProximalAdagradOptimizer(0.5),
            () -> new AdamOptimizer(0.5))) {
      try (Training training = new Training(mode)) {
        Variable twice = training.variable("twice", DType.FLOAT32, 1, 2, 3);
        Variable once = training.variable("once", DType.FLOAT32, 1, 2, 3);

        training.steps(
            maker.get(),
            List.of(
                new GradAndVar(
                    Training.rows(DType.FLOAT32, new double[] {.1, .2}, new int[] {1, 1}, 3),
                    twice),
                new GradAndVar(
                    Training.rows(DType.FLOAT32, new double[] {.3}, new int[] {1}, 3), once)),
            2);

        assertArrayEquals(training.value(once), training.value(twice), 1e-6);
        assertEquals(1.0, training.value(twice)[0]);
      }
    }
  }
}
