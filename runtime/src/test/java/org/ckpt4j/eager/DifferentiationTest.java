package org.ckpt4j.eager;

import static org.ckpt4j.TF.addN;
import static org.ckpt4j.TF.cast;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.customGradient;
import static org.ckpt4j.TF.exp;
import static org.ckpt4j.TF.gradientTape;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.less;
import static org.ckpt4j.TF.minus;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.power;
import static org.ckpt4j.TF.reduceSum;
import static org.ckpt4j.TF.stopGradient;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.eager.Numbers.dense;
import static org.ckpt4j.eager.Numbers.number;
import static org.ckpt4j.eager.Numbers.numbers;
import static org.ckpt4j.options.TapeOption.outputGradients;
import static org.ckpt4j.options.TapeOption.persistent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.control.CustomGradient;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.GradientSums;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.math.SelectOps;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Derivatives of whole functions, with tapes and in graphs. */
class DifferentiationTest {
  private static final String ROW = "tensorflow/python/eager/backprop_test.py::BackpropTest::";
  private static final String SUMS =
      "tensorflow/python/eager/backprop_test.py::AggregateIndexedSlicesGradientsTest::";

  /** TensorFlow's {@code gradients_function}: the gradients of all arguments. */
  private static List<Operand> gradientsOf(Function<List<Tensor>, Object> f, Tensor... at) {
    List<Tensor> arguments = List.of(at);
    GradientTape tape = gradientTape();
    Object target;
    try (var recording = tape.enter()) {
      tape.watch(arguments);
      target = f.apply(arguments);
    }
    return tape.gradient(target, arguments);
  }

  /** TensorFlow's {@code implicit_grad}: the gradients of the variables that were read. */
  private static List<Operand> implicitGradients(Supplier<Tensor> f) {
    GradientTape tape = gradientTape();
    Tensor target;
    try (var recording = tape.enter()) {
      target = f.get();
    }
    return tape.gradient(target, tape.watchedVariables());
  }

