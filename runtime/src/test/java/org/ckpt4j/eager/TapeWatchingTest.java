package org.ckpt4j.eager;

import static org.ckpt4j.TF.gradientTape;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.eager.Numbers.number;
import static org.ckpt4j.options.TapeOption.persistent;
import static org.ckpt4j.options.TapeOption.watchAccessedVariables;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TapeWatchingTest {
  private static final String ROW = "tensorflow/python/eager/backprop_test.py::BackpropTest::";

  @Test
  @Tag(ROW + "testPythonMax")
  void onlyTheVariableThatWasChosenHasAGradient() {
    List<Variable> xs = List.of(new Variable(2f), new Variable(3f), new Variable(5f));
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      List<Tensor> read = new ArrayList<>();
      xs.forEach(x -> read.add(x.value()));
      y = read.get(0);
      for (Tensor each : read) {
        y = ((EagerTensor) each).doubleValue() > ((EagerTensor) y).doubleValue() ? each : y;
      }
    }

    List<Operand> gradients = tape.gradient(y, xs);

    assertNull(gradients.get(0));
    assertNull(gradients.get(1));
    assertEquals(1.0, number(gradients.get(2)));
  }

  @Test
  @Tag(ROW + "testAutomaticWatchedVariables")
  void variablesThatAreReadAreWatched() {
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      assertEquals(List.of(), tape.watchedVariables());
      Variable v = new Variable(1f);
      assertEquals(List.of(), tape.watchedVariables());

      times(v, v);
      assertEquals(List.of(v), tape.watchedVariables());
      tape.reset();
      assertEquals(List.of(), tape.watchedVariables());
      times(v, v);

      assertEquals(List.of(v), tape.watchedVariables());
    }
  }

  @Test
  @Tag(ROW + "testExplicitWatchedVariables")
  void variablesCanBeWatchedBeforeTheyAreRead() {
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      Variable v = new Variable(1f);
      tape.watch(v);
      assertEquals(List.of(v), tape.watchedVariables());
      tape.reset();
      assertEquals(List.of(), tape.watchedVariables());
      tape.watch(v);

      assertEquals(List.of(v), tape.watchedVariables());
    }
  }

  @Test
  @Tag(ROW + "testWatchedVariablesRespectReset")
  void afterAResetOnlyTheVariablesReadLaterAreWatched() {
    Variable x = new Variable(1f);
    Variable z = new Variable(2f);
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      tape.watch(x);
      assertEquals(List.of(x), tape.watchedVariables());
      tape.reset();
      tape.watch(z);
      assertEquals(List.of(z), tape.watchedVariables());
      assertEquals(1.0, number(tape.gradient(z, z)));
    }

    assertEquals(List.of(z), tape.watchedVariables());
  }

  @Test
  @Tag(ROW + "testWatchBadThing")
  void whatIsNoTensorCannotBeWatched() {
    GradientTape tape = gradientTape();
    try (var recording = tape.enter()) {
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> tape.watch(new float[] {1f}));

      assertTrue(error.getMessage().contains("[F"));
    }
  }

  @Test
  void variablesAreNotWatchedIfThatIsNotWanted() {
    Variable v = new Variable(2f);
    GradientTape tape = gradientTape(watchAccessedVariables(false), persistent(true));
    Tensor y;
    Tensor z;
    try (var recording = tape.enter()) {
      y = times(v, v);
      tape.watch(v);
      z = times(v, v);
    }

    assertNull(tape.gradient(y, v));
    assertEquals(4.0, number(tape.gradient(z, v)));
  }
}
