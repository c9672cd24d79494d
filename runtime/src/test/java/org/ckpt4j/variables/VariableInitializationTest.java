package org.ckpt4j.variables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.control.Cond;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How variables get their first values, and who can tell whether they have one. */
class VariableInitializationTest {
  private static final String FILES = "tensorflow/python/kernel_tests/variables/";
  private static final String RESOURCE =
      FILES + "resource_variable_ops_test.py::ResourceVariableOpsTest::";
  private static final String VARIABLE = FILES + "variables_test.py::VariablesTestCase::";
  private static final String INITIALIZED = FILES + "variables_test.py::IsInitializedTest::";
  private static final String OBSOLETE = FILES + "variables_test.py::ObsoleteIsInitializedTest::";

  @Test
  @Tag(RESOURCE + "testEagerInitializedValue")
  @Tag(RESOURCE + "testEagerNameNotNeeded")
  void anEagerVariableHasItsValueAtOnceWithOrWithoutAName() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Variable named = new Variable(1f, new Named("eager-init"));
      Variable nameless = new Variable(1f);

      assertEquals(1.0, program.number(named.value()));
      assertEquals(1.0, program.number(named.readValue()));
      assertEquals(1.0, program.number(nameless));
      assertEquals("Variable:0", nameless.name());
    }
  }

  @Test
  @Tag(RESOURCE + "testEagerBool")
  void anEagerBooleanBecomesJavas() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Variable v = new Variable(false, new Named("bool_test"));

      assertEquals(false, program.value(v).booleanValue());
    }
  }

  @Test
  @Tag(RESOURCE + "testInitializeVariableUsingInitializedValue")
  void aFirstValueMayDependOnWhetherAnotherVariableHasOne() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Variable v = new Variable(1f, new Named("var1"));
      Variable w =
          new Variable(
              (Supplier<Tensor>) () -> Cond.of(v.isInitialized(), v::readValue, v::initialValue),
              new Named("var2"));
      Variable x = new Variable(v.initializedValue(), new Named("var3"));
      program.initialize();

      assertEquals(1.0, program.number(w));
      assertEquals(1.0, program.number(x));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testInitFnDtype")
  @Tag(RESOURCE + "testInitFnNoDtype")
  void aSuppliedValueHasTheTypeAskedForOrItsOwn(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable typed =
          new Variable((Supplier<Integer>) () -> 1, new Named("var0"), new Typed(DType.FLOAT32));
      Variable own = new Variable((Supplier<Integer>) () -> 1, new Named("var1"));
      program.initialize();

      assertEquals(DType.FLOAT32, typed.value().dtype());
      assertEquals(DType.INT32, own.value().dtype());
      assertEquals(1.0, program.number(typed));
      assertEquals(1.0, program.number(own));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testInitializeAllVariables")
  void theGlobalInitializerGivesAllTheirFirstValues(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(1, new Typed(DType.FLOAT32), new Named("var0"));
      if (!program.isEager()) {
        assertThrows(FailedPreconditionError.class, () -> program.value(v));
      }
      program.initialize();

      assertEquals(1.0, program.number(v));
      assertEquals(DType.FLOAT32, v.dtype());
    }
  }

  @Test
  @Tag(RESOURCE + "testSetInitialValue")
  void theFirstValueCanBeFed() {
    for (Mode mode : List.of(Mode.RESOURCES, Mode.REFERENCES)) {
      try (var program = new VariableProgram(mode)) {
        Variable v = new Variable(2f);

        program.session().run(List.of(v.initializer()), new Feed(v.initialValue(), 3f));

        assertEquals(3.0, program.number(v));
      }
    }
  }

  @Test
  @Tag(VARIABLE + "testInitializerFunction")
  void aSuppliedValueHasItsShapeBeforeItHasAValue() {
    for (Mode mode : List.of(Mode.REFERENCES, Mode.RESOURCES)) {
      try (var program = new VariableProgram(mode)) {
        float[][] value = {{-42f}, {133.7f}};
        Supplier<Tensor> initial = () -> TF.constant(value, new Named("initializer_value"));
        Variable v1 = new Variable(initial, new Typed(DType.FLOAT32));
        assertEquals(Shape.of(2, 1), v1.shape());
        assertEquals(Shape.of(2, 1), v1.initialValue().shape());
        assertThrows(FailedPreconditionError.class, () -> program.value(v1));
        Variable v2 = new Variable(TF.negative(v1.initializedValue()), new Typed(DType.FLOAT32));
        assertEquals(v1.shape(), v2.shape());
        assertEquals(v1.shape(), v2.initialValue().shape());
        assertThrows(FailedPreconditionError.class, () -> program.value(v2));
        program.initialize();

        assertEquals(List.of(-42.0, (double) 133.7f), program.numbers(v1));
        assertEquals(List.of(42.0, (double) -133.7f), program.numbers(v2));
      }
    }
  }

  @Test
  @Tag(VARIABLE + "testNoRefDataRace")
  void aChainOfFirstValuesIsRightAfterOneRun() {
    for (Mode mode : List.of(Mode.REFERENCES, Mode.RESOURCES)) {
      try (var program = new VariableProgram(mode)) {
        Variable a = new Variable(new float[] {1, 2, 3});
        Variable b = new Variable(TF.plus(a.initializedValue(), 2f));
        Variable c = new Variable(TF.plus(b.initializedValue(), 2f));
        program.initialize();

        assertEquals(List.of(1.0, 2.0, 3.0), program.numbers(a));
        assertEquals(List.of(3.0, 4.0, 5.0), program.numbers(b));
        assertEquals(List.of(5.0, 6.0, 7.0), program.numbers(c));
      }
    }
  }

  @Test
  @Tag(INITIALIZED + "testNoVars")
  void noVariablesGiveAnEmptyReport() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      assertEquals(List.of(), program.strings(TF1.reportUninitializedVariables()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(INITIALIZED + "testAssertVariablesInitialized")
  void theReportNamesAllBeforeAndNoneAfterTheInitializer(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      new Variable(new int[] {1, 2}, new Named("v"));
      new Variable(new int[] {3, 4}, new Named("w"));
      Tensor report = TF1.reportUninitializedVariables();
      assertEquals(List.of("v", "w"), program.strings(report));

      program.initialize();

      assertEquals(List.of(), program.strings(report));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(INITIALIZED + "testVariableList")
  void theReportFollowsEachInitializer(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(new int[] {1, 2}, new Named("v"));
      Variable w = new Variable(new int[] {3, 4}, new Named("w"));
      Tensor report = TF1.reportUninitializedVariables(List.of(v, w));
      assertEquals(List.of("v", "w"), program.strings(report));

      program.run(w.initializer());
      assertEquals(List.of("v"), program.strings(report));

      program.run(v.initializer());
      assertEquals(List.of(), program.strings(report));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(INITIALIZED + "testZeroSizeVarInitialized")
  void aVariableWithoutElementsIsInitializedToo(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(TF.zeros(Shape.of(0, 2)), new Named("v"));
      Tensor report = TF1.reportUninitializedVariables();
      assertEquals(List.of("v"), program.strings(report));

      program.run(v.initializer());

      assertEquals(List.of(), program.strings(report));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(INITIALIZED + "testTrainingWithZeroSizeVar")
  void aVariableWithoutElementsDoesNotHinderTraining(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable a = new Variable(TF.zeros(Shape.of(0, 2)));
      Variable b = new Variable(TF.ones(Shape.of(2, 2)));
      Tensor objective = TF.reduceSum(TF.plus(b, TF.matmul(TF.transpose(a), a)));
      var step = new GradientDescentOptimizer(0.1).minimize(objective);
      program.initialize();

      program.run(step);

      assertEquals(Collections.nCopies(4, (double) 0.9f), program.numbers(b));
    }
  }

  @Test
  @Tag(OBSOLETE + "testVariables")
  void theOldCheckFailsUntilAllHaveValues() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      new Variable(new int[] {1, 2});
      new Variable(new int[] {3, 4});
      Tensor check = Objects.requireNonNull(TF1.assertVariablesInitialized(null));

      var error = assertThrows(FailedPreconditionError.class, () -> program.value(check));
      assertTrue(error.getMessage().contains("has no value"), error.getMessage());

      program.initialize();
      assertEquals(List.of(1.0, 1.0), program.numbers(check));
    }
  }

  @Test
  @Tag(OBSOLETE + "testVariableList")
  void theOldCheckOfSomeAsksOnlyThose() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable v = new Variable(new int[] {1, 2});
      Variable w = new Variable(new int[] {3, 4});
      Tensor check = Objects.requireNonNull(TF1.assertVariablesInitialized(List.of(v)));
      assertThrows(FailedPreconditionError.class, () -> program.value(check));

      program.run(w.initializer());
      assertThrows(FailedPreconditionError.class, () -> program.value(check));

      program.run(v.initializer());
      assertEquals(1.0, program.number(check));
    }
  }

  @Test
  void whatReadsAnotherReferenceToBeginWithIsRightAfterOneRun() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable a = new Variable(ToTensor.of(new float[] {1, 2}, DType.FLOAT32, "a"));
      Variable b = new Variable(TF.times(a, 2f), new Named("b"));
      program.initialize();

      assertEquals(List.of(2.0, 4.0), program.numbers(b));
      assertEquals("Assign", ((Operation) b.initializer()).type());
    }
  }
}
