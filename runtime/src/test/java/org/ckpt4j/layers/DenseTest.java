package org.ckpt4j.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Constraint;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dense layers: variables, values, reuse, losses. */
class DenseTest {
  private static final String ROW = "tf_keras/legacy_tf_layers/core_test.py::DenseTest::";

  @SuppressWarnings("UnnecessaryLambda") // told apart by identity
  private static final UnaryOperator<Tensor> RELU = x -> TF.nn.relu(x);

  private static final Regularizer SUM = v -> TF.times(TF.reduceSum(v), 1e-3f);
  private static final Named MINE = new Named("my_dense");

  private org.ckpt4j.framework.Scope graph;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    graph = new Graph().asDefault();
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private static Tensor ones(long... dims) {
    return TF.ones(Shape.of(dims));
  }

  private static List<String> names(List<Variable> variables) {
    return variables.stream().map(Variable::name).toList();
  }

  @Test
  @Tag(ROW + "testDenseProperties")
  void keepsWhatItWasMadeWithAndIsNumbered() {
    var dense = new Dense(2, Layers.activation(RELU), MINE);
    var second = new Dense(2);
    second.apply(ones(1, 2));
    var third = new Dense(2);
    third.apply(ones(1, 2));

    assertEquals(2, dense.units());
    assertSame(RELU, dense.activation());
    assertNull(dense.kernelRegularizer());
    assertNull(dense.biasRegularizer());
    assertEquals(true, dense.useBias());
    assertEquals("my_dense", dense.name());
    assertEquals("dense_1", second.name());
    assertEquals("dense_2", third.name());
  }

  @Test
  @Tag(ROW + "testVariableInput")
  void takesAVariableAsInput() {
    Variable input = TF1.getVariable("X", Shape.of(1, 1), TF.zerosInitializer());
    Tensor output = new Dense(1).apply(input);

    try (Session session = new Session(Graph.current())) {
      session.run(TF1.globalVariablesInitializer());
      assertArrayEquals(new double[] {0}, ElementArrays.doubles(session.run(output)));
    }
  }

  @Test
  @Tag(ROW + "testCall")
  void makesKernelAndBias() {
    var dense = new Dense(2, Layers.activation(RELU), MINE);

    Tensor output = dense.apply(ones(5, 4));

    assertEquals(Shape.of(5, 2), output.shape());
    assertEquals(List.of(dense.kernel(), dense.bias()), dense.variables());
    assertEquals(dense.variables(), dense.trainableVariables());
    assertEquals(List.of(), dense.nonTrainableVariables());
    assertEquals(2, TF1.trainableVariables().size());
    assertEquals("my_dense/kernel:0", dense.kernel().name());
    assertEquals("my_dense/bias:0", dense.bias().name());
  }

  @Test
  @Tag(ROW + "testCallTensorDot")
  void multipliesAlongTheLastOfThreeDimensions() {
    var dense =
        new Dense(2, LayerOption.parameter("kernel_initializer", TF.onesInitializer()), MINE);

    Tensor output = dense.apply(ones(5, 4, 3));

    assertEquals(Shape.of(5, 4, 2), output.shape());
    try (Session session = new Session(Graph.current())) {
      session.run(TF1.globalVariablesInitializer());
      assertEquals(3, ElementArrays.doubles(session.run(output))[39]);
    }
  }

  @Test
  @Tag(ROW + "testNoBias")
  void mayHaveNoBias() {
    var dense = new Dense(2, LayerOption.useBias(false), MINE);

    dense.apply(ones(5, 2));

    assertEquals(List.of("my_dense/kernel:0"), names(dense.variables()));
    assertEquals(dense.variables(), dense.trainableVariables());
    assertNull(dense.bias());
  }

  @Test
  @Tag(ROW + "testNonTrainable")
  void mayNotBeTrained() {
    var dense = new Dense(2, LayerOption.trainable(false), MINE);

    dense.apply(ones(5, 2));

    assertEquals(2, dense.nonTrainableVariables().size());
    assertEquals(List.of(), dense.trainableVariables());
    assertEquals(List.of(), TF1.trainableVariables());
  }

  private static void regularized(String keyword) {
    var dense = new Dense(2, LayerOption.parameter(keyword, SUM), MINE);

    dense.apply(ones(5, 3));

    List<Object> losses = TF1.getCollection(GraphKeys.REGULARIZATION_LOSSES);
    assertEquals(1, losses.size());
    assertEquals(dense.losses(), losses);
  }

  @Test
  @Tag(ROW + "testActivityRegularizer")
  void anActivityRegularizerAddsOneLoss() {
    regularized("activity_regularizer");
  }

  @Test
  @Tag(ROW + "testKernelRegularizer")
  void aKernelRegularizerAddsOneLoss() {
    regularized("kernel_regularizer");
  }

  @Test
  @Tag(ROW + "testBiasRegularizer")
  void aBiasRegularizerAddsOneLoss() {
    regularized("bias_regularizer");
  }

  @Test
  @Tag(ROW + "testFunctionalDense")
  void theFunctionMakesVariablesAndNamesItsOperations() {
    Tensor output = Layers.dense(ones(5, 3), 2, Layers.activation(RELU), MINE);

    assertEquals(2, TF1.trainableVariables().size());
    assertEquals("my_dense/Relu", output.op().name());
  }

  @Test
  @Tag(ROW + "testFunctionalDenseTwice")
  void unnamedCallsMakeVariablesOfTheirOwn() {
    Layers.dense(ones(5, 3), 2);
    List<Variable> first = TF1.globalVariables();
    Layers.dense(ones(5, 3), 2);

    assertEquals(2, first.size());
    assertEquals(
        List.of("dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"),
        names(TF1.globalVariables()));
  }

  @Test
  @Tag(ROW + "testFunctionalDenseTwiceReuse")
  void aNamedCallMayTakeTheVariablesOfAnother() {
    Layers.dense(ones(5, 3), 2, MINE);
    List<Variable> first = TF1.trainableVariables();
    Layers.dense(ones(5, 3), 2, MINE, LayerOption.reuse(true));

    assertEquals(first, TF1.trainableVariables());
  }

  @Test
  @Tag(ROW + "testFunctionalDenseInitializerFromScope")
  void theScopesInitializerIsTheKernelsButNotTheBiass() {
    try (var scope = TF1.variableScope("scope", TF.onesInitializer())) {
      Layers.dense(ones(5, 3), 2);
    }
    List<Variable> variables = TF1.globalVariables();

    assertEquals(List.of("scope/dense/kernel:0", "scope/dense/bias:0"), names(variables));
    try (Session session = new Session(Graph.current())) {
      session.run(TF1.globalVariablesInitializer());
      assertArrayEquals(
          new double[] {1, 1, 1, 1, 1, 1}, ElementArrays.doubles(session.run(variables.get(0))));
      assertArrayEquals(new double[] {0, 0}, ElementArrays.doubles(session.run(variables.get(1))));
    }
  }

  @Test
  @Tag(ROW + "testConstraints")
  void constraintsAreKeptByTheVariables() {
    Constraint kernel = v -> TF.identity(v);
    Constraint bias = v -> TF.identity(v);
    var dense =
        new Dense(
            2,
            LayerOption.parameter("kernel_constraint", kernel),
            LayerOption.parameter("bias_constraint", bias));

    dense.apply(ones(5, 3));

    assertSame(kernel, dense.variables().get(0).constraint().orElseThrow());
    assertSame(bias, dense.variables().get(1).constraint().orElseThrow());
  }
}
