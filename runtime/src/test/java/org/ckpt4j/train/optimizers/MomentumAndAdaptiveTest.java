package org.ckpt4j.train.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import org.ckpt4j.framework.Node;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.train.optimizers.Training.Mode;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Momentum, Adagrad, RMSProp and FTRL against formulas in double precision. */
class MomentumAndAdaptiveTest {
  private static final String MOMENTUM =
      "tensorflow/python/training/momentum_test.py::MomentumOptimizerTest::";
  private static final String ADAGRAD =
      "tensorflow/python/training/adagrad_test.py::AdagradOptimizerTest::";

  /** One element under momentum. */
  private static double[] momentum(
      double w, double g, double rate, double kept, int steps, boolean nesterov) {
    double gathered = 0;
    double now = w;
    for (int i = 0; i < steps; i++) {
      gathered = gathered * kept + g;
      now -= nesterov ? g * rate + gathered * kept * rate : gathered * rate;
    }
    return new double[] {now, gathered};
  }

  private static void momentumTwice(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 2);
        Variable b = training.variable("b", dtype, 3, 4);
        var optimizer = new MomentumOptimizer(2.0, 0.9);

        training.steps(optimizer, gradients(dtype, a, b), 2);

        double near = Training.tolerance(dtype);
        Variable slot = optimizer.getSlot(a, "momentum");
        assertNotNull(slot);
        assertEquals(a.shape(), slot.shape());
        if (!training.isEager()) {
          assertFalse(GraphVariables.trainable().contains(slot));
        }
        double[] one = momentum(1, 0.1, 2, 0.9, 2, false);
        double[] two = momentum(2, 0.1, 2, 0.9, 2, false);
        assertArrayEquals(new double[] {one[0], two[0]}, training.value(a), near);
        assertArrayEquals(new double[] {one[1], two[1]}, training.value(slot), near);
        assertEquals(momentum(3, 0.01, 2, 0.9, 2, false)[0], training.value(b)[0], 2 * near);
      }
    }
  }

  private static List<GradAndVar> gradients(DType dtype, Variable a, Variable b) {
    return List.of(
        new GradAndVar(Training.tensor(dtype, 0.1, 0.1), a),
        new GradAndVar(Training.tensor(dtype, 0.01, 0.01), b));
  }

  @Test
  @Tag(MOMENTUM + "testBasic")
  void momentumOfReferenceVariablesGathersGradients() {
    momentumTwice(Mode.REFERENCES);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(MOMENTUM + "testResourceBasic")
  void momentumOfResourceVariablesGathersGradients(Mode mode) {
    momentumTwice(mode);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(MOMENTUM + "testNesterovMomentum")
  void nesterovMomentumLooksOneGradientAhead(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 2);
        Variable b = training.variable("b", dtype, 3, 4);

        training.steps(
            new MomentumOptimizer(2.0, 0.9, OptimizerOption.useNesterov(true)),
            gradients(dtype, a, b),
            4);

        assertEquals(
            momentum(1, 0.1, 2, 0.9, 4, true)[0], training.value(a)[0], Training.tolerance(dtype));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(MOMENTUM + "testSharing")
  void twoOperationsOfOneOptimizerShareItsSlots(Mode mode) {
    try (Training training = new Training(mode)) {
      Variable a = training.variable("a", DType.FLOAT32, 1, 2);
      Variable b = training.variable("b", DType.FLOAT32, 3, 4);
      var optimizer = new MomentumOptimizer(2.0, 0.9);

      Node first = optimizer.applyGradients(gradients(DType.FLOAT32, a, b));
      Node second = optimizer.applyGradients(gradients(DType.FLOAT32, a, b));
      training.initialize();
      training.run(first);
      training.run(second);

      assertEquals(List.of("momentum"), optimizer.getSlotNames());
      assertEquals(2, optimizer.variables().size());
      assertEquals(momentum(1, 0.1, 2, 0.9, 2, false)[0], training.value(a)[0], 1e-5);
    }
  }

  private static void adagradThrice(Mode mode) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      try (Training training = new Training(mode)) {
        Variable a = training.variable("a", dtype, 1, 2);
        Variable b = training.variable("b", dtype, 3, 4);

        training.steps(
            new AdagradOptimizer(3.0, OptimizerOption.initialAccumulatorValue(0.1)),
            gradients(dtype, a, b),
            3);

        double squares = 0.1;
        double w = 1;
        for (int i = 0; i < 3; i++) {
          squares += 0.01;
          w -= 3 * 0.1 / Math.sqrt(squares);
        }
        assertEquals(w, training.value(a)[0], Training.tolerance(dtype));
      }
    }
  }

  @Test
  @Tag(ADAGRAD + "testBasic")
  void adagradOfReferenceVariablesShrinksItsSteps() {
    adagradThrice(Mode.REFERENCES);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(ADAGRAD + "testBasicResource")
  void adagradOfResourceVariablesShrinksItsSteps(Mode mode) {
    adagradThrice(mode);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag("tensorflow/python/training/rmsprop_test.py::RMSPropOptimizerTest::testDense")
  void rmsPropDividesByTheRootOfTheMeanSquareOrOfTheVariance(Mode mode) {
    for (double kept : new double[] {0, 0.5}) {
      for (boolean centered : new boolean[] {false, true}) {
        try (Training training = new Training(mode)) {
          Variable a = training.variable("a", DType.FLOAT64, 1, 2);
          Variable b = training.variable("b", DType.FLOAT64, 3, 4);
          var optimizer =
              new RmsPropOptimizer(
                  0.25,
                  OptimizerOption.decay(0.5),
                  OptimizerOption.momentum(kept),
                  OptimizerOption.epsilon(0.5),
                  OptimizerOption.centered(centered));

          training.steps(optimizer, gradients(DType.FLOAT64, a, b), 3);

          double square = 1;
          double mean = 0;
          double gathered = 0;
          double w = 1;
          for (int i = 0; i < 3; i++) {
            square = 0.5 * square + 0.5 * 0.01;
            mean = centered ? 0.5 * mean + 0.5 * 0.1 : 0;
            gathered = kept * gathered + 0.25 * 0.1 / Math.sqrt(square - mean * mean + 0.5);
            w -= gathered;
          }
          assertEquals(w, training.value(a)[0], 1e-12);
          assertEquals(square, training.value(optimizer.getSlot(a, "rms"))[0], 1e-12);
          assertEquals(gathered, training.value(optimizer.getSlot(a, "momentum"))[0], 1e-12);
          Variable means = optimizer.getSlot(a, "mg");
          assertEquals(centered, means != null);
          if (means != null) {
            assertEquals(mean, training.value(means)[0], 1e-12);
          }
        }
      }
    }
  }

  @Test
  @Tag("tensorflow/python/training/ftrl_test.py::FtrlOptimizerTest::testFtrlWithoutRegularization")
  void ftrlWithoutPenaltiesGoesFromZeroAsRecorded() {
    try (Training training = new Training(Mode.REFERENCES)) {
      Variable a = training.variable("a", DType.FLOAT32, 0, 0);
      Variable b = training.variable("b", DType.FLOAT32, 0, 0);

      training.steps(
          new FtrlOptimizer(
              3.0,
              OptimizerOption.initialAccumulatorValue(0.1),
              OptimizerOption.l1RegularizationStrength(0),
              OptimizerOption.l2RegularizationStrength(0)),
          List.of(
              new GradAndVar(Training.tensor(DType.FLOAT32, 0.1, 0.2), a),
              new GradAndVar(Training.tensor(DType.FLOAT32, 0.01, 0.02), b)),
          3);

      assertArrayEquals(new double[] {-2.60260963, -4.29698515}, training.value(a), 1e-5);
      assertArrayEquals(new double[] {-0.28432083, -0.56694895}, training.value(b), 1e-5);
    }
  }
}
