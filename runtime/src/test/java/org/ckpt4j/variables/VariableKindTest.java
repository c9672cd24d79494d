package org.ckpt4j.variables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Index;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UnconnectedGradients;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a variable is and says of itself, and its use in place of a tensor. */
class VariableKindTest {
  private static final String FILES = "tensorflow/python/kernel_tests/variables/";
  private static final String RESOURCE =
      FILES + "resource_variable_ops_test.py::ResourceVariableOpsTest::";
  private static final String VARIABLE = FILES + "variables_test.py::VariablesTestCase::";
  private static final String OPS = FILES + "variable_ops_test.py::VariableOpTest::";
  private static final String SCOPE = FILES + "variable_scope_test.py::VariableScopeTest::";

  private static Tensor tensor(DType dtype, double... values) {
    return ToTensor.of(values, dtype, "Const");
  }

  @Test
  @Tag(RESOURCE + "testUseResource")
  @Tag(SCOPE + "testEnableResourceVariables")
  void theProgramTheScopeOrTheVariableSaysWhetherItIsAResource() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      assertTrue(new Variable(1f, new UseResource(true)).isResource());
      assertFalse(new Variable(1f, new UseResource(false)).isResource());
      TF1.enableResourceVariables();
      assertTrue(new Variable(1f).isResource());
      assertTrue(TF1.getVariable("a", Shape.scalar()).isResource());
      TF1.disableResourceVariables();
      assertFalse(new Variable(1f).isResource());
      assertFalse(TF1.getVariable("b", Shape.scalar()).isResource());
      assertTrue(new Variable(1f, new UseResource(true)).isResource());
      assertTrue(program.graph().hasOperation("Variable"));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testConstraintArg")
  @Tag(VARIABLE + "testConstraintArg")
  void aConstraintIsKept(Mode mode) {
    // What is no function does not compile as a constraint.
    try (var program = new VariableProgram(mode)) {
      Constraint constraint = v -> TF.identity(v);

      assertEquals(Optional.of(constraint), new Variable(1f, constraint).constraint());
      assertEquals(Optional.empty(), new Variable(1f).constraint());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testOperatorOverload")
  void variablesAreOperands(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(1f);
      program.initialize();

      assertEquals(2.0, program.number(TF.plus(v, v)));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(VARIABLE + "testOperators")
  void operatorsTakeVariablesOnBothSides(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable f = new Variable(new float[] {2f});
      Variable i = new Variable(new int[] {15});
      Variable t = new Variable(new boolean[] {true, false, true});
      Variable m = new Variable(new float[][] {{1, 2}, {3, 4}});
      Variable r = new Variable(new float[][] {{5, 6}, {7, 8}});
      program.initialize();

      assertEquals(List.of(12.0), program.numbers(TF.plus(f, 10f)));
      assertEquals(List.of(12.0), program.numbers(TF.plus(10f, f)));
      assertEquals(List.of(-8.0), program.numbers(TF.minus(f, 10f)));
      assertEquals(List.of(8.0), program.numbers(TF.minus(10f, f)));
      assertEquals(List.of(20.0), program.numbers(TF.times(f, 10f)));
      assertEquals(List.of(20.0), program.numbers(TF.times(10f, f)));
      assertEquals(List.of((double) (2f / 10f)), program.numbers(TF.dividedBy(f, 10f)));
      assertEquals(List.of(5.0), program.numbers(TF.dividedBy(10f, f)));
      assertEquals(List.of(3.0), program.numbers(TF.floorDividedBy(i, 5)));
      assertEquals(List.of(10.0), program.numbers(TF.floorDividedBy(150, i)));
      assertEquals(List.of(1.0), program.numbers(TF.modulo(i, 7)));
      assertEquals(List.of(5.0), program.numbers(TF.modulo(20, i)));
      assertEquals(List.of(16.0), program.numbers(TF.power(f, 4f)));
      assertEquals(List.of(9.0), program.numbers(TF.power(3f, f)));
      assertEquals(List.of(1.0), program.numbers(TF.lessThan(f, 5f)));
      assertEquals(List.of(1.0), program.numbers(TF.atMost(f, 2f)));
      assertEquals(List.of(0.0), program.numbers(TF.greaterThan(f, 2f)));
      assertEquals(List.of(1.0), program.numbers(TF.atLeast(2f, f)));
      assertEquals(List.of(-2.0), program.numbers(TF.negated(f)));
      assertEquals(List.of(2.0), program.numbers(TF.abs(TF.negated(f))));
      assertEquals(
          List.of(0.0, 0.0, 1.0), program.numbers(TF.and(t, new boolean[] {false, true, true})));
      assertEquals(
          List.of(1.0, 1.0, 1.0), program.numbers(TF.or(t, new boolean[] {false, true, true})));
      assertEquals(
          List.of(1.0, 1.0, 0.0), program.numbers(TF.xor(t, new boolean[] {false, true, true})));
      assertEquals(List.of(0.0, 1.0, 0.0), program.numbers(TF.not(t)));
      assertEquals(List.of(19.0, 22.0, 43.0, 50.0), program.numbers(TF.matmul(m, r)));
      assertEquals(4.0, program.number(TF.at(m, 1, 1)));
      assertEquals(List.of(3.0), program.numbers(m.at(new Index.Span(1, null, null), 0)));
    }
  }

  @Test
  @Tag(VARIABLE + "testUseVariableAsTensor")
  void aVariableIsTakenWhereATensorIs() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable x = new Variable(2f);
      Variable y = new Variable(3f);
      program.initialize();

      assertEquals(2.0, program.number(x));
      assertEquals(3.0, program.number(y));
      assertEquals(5.0, program.number(TF.add(x, y)));
    }
  }

