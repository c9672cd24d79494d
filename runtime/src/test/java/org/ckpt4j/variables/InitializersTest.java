package org.ckpt4j.variables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What initializers give variables of a graph, and when they refuse. */
class InitializersTest {
  private static final String ROWS =
      "tensorflow/python/kernel_tests/array_ops/init_ops_test.py::ConstantInitializersTest::";
  private static final String ROOT = "tensorflow/python/kernel_tests/array_ops/init_ops_test.py::";

  /** The value of a variable {@code x} in a graph of its own. */
  private static EagerTensor variable(Shape shape, DType dtype, Initializer initializer) {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      Variable x =
          VariableScope.current()
              .getVariable("x", new Shaped(shape), new Typed(dtype), initializer);
      try (Session session = new Session(graph)) {
        session.run(x.initializer());
        return session.run(x);
      }
    }
  }

  /** The values of initializers, all in one graph and one run. */
  private static List<double[]> values(DType dtype, Shape shape, Initializer... initializers) {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      List<Tensor> made =
          Arrays.stream(initializers).map(i -> i.initialize(shape, dtype, null)).toList();
      try (Session session = new Session(graph)) {
        return session.run(made).stream().map(ElementArrays::doubles).toList();
      }
    }
  }

  private static double[] filled(int count, double value) {
    return ElementArrays.filled(count, value);
  }

  @Test
  @Tag(ROWS + "testZerosInitializer")
  void zerosAreZeros() {
    EagerTensor x = variable(Shape.of(2, 3), DType.FLOAT32, TF1.zerosInitializer());

    assertEquals(Shape.of(2, 3), x.shape());
    assertArrayEquals(filled(6, 0), ElementArrays.doubles(x));
  }

  @Test
  @Tag(ROWS + "testConstantZeroInitializer")
  void aConstantMayBeZero() {
    EagerTensor x = variable(Shape.of(2, 3), DType.FLOAT32, TF1.constantInitializer(0.0));

    assertArrayEquals(filled(6, 0), ElementArrays.doubles(x));
  }

  @Test
  @Tag(ROWS + "testConstantOneInitializer")
  void oneNumberFillsAnyShape() {
    EagerTensor x = variable(Shape.of(2, 3), DType.FLOAT32, TF1.constantInitializer(1.0));

    assertArrayEquals(filled(6, 1), ElementArrays.doubles(x));
  }

  @Test
  @Tag(ROWS + "testConstantIntInitializer")
  void integersAreOfTheVariablesType() {
    EagerTensor x = variable(Shape.of(2, 3), DType.INT32, TF1.constantInitializer(7));

    assertEquals(DType.INT32, x.dtype());
    assertArrayEquals(new long[] {7, 7, 7, 7, 7, 7}, ElementArrays.longs(x));
  }

  @Test
  @Tag(ROWS + "testConstantTupleInitializer")
  void aListGivesEachElement() {
    EagerTensor x =
        variable(Shape.of(3), DType.INT32, TF1.constantInitializer(List.of(10, 20, 30)));

    assertArrayEquals(new long[] {10, 20, 30}, ElementArrays.longs(x));
  }

  @Test
  @Tag(ROWS + "testNDimConstantInitializer")
  void elementsFillRowByRow() {
    double[] six = {0, 1, 2, 3, 4, 5};

    for (Object value : List.of(List.of(0, 1, 2, 3, 4, 5), six)) {
      EagerTensor x = variable(Shape.of(2, 3), DType.FLOAT32, TF1.constantInitializer(value));

      assertArrayEquals(six, ElementArrays.doubles(x));
    }
  }

  @Test
  @Tag(ROWS + "testNDimConstantInitializerLessValues")
  void theLastOfTooFewElementsIsRepeated() {
    EagerTensor x =
        variable(Shape.of(2, 4), DType.FLOAT32, TF1.constantInitializer(List.of(0, 1, 2, 3, 4, 5)));

    assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 5, 5}, ElementArrays.doubles(x));
  }

  @Test
  @Tag(ROWS + "testInvalidValueTypeForConstantInitializerCausesTypeError")
  void aTensorOrVariableIsNoConstant() {
    try (var g = new Graph().asDefault()) {
      Tensor tensor = TF.constant(new float[] {1, 2, 3});
      Variable variable = TF1.getVariable("v", Shape.of(), TF1.zerosInitializer());

      assertThrows(TypeError.class, () -> TF1.constantInitializer(tensor));
      assertThrows(TypeError.class, () -> TF1.constantInitializer(variable));
    }
  }

  @Test
  @Tag(ROOT + "RandomNormalInitializationTest::testInitializerDifferent")
  void differentSeedsGiveDifferentNumbers() {
    List<double[]> drawn =
        values(
            DType.FLOAT32,
            Shape.of(10),
            TF1.randomNormalInitializer(TF.mean(0.0), TF.stddev(1.0), TF.seed(1)),
            TF1.randomNormalInitializer(TF.mean(0.0), TF.stddev(1.0), TF.seed(2)));

    assertFalse(Arrays.equals(drawn.get(0), drawn.get(1)));
  }

  @Test
  @Tag(ROOT + "RandomNormalInitializationTest::testDuplicatedInitializer")
  void anUnseededInitializerGivesDifferentNumbersEachTime() {
    Initializer initializer = TF1.randomNormalInitializer();

    List<double[]> drawn = values(DType.FLOAT32, Shape.of(10), initializer, initializer);

    assertFalse(Arrays.equals(drawn.get(0), drawn.get(1)));
  }

  @Test
  @Tag(ROOT + "RandomNormalInitializationTest::testInvalidDataType")
  void normalNumbersAreNoStrings() {
    try (var g = new Graph().asDefault()) {
      Initializer initializer = TF1.randomNormalInitializer();

      assertThrows(
          IllegalArgumentException.class,
          () -> initializer.initialize(Shape.of(2), DType.STRING, null));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  @Tag(ROOT + "TruncatedNormalInitializationTest::testInitializerIdentical")
  void truncatedNumbersOfOneSeedAreEqual(DType dtype) {
    List<double[]> drawn =
        values(
            dtype,
            Shape.of(10),
            TF1.truncatedNormalInitializer(TF.seed(1)),
            TF1.truncatedNormalInitializer(TF.seed(1)));

    assertArrayEquals(drawn.get(0), drawn.get(1));
    assertFalse(Arrays.equals(filled(10, 0), drawn.get(0)));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "INT64"})
  @Tag(ROOT + "RandomUniformInitializationTest::testInitializerIdentical")
  void uniformNumbersOfOneSeedAreEqual(DType dtype) {
    List<double[]> drawn =
        values(
            dtype,
            Shape.of(10),
            TF1.randomUniformInitializer(0, 7, TF.seed(1)),
            TF1.randomUniformInitializer(0, 7, TF.seed(1)));

    assertArrayEquals(drawn.get(0), drawn.get(1));
    assertTrue(Arrays.stream(drawn.get(0)).allMatch(x -> x >= 0 && x < 7));
  }

  @Test
  @Tag(ROOT + "VarianceScalingInitializationTest::testUniformDistribution")
  void uniformNumbersHaveTheVarianceAskedFor() {
    double[] drawn =
        values(
                DType.FLOAT32,
                Shape.of(100, 100),
                TF1.varianceScalingInitializer(1.0, "fan_in", "uniform", TF.seed(3)))
            .get(0);
    double mean = Arrays.stream(drawn).average().orElseThrow();
    double variance =
        Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();

    assertEquals(0.0, mean, 0.01);
    assertEquals(1.0 / 100, variance, 0.01 / 100);
  }

  @Test
  void wordsThatNameNoModeOrDistributionAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> TF1.varianceScalingInitializer(1, "fan", "uniform"));
    assertThrows(
        IllegalArgumentException.class, () -> TF1.varianceScalingInitializer(1, "fan_in", "gamma"));
    assertThrows(
        IllegalArgumentException.class,
        () -> TF1.varianceScalingInitializer(0, "fan_in", "uniform"));
  }

  @Test
  void orthogonalInitializersNeedTwoDimensions() {
    try (var g = new Graph().asDefault()) {
      Initializer initializer = TF1.orthogonalInitializer(1);

      assertThrows(
          IllegalArgumentException.class,
          () -> initializer.initialize(Shape.of(3), DType.FLOAT32, null));
    }
  }
}
