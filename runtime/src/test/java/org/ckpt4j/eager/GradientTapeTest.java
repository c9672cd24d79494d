package org.ckpt4j.eager;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.gradientTape;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.maximum;
import static org.ckpt4j.TF.ones;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.power;
import static org.ckpt4j.TF.reduceSum;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.eager.Numbers.number;
import static org.ckpt4j.eager.Numbers.numbers;
import static org.ckpt4j.options.TapeOption.outputGradients;
import static org.ckpt4j.options.TapeOption.persistent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.UnconnectedGradients;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GradientTapeTest {
  private static final String ROW = "tensorflow/python/eager/backprop_test.py::BackpropTest::";

  @Test
  @Tag(ROW + "testTapeNoOpGradient")
  void aTensorHasGradientOneWithRespectToItself() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      tape.watch(x);
    }

    assertEquals(1.0, number(tape.gradient(x, x)));
  }

  @Test
  @Tag(ROW + "testTapeIdentityGradientIsIdentity")
  void identityPassesTheGradientOn() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = identity(x);
    }

    assertEquals(1.0, number(tape.gradient(y, x)));
  }

  @Test
  @Tag(ROW + "testTapeGradientMultiTargetOneIsSource")
  void aTargetMayBeTheSource() {
    Tensor x = constant(2f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = times(x, x);
    }

    assertEquals(5.0, number(tape.gradient(List.of(x, y), x)));
  }

  @Test
  @Tag(ROW + "testTapeNoOpGradientWithMultiTargetAllSource")
  void allTargetsMayBeTheSource() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      tape.watch(x);
    }

    assertEquals(2.0, number(tape.gradient(List.of(x, x), x)));
  }

  @Test
  @Tag(ROW + "testTapeNoOpGradientWithMultiTargetMultiSource")
  void targetsAndSourcesMayBeTheSame() {
    Tensor x = constant(3f);
    Tensor y = constant(5f);
    GradientTape tape = gradientTape();
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(x);
      tape.watch(y);
      z = times(y, y);
    }

    List<Operand> gradients = tape.gradient(List.of(x, y, z), List.of(x, y));

    assertEquals(1.0, number(gradients.get(0)));
    assertEquals(11.0, number(gradients.get(1)));
  }

  @Test
  @Tag(ROW + "testTapeGradientStringTarget")
  void stringsHaveNoGradient() {
    Tensor s = constant("unknown");
    Tensor x = constant(3f);
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      tape.watch(s);
    }

    assertNull(tape.gradient(s, x));
  }

  @Test
  @Tag(ROW + "testTapeNoOpOnVariableIsIdentity")
  void readingAVariableHasGradientOne() {
    Variable v = new Variable(0f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      y = v.readValue();
    }

    assertEquals(1.0, number(tape.gradient(y, v)));
  }

  @Test
  @Tag(ROW + "testTapeNoOpGradient2By2")
  void theGradientHasTheShapeOfTheSource() {
    Tensor x = constant(new float[][] {{2f, 2f}, {2f, 2f}});
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      tape.watch(x);
    }

    assertEquals(List.of(1.0, 1.0, 1.0, 1.0), numbers(tape.gradient(x, x)));
  }

  @Test
  @Tag(ROW + "testTapeNoOpGradientMultiTarget2By2")
  void theSameTargetTwiceCountsTwice() {
    Tensor x = constant(new float[][] {{2f, 2f}, {2f, 2f}});
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      tape.watch(x);
    }

    assertEquals(List.of(2.0, 2.0, 2.0, 2.0), numbers(tape.gradient(List.of(x, x), x)));
  }

  @Test
  @Tag(ROW + "testTapeStopRecording")
  void whatIsCalledWhileItIsStoppedIsNotRecorded() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      try (var stopped = tape.stopRecording()) {
        y = times(x, x);
      }
    }

    assertNull(tape.gradient(y, x));
  }

  @Test
  @Tag(ROW + "testTapeStopStartRecording")
  void itGoesOnRecordingAfterItWasStopped() {
    Tensor x = constant(2f);
    GradientTape tape = gradientTape(persistent(true));
    Tensor y;
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(x);
      try (var stopped = tape.stopRecording()) {
        y = times(x, x);
      }
      z = times(x, x);
    }

    assertNull(tape.gradient(y, x));
    assertEquals(4.0, number(tape.gradient(z, x)));
  }

  @Test
  @Tag(ROW + "testTapeReset")
  void resetForgetsWhatWasRecorded() {
    Variable v = new Variable(1f);
    GradientTape tape = gradientTape();
    Tensor loss;
    try (var recording = tape.enter()) {
      Tensor first = times(v, v);
      tape.reset();
      loss = plus(first, times(v, v));
    }

    assertEquals(2.0, number(tape.gradient(loss, v)));
  }

  @Test
  @Tag(ROW + "testGradientWithinTapeBlock")
  void theGradientMayBeAskedForWhileItRecords() {
    Variable v = new Variable(1f);
    for (boolean persistent : List.of(false, true)) {
      GradientTape tape = gradientTape(persistent(persistent));
      try (var recording = tape.enter()) {
        Tensor loss = times(2f, v);
        assertEquals(2.0, number(tape.gradient(loss, v)));
      }
    }
  }

  @Test
  @Tag(ROW + "testNestedSelfContexts")
  void aTapeThatRecordsCannotBeEnteredAgain() {
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      assertThrows(IllegalArgumentException.class, tape::enter);
    }
  }

  @Test
  @Tag(ROW + "testPersistentGradientTapeRepeatedSource")
  void aSourceMayBeAskedForTwice() {
    Tensor x = constant(3f);
    Tensor y = constant(5f);
    GradientTape tape = gradientTape(persistent(true));
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(x);
      tape.watch(y);
      z = plus(times(x, x), times(x, y));
    }

    List<Operand> twice = tape.gradient(z, List.of(x, x));
    List<Operand> both = tape.gradient(z, List.of(y, x));

    assertEquals(11.0, number(twice.get(0)));
    assertEquals(11.0, number(twice.get(1)));
    assertEquals(3.0, number(both.get(0)));
    assertEquals(11.0, number(both.get(1)));
  }

  @Test
  @Tag(ROW + "testGradientTapeStructure")
  void theResultHasTheStructureOfTheSources() {
    Variable x1 = new Variable(2f);
    Variable x2 = new Variable(3f);
    Variable x3 = new Variable(5f);
    GradientTape tape = gradientTape(persistent(true));
    Tensor y;
    try (var recording = tape.enter()) {
      y = plus(plus(x1, times(5f, x2)), times(3f, x3));
    }

    List<Operand> list = tape.gradient(y, List.of(x1, x2, x3));
    Map<String, Operand> map = tape.gradient(y, Map.of("x2", x2));
    Object nested = tape.nestedGradient(y, List.of(x1, dict("b", x2, "c", List.of(x3))));

    assertEquals(1.0, number(tape.gradient(y, x1)));
    assertEquals(List.of(1.0, 5.0, 3.0), list.stream().map(Numbers::number).toList());
    assertEquals(5.0, number(map.get("x2")));
    List<?> outer = (List<?>) nested;
    Map<?, ?> inner = (Map<?, ?>) outer.get(1);
    assertEquals(1.0, number((Operand) outer.get(0)));
    assertEquals(5.0, number((Operand) inner.get("b")));
    assertEquals(3.0, number((Operand) ((List<?>) inner.get("c")).get(0)));
  }

  @Test
  @Tag(ROW + "testGradientTape")
  void gradientsOfGradientsComeFromTheOuterTape() {
    Tensor x = constant(3f);
    GradientTape outer = gradientTape();
    Tensor y;
    Tensor z;
    try (var recording = outer.enter()) {
      outer.watch(x);
      y = times(x, x);
      GradientTape inner = gradientTape();
      try (var within = inner.enter()) {
        inner.watch(y);
        z = times(2f, y);
      }
      Operand innerGradient = inner.gradient(z, y);
      assertEquals(2.0, number(innerGradient));
      y = plus(y, innerGradient);
    }

    assertEquals(6.0, number(outer.gradient(y, x)));
  }

  @Test
  @Tag(ROW + "testGadientTapeCalledOnConstantTarget")
  void anUnrelatedVariableHasNoGradient() {
    GradientTape tape = gradientTape();
    Variable x = new Variable(2f);
    Variable y = new Variable(2f);
    try (var recording = tape.enter()) {
      assertNotNull(x);
    }

    assertNull(tape.gradient(x, y));
  }

  @Test
  @Tag(ROW + "testPersistentTape")
  void aPersistentTapeGivesSeveralGradients() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape(persistent(true));
    Tensor y;
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = times(x, x);
      z = times(y, y);
    }

    assertEquals(108.0, number(tape.gradient(z, x)));
    assertEquals(6.0, number(tape.gradient(y, x)));
  }

  @Test
  @Tag(ROW + "testHigherOrderGradient")
  void aPersistentTapeRecordsItsOwnGradients() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape(persistent(true));
    try (var recording = tape.enter()) {
      tape.watch(x);
      Tensor y = power(x, 3f);
      Operand first = tape.gradient(y, x);
      Operand second = tape.gradient(first, x);
      Operand third = tape.gradient(second, x);

      assertEquals(27.0, number(first));
      assertEquals(18.0, number(second));
      assertEquals(6.0, number(third));
    }
  }

  @Test
  @Tag(ROW + "testGradientTapeVariable")
  void variablesAreSources() {
    Variable v = new Variable(1f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      y = times(v, v);
    }

    assertEquals(2.0, number(tape.gradient(y, v)));
  }

  @Test
  @Tag(ROW + "testNestedGradients")
  void whatWasComputedOnTheWayIsASourceToo() {
    Tensor x = constant(3f);
    GradientTape tape = gradientTape();
    Tensor y;
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = times(x, x);
      z = times(y, y);
    }

    List<Operand> gradients = tape.gradient(z, List.of(x, y));

    assertEquals(108.0, number(gradients.get(0)));
    assertEquals(18.0, number(gradients.get(1)));
  }

  @Test
  @Tag(ROW + "testUnconnectedGradientsDefault")
  void withoutAConnectionThereIsNoGradient() {
    Tensor x = constant(1f);
    Tensor y = constant(3f);
    GradientTape tape = gradientTape();
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(List.of(x, y));
      z = times(y, 2f);
    }

    assertNull(tape.gradient(z, x));
  }

  @Test
  @Tag(ROW + "testUnconnectedGradientsZeros")
  void withoutAConnectionZerosCanBeAskedFor() {
    Tensor x = ones(shape(2, 2));
    Tensor y = constant(3f);
    GradientTape tape = gradientTape();
    Tensor z;
    try (var recording = tape.enter()) {
      tape.watch(List.of(x, y));
      z = times(y, 2f);
    }

    assertEquals(
        List.of(0.0, 0.0, 0.0, 0.0), numbers(tape.gradient(z, x, UnconnectedGradients.ZERO)));
  }

  @Test
  @Tag(ROW + "testUnconnectedGradientsVariablesZeros")
  void zerosOfAVariableHaveItsShape() {
    Variable x = new Variable(ones(shape(2, 2)));
    Variable y = new Variable(3f);
    GradientTape tape = gradientTape();
    Tensor z;
    try (var recording = tape.enter()) {
      z = times(y, 2f);
    }

    assertEquals(
        List.of(0.0, 0.0, 0.0, 0.0), numbers(tape.gradient(z, x, UnconnectedGradients.ZERO)));
  }

  @Test
  @Tag(ROW + "testUnknownUnconnectedGradientsValueGiven")
  void aPolicyThatThereIsNotIsNamed() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> UnconnectedGradients.of("nonsense"));

    assertTrue(error.getMessage().contains("nonsense"));
    assertSame(UnconnectedGradients.ZERO, UnconnectedGradients.of("zero"));
  }

  @Test
  @Tag(ROW + "testVariablesAndConstantsProduceTheSameGradients")
  void constantsAndVariablesHaveTheSameGradients() {
    Tensor a = constant(2f);
    Variable b = new Variable(2f);
    GradientTape tape = gradientTape(persistent(true));
    Tensor ofTensor;
    Tensor ofVariable;
    Tensor squareOfTensor;
    Tensor squareOfVariable;
    try (var recording = tape.enter()) {
      tape.watch(a);
      ofTensor = power(a, 3f);
      ofVariable = power(b, 3f);
      squareOfTensor = power(a, 2f);
      squareOfVariable = power(b, 2f);
    }

    assertEquals(12.0, number(tape.gradient(ofTensor, a)));
    assertEquals(12.0, number(tape.gradient(ofVariable, b)));
    assertEquals(4.0, number(tape.gradient(squareOfTensor, a)));
    assertEquals(4.0, number(tape.gradient(squareOfVariable, b)));
  }

  @Test
  @Tag(ROW + "testExceptionSafety")
  void anExceptionWithinATapeDoesNotDisturbOthers() {
    Tensor x = constant(3f);
    GradientTape failing = gradientTape();
    assertThrows(
        IllegalStateException.class,
        () ->
            failing.record(
                () -> {
                  times(x, x);
                  throw new IllegalStateException("on purpose");
                }));

    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = times(x, x);
    }

    assertEquals(6.0, number(tape.gradient(y, x)));
  }

  @Test
  void aTapeThatIsNotPersistentGivesGradientsOnce() {
    Variable v = new Variable(2f);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      y = times(v, v);
    }

    assertEquals(4.0, number(tape.gradient(y, v)));
    assertThrows(IllegalStateException.class, () -> tape.gradient(y, v));
  }

  @Test
  void twoVariablesOfOneValueAreToldApart() {
    Tensor value = constant(2f);
    Variable a = new Variable(value);
    Variable b = new Variable(value);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      y = times(a, times(b, b));
    }

    List<Operand> gradients = tape.gradient(y, List.of(a, b));

    assertEquals(4.0, number(gradients.get(0)));
    assertEquals(8.0, number(gradients.get(1)));
  }

  @Test
  void aJacobianHasTheDerivativesOfEachElement() {
    Tensor x = constant(new float[] {1f, 2f});
    GradientTape tape = gradientTape(persistent(true));
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = times(x, reduceSum(x));
    }

    Tensor jacobian = tape.jacobian(y, x);

    assertEquals(Shape.of(2, 2), jacobian.shape());
    assertEquals(List.of(4.0, 1.0, 2.0, 5.0), numbers(jacobian));
  }

  @Test
  void aBatchJacobianIsOneOfEachRow() {
    Tensor x = constant(new float[][] {{1f, 2f}, {3f, 4f}});
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = times(x, x);
    }

    Tensor jacobian = tape.batchJacobian(y, x);

    assertEquals(Shape.of(2, 2, 2), jacobian.shape());
    assertEquals(List.of(2.0, 0.0, 0.0, 4.0, 6.0, 0.0, 0.0, 8.0), numbers(jacobian));
  }

  @Test
  void outputGradientsWeighTheTargets() {
    Tensor x = constant(3.0, DType.FLOAT64);
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = maximum(x, 1.0);
    }

    assertEquals(7.0, number(tape.gradient(y, x, outputGradients(Arrays.asList(7.0)))));
  }
}
