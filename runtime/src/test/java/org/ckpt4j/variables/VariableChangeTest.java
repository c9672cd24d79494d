package org.ckpt4j.variables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.OutOfRangeError;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Assignments, whole and in part, in every mode. */
class VariableChangeTest {
  private static final String FILES = "tensorflow/python/kernel_tests/variables/";
  private static final String RESOURCE =
      FILES + "resource_variable_ops_test.py::ResourceVariableOpsTest::";
  private static final String VARIABLE = FILES + "variables_test.py::VariablesTestCase::";
  private static final String DENSE = FILES + "dense_update_ops_test.py::AssignOpTest::";

  private static final List<DType> FLOATS =
      List.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64);

  private static IndexedSlices row(DType dtype, int index, double value) {
    return IndexedSlices.of(new int[] {index}, new double[] {value}, dtype);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testAssignMethod")
  void anAssignmentGivesTheNewValueOrTheOperationAlone(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(1f, new Named("var0"));
      program.initialize();

      assertEquals(2.0, program.number(v.assign(2f)));
      assertEquals(2.0, program.number(v));
      Node unread = v.assignUnread(3f);
      if (program.isEager()) {
        assertNull(unread);
      } else {
        program.run(assertNotNullNode(unread));
      }
      assertEquals(3.0, program.number(v));
    }
  }

  private static Node assertNotNullNode(Node node) {
    assertNotNull(node);
    return node;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testAssignAddMethod")
  @Tag(RESOURCE + "testAssignSubMethod")
  void additionsAndSubtractionsGiveTheNewValueOrTheOperationAlone(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(1f);
      program.initialize();

      assertEquals(2.0, program.number(v.assignAdd(1f)));
      assertEquals(3.0, program.number(v.assignAdd(1f)));
      Node add = v.assignAddUnread(1f);
      assertEquals(program.isEager(), add == null);
      program.run(add);
      assertEquals(4.0, program.number(v));
      assertEquals(2.0, program.number(v.assignSub(2f)));
      Node sub = v.assignSubUnread(2f);
      assertEquals(program.isEager(), sub == null);
      program.run(sub);
      assertEquals(0.0, program.number(v));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testAssignReturnsVariable")
  void whatAnAssignmentGivesCanBeAssignedFurther(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(1f);
      program.initialize();

      Variable assigned = v.assign(2f);
      assertEquals(2.0, program.number(assigned));
      Variable added = assigned.assignAdd(1f);
      assertEquals(3.0, program.number(added));
      assertEquals(2.0, program.number(v.assign(1f).assignAdd(2f).assignSub(1f)));
    }
  }

  @Test
  @Tag(VARIABLE + "testAssignments")
  void fetchingAChangeOfAReferenceMakesItAndGivesIt() {
    changes(Mode.REFERENCES);
  }

  @Test
  @Tag(VARIABLE + "testResourceAssignments")
  void fetchingAChangeOfAResourceMakesItAndGivesIt() {
    changes(Mode.RESOURCES);
  }

  private static void changes(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(0f);
      assertEquals(mode == Mode.RESOURCES, v.isResource());
      Variable plusOne = v.assignAdd(1f);
      Variable minusOne = v.assignSub(2f);
      Variable four = v.assign(4f);
      program.initialize();

      assertEquals(0.0, program.number(v));
      assertEquals(1.0, program.number(plusOne));
      assertEquals(1.0, program.number(v));
      assertEquals(-1.0, program.number(minusOne));
      assertEquals(-1.0, program.number(v));
      assertEquals(4.0, program.number(four));
      assertEquals(4.0, program.number(v));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(DENSE + "testBasic")
  void assignmentsAreRightForManyTypes(Mode mode) {
    for (DType dtype :
        List.of(
            DType.FLOAT32,
            DType.FLOAT64,
            DType.INT32,
            DType.INT64,
            DType.FLOAT16,
            DType.BFLOAT16,
            DType.UINT8,
            DType.INT16)) {
      try (var program = new VariableProgram(mode)) {
        Variable v = new Variable(tensor(dtype, 1, 2, 3), new Typed(dtype));
        program.initialize();

        assertEquals(List.of(4.0, 5.0, 6.0), program.numbers(v.assign(tensor(dtype, 4, 5, 6))));
        assertEquals(List.of(5.0, 7.0, 9.0), program.numbers(v.assignAdd(tensor(dtype, 1, 2, 3))));
        assertEquals(List.of(4.0, 6.0, 8.0), program.numbers(v.assignSub(tensor(dtype, 1, 1, 1))));
        assertEquals(List.of(4.0, 6.0, 8.0), program.numbers(v));
        assertEquals(dtype, v.dtype());
      }
    }
  }

  private static Tensor tensor(DType dtype, double... values) {
    return ToTensor.of(values, dtype, "Const");
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(RESOURCE + "testAssignDifferentShapesAllowed")
  void aResourceOfUnknownShapeTakesValuesOfAny(Mode mode) {
    takesAnyShape(mode);
  }

  @Test
  @Tag(VARIABLE + "testAssignDifferentShapesAllowed")
  void aReferenceOfUnknownShapeTakesValuesOfAny() {
    takesAnyShape(Mode.REFERENCES);
  }

  private static void takesAnyShape(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(TF.zeros(Shape.of(1, 1)), new Shaped(Shape.unknown()));
      assertEquals(Shape.unknown(), v.shape());
      program.initialize();
      assertEquals(Shape.of(1, 1), program.value(v).shape());

      Variable after = v.assign(TF.zeros(Shape.of(2, 2)));

      assertEquals(Shape.of(2, 2), program.value(after).shape());
      assertEquals(List.of(0.0, 0.0, 0.0, 0.0), program.numbers(v));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testStridedSliceAssign")
  void partsAreAssignedAlone(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(new float[] {1f, 2f});
      program.initialize();

      Variable after = v.at(0).assign(2f);

      assertEquals(List.of(2.0, 2.0), program.numbers(after));
      assertEquals(List.of(2.0, 2.0), program.numbers(v));
      assertEquals(2.0, program.number(v.at(1)));
    }
  }

  @Test
  @Tag(RESOURCE + "testDifferentAssignGraph")
  void anAssignmentBelongsToTheVariablesGraphWhateverIsBuilt() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Graph own = program.graph();
      Variable v = new Variable(1f);
      Variable after;
      try (var other = new Graph().asDefault()) {
        after = v.assign(2f);
        assertTrue(Graph.current().getOperations().isEmpty());
      }

      assertSame(own, ((org.ckpt4j.graph.Operation) after.op()).graph());
      program.initialize();
      assertEquals(2.0, program.number(after));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testScatterAddVariableMethod")
  @Tag(RESOURCE + "testScatterUpdateVariableMethod")
  void rowsAreAddedToAndReplacedByMethods(Mode mode) {
    for (DType dtype : FLOATS) {
      try (var program = new VariableProgram(mode)) {
        Variable v = new Variable(tensor(dtype, 0, 1.5));
        Variable w = new Variable(tensor(dtype, 0, 6));
        program.initialize();

        assertEquals(List.of(0.0, 4.0), program.numbers(v.scatterAdd(row(dtype, 1, 2.5))));
        assertEquals(List.of(0.0, 4.0), program.numbers(v));
        assertEquals(List.of(0.0, 3.0), program.numbers(w.scatterUpdate(row(dtype, 1, 3))));
        assertEquals(List.of(0.0, 3.0), program.numbers(w));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void rowsAreChangedInTheOtherWays(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(new float[] {8f, 6f});
      program.initialize();
      DType f = DType.FLOAT32;

      assertEquals(List.of(8.0, 12.0), program.numbers(v.scatterMul(row(f, 1, 2))));
      assertEquals(List.of(8.0, 3.0), program.numbers(v.scatterDiv(row(f, 1, 4))));
      assertEquals(List.of(8.0, 2.0), program.numbers(v.scatterMin(row(f, 1, 2))));
      assertEquals(List.of(9.0, 2.0), program.numbers(v.scatterMax(row(f, 0, 9))));
      int[][] first = {{0}};
      assertEquals(List.of(10.0, 2.0), program.numbers(v.scatterNdAdd(first, new float[] {1})));
      assertEquals(List.of(7.0, 2.0), program.numbers(v.scatterNdSub(first, new float[] {3})));
      assertEquals(List.of(5.0, 2.0), program.numbers(v.scatterNdUpdate(first, new float[] {5})));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testScatterUpdate")
  @Tag(RESOURCE + "testScatterAddStateOps")
  @Tag(RESOURCE + "testScatterSubStateOps")
  void rowsAreChangedByFunctionsOnVariables(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      int[] index = {1};
      float[] three = {3f};
      Variable update = new Variable(new float[] {1f, 2f});
      Variable add = new Variable(new float[] {1f, 2f});
      Variable sub = new Variable(new float[] {1f, 2f});
      program.initialize();

      assertEquals(List.of(1.0, 3.0), program.numbers(TF1.scatterUpdate(update, index, three)));
      assertEquals(List.of(1.0, 5.0), program.numbers(TF1.scatterAdd(add, index, three)));
      assertEquals(List.of(1.0, -1.0), program.numbers(TF1.scatterSub(sub, index, three)));
      assertEquals(List.of(1.0, -1.0), program.numbers(sub));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(RESOURCE + "testSparseRead")
  void rowsAreReadInTheOrderAskedFor(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(TF.reshape(TF.range(64), new int[] {4, 4, 4}));
      program.initialize();
      List<Double> expected = new ArrayList<>();
      for (int row : new int[] {0, 3, 1, 2}) {
        for (int i = 0; i < 16; i++) {
          expected.add(row * 16.0 + i);
        }
      }

      assertEquals(expected, program.numbers(v.sparseRead(new int[] {0, 3, 1, 2})));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(RESOURCE + "testCountUpTo")
  void aCounterCountsUpToItsLimit(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(0);
      program.initialize();

      assertEquals(0.0, program.number(v.countUpTo(1)));
      assertThrows(OutOfRangeError.class, () -> program.value(v.countUpTo(1)));
    }
  }

  @Test
  @Tag(VARIABLE + "testCountUpToInt32")
  @Tag(VARIABLE + "testCountUpToInt64")
  void oneNodeCountsInEveryRun() {
    for (DType dtype : List.of(DType.INT32, DType.INT64)) {
      try (var program = new VariableProgram(Mode.REFERENCES)) {
        Variable v = new Variable(0, new Typed(dtype));
        Tensor count = v.countUpTo(3);
        program.initialize();

        assertEquals(dtype, count.dtype());
        for (double i = 0; i < 3; i++) {
          assertEquals(i, program.number(v));
          assertEquals(i, program.number(count));
        }
        assertEquals(3.0, program.number(v));
        assertThrows(OutOfRangeError.class, () -> program.value(count));
        assertEquals(3.0, program.number(v));
      }
    }
  }

  @Test
  @Tag(RESOURCE + "testLoad")
  @Tag(VARIABLE + "testLoad")
  void loadingChangesTheValueInASession() {
    for (Mode mode : List.of(Mode.RESOURCES, Mode.REFERENCES)) {
      try (var program = new VariableProgram(mode)) {
        Variable one = new Variable(1f);
        Variable zeros = new Variable(TF.zeros(Shape.of(5, 5)), new Named("v"));
        program.initialize();

        one.load(2f, program.session());
        zeros.load(ones(), program.session());

        assertEquals(2.0, program.number(one));
        assertEquals(Collections.nCopies(25, 1.0), program.numbers(zeros));
      }
    }
  }

  private static float[][] ones() {
    float[][] out = new float[5][5];
    for (float[] row : out) {
      java.util.Arrays.fill(row, 1f);
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFERENCES", "RESOURCES"})
  @Tag(FILES + "dense_update_ops_no_tsan_test.py::AssignOpTest::testParallelUpdateWithLocking")
  @Tag(FILES + "dense_update_ops_no_tsan_test.py::AssignOpTest::testParallelUpdateWithoutLocking")
  @Tag(FILES + "dense_update_ops_no_tsan_test.py::AssignOpTest::testParallelAssignWithLocking")
  void changesFromManyThreadsAreEachWhole(Mode mode) throws InterruptedException {
    try (var program = new VariableProgram(mode)) {
      Shape shape = Shape.of(64, 64);
      Variable sum = new Variable(TF.zeros(shape));
      Variable last = new Variable(TF.zeros(shape));
      List<Node> adds = new ArrayList<>();
      List<Node> assigns = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        adds.add(sum.assignAddUnread(TF.ones(shape)));
        assigns.add(last.assignUnread(TF.fill(new int[] {64, 64}, i + 1f)));
      }
      program.initialize();
      var session = program.session();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Node add = adds.get(i);
        Node assign = assigns.get(i);
        threads.add(
            new Thread(
                () -> {
                  session.run(add);
                  session.run(assign);
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }

      assertEquals(Collections.nCopies(64 * 64, 20.0), program.numbers(sum));
      List<Double> uniform = program.numbers(last);
      assertEquals(Collections.nCopies(64 * 64, uniform.get(0)), uniform);
      assertTrue(uniform.get(0) >= 1 && uniform.get(0) <= 20, "some thread's value");
    }
  }

  @Test
  @Tag(VARIABLE + "testZeroSizeStringAssign")
  void anEmptyStringVariableTakesItsOwnValue() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Variable v =
          new Variable(
              TF.constant(new String[0], DType.STRING, Shape.of(0)),
              new UseResource(false),
              new org.ckpt4j.options.Collections(List.of("local_variables")));
      program.initialize();

      assertEquals(List.of(), program.strings(v.assign(v.value())));
    }
  }
}