  @Test
  @Tag(VARIABLE + "testZeroSizeVarSameAsConst")
  void aVariableWithoutElementsMultipliesAsAConstant() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable zeroSize = new Variable(TF.zeros(Shape.of(0, 2)));
      Tensor ones = TF.ones(Shape.of(2, 0));
      Tensor byVariable = TF.matmul(ones, zeroSize);
      Tensor byConstant = TF.matmul(ones, TF.zeros(Shape.of(0, 2)), new Named("zero_const"));
      program.initialize();

      assertEquals(List.of(0.0, 0.0, 0.0, 0.0), program.numbers(byVariable));
      assertEquals(program.numbers(byConstant), program.numbers(byVariable));
    }
  }

  @Test
  @Tag(VARIABLE + "testCollectionsWithScope")
  void collectionsAreFilteredByTheNamesPrefix() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable x;
      Variable z;
      try (var scope = NameScope.enter("scope_1")) {
        x = new Variable(2f);
      }
      try (var scope = NameScope.enter("scope_2")) {
        z = new Variable(2f);
      }

      assertEquals(List.of(x, z), TF1.globalVariables());
      assertEquals(List.of(x), TF1.globalVariables("scope_1"));
      assertEquals(List.of(z), TF1.globalVariables("scope_2"));
      assertEquals(List.of(x, z), TF1.trainableVariables());
      assertEquals(List.of(x), TF1.trainableVariables("scope_1"));
      assertEquals(List.of(z), TF1.trainableVariables("scope_2"));
      assertEquals("scope_1/Variable", program.graph().getOperations().get(1).name());
    }
  }

  @Test
  @Tag(VARIABLE + "testIterableV1")
  void variablesOfGraphsAreNotIterable() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      for (Object initial : List.of(1f, new float[] {1f, 2f})) {
        Variable v = new Variable(initial);

        var error = assertThrows(TypeError.class, v::iterator);

        assertTrue(error.getMessage().contains("not allowed in a graph"), error.getMessage());
      }
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(VARIABLE + "testIterableV2")
  void eagerVariablesAreIteratedRowByRow() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Variable v = new Variable(new float[][] {{1, 2}, {3, 4}});
      List<List<Double>> rows = new ArrayList<>();

      v.iterator().forEachRemaining(row -> rows.add(program.numbers(row)));

      assertEquals(List.of(List.of(1.0, 2.0), List.of(3.0, 4.0)), rows);
      assertThrows(TypeError.class, new Variable(1f)::iterator);
    }
  }

  @Test
  @Tag(VARIABLE + "testRepr")
  void itsTextSaysWhetherItGoesByReference() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable v = new Variable(TF.zeros(Shape.of(5, 5)), new Named("noop"));

      assertEquals("<tf.Variable 'noop:0' shape=(5, 5) dtype=float32_ref>", v.toString());
      assertSame(program.graph(), v.graph().orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(VARIABLE + "testTrainableVariable")
  void whatIsSynchronizedOnReadingIsNotTrainableUnlessItSaysSo(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      var onRead = VariableSynchronization.ON_READ;

      assertTrue(new Variable(1f).trainable());
      assertFalse(new Variable(1f, new Trainable(false)).trainable());
      assertFalse(new Variable(1f, onRead).trainable());
      assertTrue(new Variable(1f, onRead, new Trainable(true)).trainable());
      assertEquals(program.isEager() ? 0 : 2, TF1.trainableVariables().size());
    }
  }

  @Test
  @Tag(RESOURCE + "testUnconnectedGradientZeros")
  void unconnectedVariablesHaveGradientsOfTheirShapeIfAskedFor() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Variable b = new Variable(new float[][] {{1, 2}, {3, 4}});
      Variable w = new Variable(2f);
      program.initialize();

      var dw = TF1.gradients(TF.times(w, 1f), List.of(b), UnconnectedGradients.ZERO).get(0);

      assertEquals(Shape.of(2, 2), dw.shape());
      assertEquals(List.of(0.0, 0.0, 0.0, 0.0), program.numbers(dw));
    }
  }

  @Test
  @Tag(RESOURCE + "testVariableEager")
  void anEagerVariableKnowsItselfAndIsNobodyElse() {
    try (var program = new VariableProgram(Mode.EAGER);
        var scope = NameScope.enter("foo")) {
      Constraint constraint = x -> x.asTensor();
      Variable v = new Variable(10, new Named("var7"), new Typed(DType.INT32), constraint);

      assertEquals("foo/var7:0", v.name());
      assertEquals(DType.INT32, v.dtype());
      assertEquals(Shape.scalar(), v.shape());
      assertEquals(constraint, v.constraint().orElseThrow());
      assertEquals(10.0, program.number(v.readValue()));
      Variable twin = new Variable(20, new Named("var7"), new Typed(DType.INT32));
      assertNotSame(v, twin);
      assertEquals(10.0, program.number(v));
      assertEquals(20.0, program.number(twin));
      assertEquals(15.0, program.number(v.assign(15)));
      assertEquals(25.0, program.number(v.assignAdd(10)));
      assertEquals(20.0, program.number(v.assignSub(5)));
      v.load(1);
      assertEquals(1.0, program.number(v));
      assertThrows(IllegalStateException.class, v::initialValue);
      assertThrows(IllegalStateException.class, v::initializer);
    }
  }

  private static byte[] bytes(EagerTensor value) {
    return value.raw().bytes().toByteArray();
  }

  @Test
  @Tag(OPS + "testBasic")
  void aVariableOperationHoldsWhatItIsAssignedInManyTypes() {
    for (DType dtype :
        List.of(
            DType.FLOAT16,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.COMPLEX64,
            DType.COMPLEX128,
            DType.INT32,
            DType.INT64,
            DType.BFLOAT16)) {
      try (var program = new VariableProgram(Mode.REFERENCES)) {
        Tensor value = TF.cast(TF.reshape(TF.range(20), new int[] {4, 5}), dtype);
        Variable v = new Variable(TF.zeros(Shape.of(4, 5), dtype));

        var assigned = program.value(v.assign(value));

        assertEquals(dtype, assigned.dtype());
        assertArrayEquals(bytes(program.value(value)), bytes(program.value(v)));
        assertArrayEquals(bytes(program.value(value)), bytes(assigned));
      }
    }
  }

  @Test
  @Tag(OPS + "testAssign")
  @Tag(OPS + "testAssignUpdate")
  void changesOfReferencesKeepTheStaticShape() {
    for (DType dtype :
        List.of(DType.FLOAT32, DType.INT64, DType.UINT32, DType.UINT8, DType.BFLOAT16)) {
      try (var program = new VariableProgram(Mode.REFERENCES)) {
        Variable v = new Variable(TF.zeros(Shape.of(1, 2), dtype));
        Tensor value = TF.reshape(tensor(dtype, 1, 2), new int[] {1, 2});

        assertEquals(Shape.of(1, 2), v.assign(value).graphElement().shape());
        assertEquals(Shape.of(1, 2), v.assignAdd(value).graphElement().shape());
        assertEquals(Shape.of(1, 2), v.assignSub(value).graphElement().shape());
        assertTrue(v.assign(value).graphElement().isReference());
        assertFalse(program.isEager());
      }
    }
  }

  @Test
  @Tag(OPS + "testString")
  void aLocalStringVariableIsAssignedAndRead() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable v =
          TF1.getLocalVariable(
              "s",
              new Shaped(Shape.scalar()),
              new Typed(DType.STRING),
              TF1.constantInitializer(""));
      program.initialize();
      assertEquals(List.of(""), program.strings(v));

      program.run(v.assignUnread("data"));

      assertEquals(List.of("data"), program.strings(v));
      assertEquals(List.of(v), TF1.localVariables());
    }
  }
}