  private static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels) {
    return StandardOps.registry()
        .find("SoftmaxCrossEntropyWithLogits")
        .orElseThrow()
        .run(null, Attrs.none(), List.of(logits, labels))
        .output(0);
  }

  @Test
  @Tag(ROW + "testImplicitGradWithResourceVariable")
  void theVariablesThatAFunctionReadsHaveGradients() {
    Variable x = new Variable(1f);

    List<Operand> gradients = implicitGradients(() -> plus(x, 1f));

    assertEquals(1.0, number(gradients.get(0)));
  }

  @Test
  @Tag(ROW + "testUnconnectedNone")
  void aVariableThatIsReadForNothingHasNone() {
    Variable v = new Variable(1f);

    List<Operand> gradients =
        implicitGradients(
            () -> {
              v.value();
              return constant(1f);
            });

    assertNull(gradients.get(0));
  }

  @Test
  @Tag(ROW + "testNoOpBehaviorConsistent")
  void whatDoesNothingDoesNotBreakTheWay() {
    for (Function<Tensor, Tensor> nothing :
        List.<Function<Tensor, Tensor>>of(x -> identity(x), x -> plus(x, 0f), x -> times(x, 1f))) {
      Tensor x = constant(3f);
      GradientTape tape = gradientTape(persistent(true));
      Tensor y;
      Tensor z;
      try (var recording = tape.enter()) {
        tape.watch(x);
        y = nothing.apply(x);
        z = times(y, y);
      }

      assertEquals(6.0, number(tape.gradient(z, x)));
      assertEquals(6.0, number(tape.gradient(z, y)));
      assertEquals(1.0, number(tape.gradient(y, x)));
    }
  }

  @Test
  @Tag(ROW + "testWhereGradient")
  void aChoiceHasTheGradientOfWhatWasChosen() {
    Function<List<Tensor>, Object> f =
        x -> SelectOps.of(less(x.get(0), 10f), x.get(0), times(x.get(0), x.get(0)));

    assertEquals(1.0, number(gradientsOf(f, constant(5f)).get(0)));
    assertEquals(100.0, number(gradientsOf(f, constant(50f)).get(0)));
  }

  @Test
  @Tag(ROW + "testTwoTargets")
  void severalTargetsAddUp() {
    Tensor x = constant(3f);
    Tensor y = constant(2f);
    GradientTape tape = gradientTape();
    Tensor xx;
    Tensor yy;
    try (var recording = tape.enter()) {
      tape.watch(List.of(x, y));
      xx = times(2f, x);
      yy = times(3f, y);
    }

    List<Operand> gradients = tape.gradient(List.of(xx, yy), List.of(x, y));

    assertEquals(2.0, number(gradients.get(0)));
    assertEquals(3.0, number(gradients.get(1)));
  }

  @Test
  @Tag(ROW + "testOutputGradUsedInComputation")
  void eachTargetHasAGradientToBeginWith() {
    Tensor x = constant(3f);
    Tensor y = constant(2f);
    GradientTape tape = gradientTape();
    Tensor loss;
    try (var recording = tape.enter()) {
      tape.watch(List.of(x, y));
      loss = times(x, y);
    }

    Operand gradient = tape.gradient(List.of(loss, x), x, outputGradients(List.of(1f, 2f)));

    assertEquals(4.0, number(gradient));
  }

  @Test
  @Tag(ROW + "testDy")
  void theGradientToBeginWithIsPassedOn() {
    Tensor x = constant(1f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = identity(x);
    }

    assertEquals(2.0, number(tape.gradient(y, x, outputGradients(List.of(2f)))));
  }

  @Test
  @Tag(ROW + "testGradientInteger")
  void wholeNumbersHaveNoGradient() {
    assertNull(gradientsOf(x -> plus(x.get(0), x.get(0)), constant(1)).get(0));
  }

  @Test
  @Tag(ROW + "testErrors")
  void whatAGradientThrowsComesOut() {
    CustomGradient f =
        customGradient(
            x ->
                new CustomGradient.Result(
                    x,
                    dy -> {
                      throw new IllegalStateException("on purpose");
                    }));

    assertThrows(
        IllegalStateException.class, () -> gradientsOf(x -> f.apply(x.get(0)), constant(1f)));
  }

  @Test
  @Tag(ROW + "testCustomGradientEmptyError")
  void aCustomGradientGivesAsManyAsThereAreArguments() {
    CustomGradient f =
        CustomGradient.ofLists(xs -> new CustomGradient.Results(xs, (dys, variables) -> List.of()));

    assertThrows(
        IllegalArgumentException.class, () -> gradientsOf(x -> f.apply(x.get(0)), constant(1f)));
  }

  @Test
  @Tag(ROW + "testCustomGradientIdentity")
  void aCustomGradientTakesThePlaceOfTheFunctions() {
    CustomGradient f = customGradient(x -> new CustomGradient.Result(x, dy -> times(dy, 2f)));

    assertEquals(2.0, number(gradientsOf(x -> f.apply(x.get(0)), constant(1f)).get(0)));
  }

  @Test
  @Tag(ROW + "testCustomGradient")
  void aCustomGradientTrainsAsTheFunctionsOwn() {
    CustomGradient product =
        CustomGradient.ofLists(
            xs ->
                new CustomGradient.Results(
                    List.of(times(xs.get(0), xs.get(1))),
                    (dys, variables) ->
                        List.of(times(dys.get(0), xs.get(1)), times(dys.get(0), xs.get(0)))));
    double x = 3;
    double loss = 4;
    Tensor variable = constant(3f);
    for (int step = 0; step < 5; step++) {
      GradientTape tape = gradientTape();
      Tensor found;
      try (var recording = tape.enter()) {
        tape.watch(variable);
        Tensor difference = minus(variable, 1f);
        found = product.apply(difference, difference);
      }
      loss = (x - 1) * (x - 1);
      assertEquals(loss, number(found), 1e-6);
      x = x - 0.25 * 2 * (x - 1);
      variable = minus(variable, times(0.25f, tape.gradient(found, variable)));
      assertEquals(x, number(variable), 1e-6);
    }
  }

  @Test
  void customGradientsHoldInGraphsToo() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, org.ckpt4j.tensor.Shape.scalar());
      CustomGradient f =
          customGradient(y -> new CustomGradient.Result(times(y, y), dy -> times(dy, 100f)));

      Operand gradient = TF1.gradients(f.apply(x), x).get(0);

      assertEquals(100.0, s.run(gradient, feed(x, 2f)).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testGradientNone")
  void crossEntropyHasItsGradient() {
    Function<List<Tensor>, Object> loss =
        x -> reduceSum(softmaxCrossEntropy(x.get(0), constant(new float[][] {{1f, 0f}})));

    assertEquals(
        List.of(-0.5, 0.5), numbers(gradientsOf(loss, constant(new float[][] {{0f, 0f}})).get(0)));
  }

  @Test
  @Tag(ROW + "testSecondGrad")
  void crossEntropyHasASecondGradient() {
    Tensor logits = constant(new float[][] {{0f}});
    GradientTape outer = gradientTape();
    Operand first;
    try (var recording = outer.enter()) {
      outer.watch(logits);
      GradientTape inner = gradientTape();
      Tensor loss;
      try (var within = inner.enter()) {
        inner.watch(logits);
        loss = reduceSum(softmaxCrossEntropy(logits, constant(new float[][] {{0f}})));
      }
      first = inner.gradient(loss, logits);
    }

    assertEquals(List.of(0.0), numbers(outer.gradient(first, logits)));
  }

  private static double secondAt(Tensor x, Function<Tensor, Tensor> f) {
    GradientTape outer = gradientTape();
    Operand first;
    try (var recording = outer.enter()) {
      outer.watch(x);
      GradientTape inner = gradientTape();
      Tensor y;
      try (var within = inner.enter()) {
        inner.watch(x);
        y = f.apply(x);
      }
      first = inner.gradient(y, x);
    }
    return number(outer.gradient(first, x));
  }

  @Test
  @Tag(ROW + "testGradGrad")
  void theSecondDerivativeOfASquareIsTwo() {
    assertEquals(2.0, secondAt(constant(3f), x -> times(x, x)));
  }

  @Test
  @Tag(ROW + "testGradGradExp")
  void theSecondDerivativeOfTheExponentialIsItself() {
    assertEquals(1.0, secondAt(constant(0f), x -> exp(x)));
  }

  @Test
  @Tag(ROW + "testStopGradient")
  void nothingFlowsThroughStopGradient() {
    Function<List<Tensor>, Object> f =
        x ->
            stopGradient(
                StandardOps.registry()
                    .find("ArgMax")
                    .orElseThrow()
                    .call(Attrs.none(), x.get(0), constant(0)));

    assertNull(gradientsOf(f, constant(new float[] {1f, 2f})).get(0));
    assertNull(gradientsOf(x -> stopGradient(times(x.get(0), 2f)), constant(1f)).get(0));
  }

  @Test
  @Tag(ROW + "testEmptyParams")
  void allArgumentsHaveGradients() {
    List<Operand> gradients =
        gradientsOf(x -> times(x.get(0), x.get(1)), constant(2f), constant(3f));

    assertEquals(3.0, number(gradients.get(0)));
    assertEquals(2.0, number(gradients.get(1)));
  }

  @Test
  @Tag(ROW + "testEmptyParamsForValueAndGradFunction")
  @Tag(ROW + "testNonEmptyParamsForValueAndGradFunction")
  void theValueIsThereBesideTheGradients() {
    Tensor a = constant(2f);
    Tensor b = constant(3f);
    GradientTape tape = gradientTape(persistent(true));
    Tensor value;
    try (var recording = tape.enter()) {
      tape.watch(List.of(a, b));
      value = times(a, b);
    }

    assertEquals(6.0, number(value));
    assertEquals(
        List.of(3.0, 2.0),
        tape.gradient(value, List.of(a, b)).stream().map(Numbers::number).toList());
    assertEquals(2.0, number(tape.gradient(value, b)));
  }

  @Test
  @Tag(ROW + "testReturnSameThing")
  void anArgumentMayBeAResult() {
    assertEquals(
        3.0, number(gradientsOf(x -> List.of(x.get(0), times(2f, x.get(0))), constant(1f)).get(0)));
  }

  @Test
  @Tag(ROW + "testUnknownShapes")
  void aTapeWorksInAGraphWithUnknownShapes() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor a = placeholder(DType.FLOAT32);
      GradientTape tape = gradientTape();
      Tensor b;
      try (var recording = tape.enter()) {
        tape.watch(a);
        b = power(a, 3f);
      }
      Operand gradient = tape.gradient(b, a);

      assertEquals(8.0, s.run(b, feed(a, 2f)).doubleValue());
      assertEquals(12.0, s.run(gradient, feed(a, 2f)).doubleValue());
    }
  }

  private static Tensor table() {
    return constant(new float[][] {{1f, 2f}, {3f, 4f}, {5f, 6f}, {7f, 8f}});
  }

  private static Tensor lookup(Tensor table, int... rows) {
    return Gather.of(table, constant(rows));
  }

  @Test
  @Tag(ROW + "testAggregateGradients")
  void theGradientsOfSeveralLookupsAddUp() {
    Operand gradient =
        gradientsOf(
                x ->
                    addN(
                        List.of(
                            reduceSum(lookup(x.get(0), 0, 1)),
                            reduceSum(lookup(x.get(0), 0, 1, 0)),
                            reduceSum(lookup(x.get(0), 1, 2)))),
                table())
            .get(0);

    IndexedSlices rows = assertInstanceOf(IndexedSlices.class, gradient);

    assertEquals(List.of(3.0, 3.0, 3.0, 3.0, 1.0, 1.0, 0.0, 0.0), dense(rows, 4));
  }

  private static Tensor mixed(Tensor x) {
    return reduceSum(times(lookup(x, 0, 1), reduceSum(times(x, 2f))));
  }

  @Test
  @Tag(ROW + "testAggregateGradientsWithTensor")
  void rowsAndTensorsAddUpToATensorAsInAGraph() {
    Operand eager = gradientsOf(x -> mixed(x.get(0)), table()).get(0);
    List<Double> inGraph;
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, org.ckpt4j.tensor.Shape.of(4, 2));
      Operand gradient = TF1.gradients(mixed(x), x).get(0);
      float[][] value = {{1f, 2f}, {3f, 4f}, {5f, 6f}, {7f, 8f}};
      inGraph = numbers(s.run(gradient, feed(x, value)));
    }

    assertInstanceOf(Tensor.class, eager);
    assertEquals(inGraph, numbers(eager));
    assertEquals(List.of(92.0, 92.0, 92.0, 92.0, 20.0, 20.0, 20.0, 20.0), numbers(eager));
  }

  private static IndexedSlices rows(float[][] values, int... indices) {
    return new IndexedSlices(constant(values), constant(indices), constant(new int[] {3, 1}));
  }

  @Test
  @Tag(SUMS + "testOneGradient")
  void oneGradientIsTheSum() {
    Tensor tensor = constant(1f);
    IndexedSlices rows = rows(new float[][] {{1f}}, 0);

    assertSame(tensor, GradientSums.of(List.of(tensor)));
    assertSame(rows, GradientSums.of(List.of(rows)));
  }

  @Test
  @Tag(SUMS + "testMultipleGradients")
  void rowsAreAddedByPuttingThemTogether() {
    IndexedSlices first = rows(new float[][] {{1f}, {2f}}, 0, 2);
    IndexedSlices second = rows(new float[][] {{3f}}, 2);

    IndexedSlices sum =
        assertInstanceOf(IndexedSlices.class, GradientSums.of(List.of(first, second)));

    assertEquals(List.of(1.0, 2.0, 3.0), numbers(sum.values()));
    assertEquals(List.of(0.0, 2.0, 2.0), numbers(cast(sum.indices(), DType.FLOAT64)));
  }

  @Test
  @Tag(SUMS + "testMixedTensorAndIndexedSlices")
  void aTensorAmongThemMakesTheSumATensor() {
    IndexedSlices rows = rows(new float[][] {{1f}, {2f}}, 0, 2);
    Tensor tensor = constant(new float[][] {{10f}, {20f}, {30f}});

    Operand sum = GradientSums.of(Arrays.asList(rows, null, tensor));

    assertInstanceOf(Tensor.class, sum);
    assertEquals(List.of(11.0, 20.0, 32.0), numbers(sum));
  }
}
