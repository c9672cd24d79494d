package org.ckpt4j.variables;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.fixedSizePartitioner;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Variables in parts: names, places, values, and the ways to cut them. */
class PartitionedVariableTest {
  private static final String FILES = "tensorflow/python/kernel_tests/variables/";
  private static final String SCOPE =
      FILES + "variable_scope_test.py::VariableScopeWithPartitioningTest::";
  private static final String INFO = FILES + "variable_scope_test.py::PartitionInfoTest::";
  private static final String WHOLE = FILES + "variables_test.py::PartitionedVariableTest::";
  private static final String CREATORS =
      FILES + "partitioned_variables_test.py::PartitionerCreatorsTest::";
  private static final String ROW =
      FILES + "partitioned_variables_test.py::PartitionedVariablesTestCase::";

  private static final Partitioner AXIS_0 = (shape, dtype) -> List.of(2, 1, 1);
  private static final Partitioner AXIS_1 = (shape, dtype) -> List.of(1, 2, 1);

  private static PartitionedVariable cut(String name, Shape shape, GetVariableOption... options) {
    return TF1.getPartitionedVariable(name, shape, options);
  }

  private static List<String> names(Iterable<Variable> parts) {
    List<String> names = new ArrayList<>();
    parts.forEach(part -> names.add(part.name()));
    return names;
  }

  private static List<String> specs(Iterable<Variable> parts) {
    List<String> specs = new ArrayList<>();
    parts.forEach(part -> specs.add(part.saveSliceInfo().orElseThrow().spec()));
    return specs;
  }

  @Test
  @Tag(SCOPE + "testResultNameMatchesRequested")
  void theWholeHasTheNameAskedForAndItsPartsLieBelow() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      try (var scope = variableScope("scope0", fixedSizePartitioner(2))) {
        PartitionedVariable v = cut("name0", shape(3, 1, 1));

        assertEquals("scope0/name0", v.name());
        assertEquals("scope0/name0:0", v.asTensor().name());
        assertEquals(List.of("scope0/name0/part_0:0", "scope0/name0/part_1:0"), names(v));
        assertEquals(names(v), names(TF1.globalVariables()));
      }
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(SCOPE + "testReturnsExistingConcatenatedValueIfReuse")
  @Tag(SCOPE + "testAllowsReuseWithoutPartitioner")
  void reuseFindsTheWholeWithOrWithoutThePartitioner() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      PartitionedVariable v;
      try (var scope = variableScope("scope0", fixedSizePartitioner(2))) {
        v = cut("name0", shape(3, 1, 1));
        TF1.getVariableScope().reuseVariables();
        assertSame(v, cut("name0", shape(3, 1, 1)));
      }
      try (var scope = variableScope("scope0", TF1.reuse(true))) {
        assertSame(v, GetVariable.any("name0"));
      }
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(SCOPE + "testNoReuseInEagerByDefault")
  void eagerlyTwoRequestsGiveTwoVariables() {
    try (var program = new VariableProgram(Mode.EAGER);
        var scope = variableScope("scope0", fixedSizePartitioner(2))) {
      PartitionedVariable v1 = cut("name0", shape(3, 1, 1));
      PartitionedVariable v2 = cut("name0", shape(3, 1, 1));

      assertNotSame(v1, v2);
      v1.parts().get(0).assign(TF.ones(Shape.of(2, 1, 1)));
      assertNotEquals(program.numbers(v1.parts().get(0)), program.numbers(v2.parts().get(0)));
    }
  }

  @Test
  @Tag(SCOPE + "testPropagatePartitionerOnReopening")
  void thePartitionerIsKeptWhenAScopeIsEnteredAgain() {
    try (var program = new VariableProgram(Mode.RESOURCES);
        var scope = variableScope("scope0", AXIS_0)) {
      assertSame(AXIS_0, scope.scope().partitioner());
      try (var again = variableScope(scope.scope())) {
        assertSame(AXIS_0, again.scope().partitioner());
      }
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(SCOPE + "testScalarIgnoresPartitioner")
  void scalarsAreNotCut() {
    try (var program = new VariableProgram(Mode.RESOURCES);
        var scope = variableScope("scope0", AXIS_0)) {
      assertEquals("scope0/name0:0", getVariable("name0", shape()).name());
      assertFalse(program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(SCOPE + "testPartitionConcatenatesAlongCorrectAxis")
  @Tag(SCOPE + "testPartitionConcatenatesAlongCorrectAxisResource")
  @Tag(SCOPE + "testPartitionConcatenatesAlongCorrectAxisResourceInEager")
  void partsLieAlongTheDimensionThatIsCut(Mode mode) {
    try (var program = new VariableProgram(mode);
        var root = variableScope("root")) {
      PartitionedVariable v0 = cut("n0", shape(2, 2, 2), AXIS_0);
      PartitionedVariable v1 = cut("n1", shape(2, 2, 2), AXIS_1);
      program.initialize();

      assertEquals(List.of(shape(1, 2, 2), shape(1, 2, 2)), shapes(v0));
      assertEquals(List.of(shape(2, 1, 2), shape(2, 1, 2)), shapes(v1));
      assertEquals(shape(2, 2, 2), program.value(v0.asTensor()).shape());
      assertEquals(shape(2, 2, 2), program.value(v1.asTensor()).shape());
      assertEquals(mode != Mode.REFERENCES, v0.parts().get(0).isResource());
    }
  }

  private static List<Shape> shapes(PartitionedVariable whole) {
    return whole.parts().stream().map(Variable::shape).toList();
  }

  @Test
  @Tag(INFO + "testConstructorChecks")
  void aPlaceLiesWithinTheWhole() {
    // What is no list of numbers does not compile.
    assertThrows(TypeError.class, () -> new PartitionInfo(null, List.of(0L, 1L)));
    assertThrows(TypeError.class, () -> new PartitionInfo(shape(0, 1), null));
    assertThrows(
        IllegalArgumentException.class, () -> new PartitionInfo(shape(1), List.of(0L, 1L)));
    assertThrows(
        IllegalArgumentException.class, () -> new PartitionInfo(shape(1, 1), List.of(0L, 1L)));
    assertEquals(List.of(0L, 0L), new PartitionInfo(shape(1, 1), List.of(0L, 0L)).offset());
  }

  @Test
  @Tag(INFO + "testSingleSliceDim")
  void theDimensionThatIsCutIsFoundFromThePartsShape() {
    var info = new PartitionInfo(shape(9, 3), List.of(4L, 0L));

    assertThrows(TypeError.class, () -> info.singleSliceDim(null));
    assertThrows(IllegalArgumentException.class, () -> info.singleSliceDim(shape(1, 2, 3)));
    assertThrows(IllegalArgumentException.class, () -> info.singleSliceDim(shape(6, 3)));
    assertThrows(IllegalArgumentException.class, () -> info.singleSliceDim(shape(4, 2)));
    assertEquals(OptionalInt.of(0), info.singleSliceDim(shape(4, 3)));
    assertEquals(4, info.singleOffset(shape(4, 3)));
    var whole = new PartitionInfo(shape(9, 3), List.of(0L, 0L));
    assertEquals(OptionalInt.of(1), whole.singleSliceDim(shape(9, 2)));
    assertEquals(OptionalInt.empty(), whole.singleSliceDim(shape(9, 3)));
    assertEquals(0, whole.singleOffset(shape(9, 3)));
  }

  private static Variable part(float value, long offset) {
    Variable part = new Variable(new float[] {value});
    part.setSaveSliceInfo(new SaveSliceInfo("two_vars", shape(2), List.of(offset), shape(1)));
    return part;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(WHOLE + "testPartitionedVariable")
  void partsAreSortedByTheirPlace(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v0 = part(0f, 0);
      Variable v1 = part(1f, 1);
      var whole =
          new PartitionedVariable("two_vars", shape(2), v0.dtype(), List.of(v1, v0), List.of(2));
      program.initialize();

      assertEquals(List.of(0.0, 1.0), program.numbers(whole.asTensor()));
      assertEquals(List.of(v0, v1), whole.parts());
      assertEquals(shape(2), whole.shape());
      assertEquals(List.of(2), whole.partitions());
      assertSame(v0, whole.iterator().next());
    }
  }

  @Test
  @Tag(WHOLE + "testPartitionedVariableFailures")
  void partsThatMakeNoWholeAreRefused() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      refused("empty", List.of(), shape(1), List.of(1));
      refused("save slice info", List.of(new Variable(new float[] {0})), shape(1), List.of(1));
      refused("full shapes of parts must match", List.of(part(1f, 0)), shape(3), List.of(1));
      refused("must be positive", List.of(part(1f, 0)), shape(2), List.of(0));
      assertFalse(program.isEager());
    }
  }

  private static void refused(
      String why, List<Variable> parts, Shape shape, List<Integer> partitions) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PartitionedVariable("fail", shape, DType.FLOAT32, parts, partitions));
    assertTrue(error.getMessage().contains(why), error.getMessage());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(WHOLE + "testPartitionedVariableAssignments")
  void changesOfTheWholeReachEachPart(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      var whole =
          new PartitionedVariable(
              "a", shape(2), DType.FLOAT32, List.of(part(1f, 0), part(2f, 1)), List.of(2));
      var other =
          new PartitionedVariable(
              "b", shape(2), DType.FLOAT32, List.of(part(3f, 0), part(4f, 1)), List.of(2));
      program.initialize();

      all(program, whole.assignAdd(new float[] {1, 1}));
      assertEquals(List.of(2.0, 3.0), program.numbers(whole.asTensor()));
      all(program, whole.assignSub(other));
      assertEquals(List.of(-1.0, -1.0), program.numbers(whole.asTensor()));
      all(program, whole.assign(TF.constant(new float[] {7, 8})));
      assertEquals(List.of(7.0, 8.0), program.numbers(whole.asTensor()));
      all(program, whole.assign(other));
      assertEquals(List.of(3.0, 4.0), program.numbers(whole.asTensor()));
      assertThrows(IllegalArgumentException.class, () -> whole.assign(List.of(1f)));
    }
  }

  private static void all(VariableProgram program, List<Variable> changed) {
    changed.forEach(program::value);
  }

  @Test
  @Tag(CREATORS + "testFixedSizePartitionerInt64")
  void aFixedNumberOfPartsOfReferences() {
    fourParts(Mode.REFERENCES);
  }

  @Test
  @Tag(CREATORS + "testResourceFixedSizePartitioner")
  void aFixedNumberOfPartsOfResources() {
    fourParts(Mode.RESOURCES);
  }

  private static void fourParts(Mode mode) {
    try (var program = new VariableProgram(mode);
        var scope = variableScope("root", fixedSizePartitioner(4, 0))) {
      PartitionedVariable v = cut("v0", shape(20), new Typed(DType.INT64));

      assertEquals(4, v.parts().size());
      assertEquals(List.of(4), v.partitions());
      assertEquals(DType.INT64, v.parts().get(3).dtype());
      assertEquals(mode == Mode.RESOURCES, v.parts().get(0).isResource());
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(CREATORS + "testVariableAxisSizePartitioner")
  void partsAreNotLargerThanAsked() {
    axisSize(List.of(1), shape(4), DType.FLOAT32, 0, 16, 16, 0);
    axisSize(List.of(4), shape(4), DType.FLOAT32, 0, 4, 16, 0);
    axisSize(List.of(2), shape(4), DType.FLOAT32, 0, 8, 16, 0);
    axisSize(List.of(1, 64), shape(1024, 64), DType.FLOAT32, 1, 1024, 16, 0);
    axisSize(List.of(1024, 1), shape(1024, 64), DType.FLOAT32, 0, 256, 16, 0);
    axisSize(List.of(1, 16, 1), shape(4, 64, 1), DType.FLOAT32, 1, 64, 16, 0);
    axisSize(List.of(4), shape(4), DType.STRING, 0, 16, 16, 0);
    axisSize(List.of(2), shape(4), DType.STRING, 0, 16, 8, 0);
    axisSize(List.of(1, 2), shape(4, 64), DType.FLOAT32, 1, 64, 16, 2);
    axisSize(List.of(3, 1), shape(4, 64), DType.FLOAT32, 0, 64, 16, 3);
    assertThrows(
        IllegalArgumentException.class, () -> TF1.variableAxisSizePartitioner(0, 0, 16, 0));
    assertEquals(
        List.of(1, 5),
        TF1.minMaxVariablePartitioner(10, 1, 1024).partitions(shape(16, 80), DType.FLOAT32));
    assertEquals(
        List.of(3, 1),
        TF1.minMaxVariablePartitioner(3, 0, 1024).partitions(shape(16, 80), DType.FLOAT32));
  }

  private static void axisSize(
      List<Integer> expected, Shape shape, DType dtype, int axis, long bytes, int string, int max) {
    assertEquals(
        expected,
        TF1.variableAxisSizePartitioner(bytes, axis, string, max).partitions(shape, dtype));
  }

  @Test
  @Tag(ROW + "testConstantInit")
  void partsOfAConstantKnowTheirPlace() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Tensor whole = ToTensor.of(new float[][] {{0, 1, 2, 3}, {4, 5, 6, 7}}, DType.FLOAT32, "c");
      List<Variable> parts =
          TF1.createPartitionedVariables(shape(2, 4), List.of(1, 2), TF1.initialValue(whole));
      program.initialize();

      assertEquals(List.of(0.0, 1.0, 4.0, 5.0), program.numbers(parts.get(0)));
      assertEquals(List.of(2.0, 3.0, 6.0, 7.0), program.numbers(parts.get(1)));
      assertEquals(List.of("2 4 0,2:0,2", "2 4 0,2:2,2"), specs(parts));
    }
  }

  @Test
  @Tag(ROW + "testName")
  void partsOfReferencesAreNamedBelowTheirScope() {
    names(Mode.REFERENCES);
  }

  @Test
  @Tag(ROW + "testResourceName")
  void partsOfResourcesAreNamedBelowTheirScope() {
    names(Mode.RESOURCES);
  }

  private static void names(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      try (var hi = variableScope("hi")) {
        assertEquals(
            List.of(p("hi/PartitionedVariable", 0), p("hi/PartitionedVariable", 1)),
            names(two(null, null)));
        assertEquals(
            List.of(p("hi/PartitionedVariable_1", 0), p("hi/PartitionedVariable_1", 1)),
            names(two(null, null)));
      }
    }
    try (var program = new VariableProgram(mode)) {
      List<String> hola = List.of(p("hola", 0), p("hola", 1));
      assertEquals(hola, names(two("hola", null)));
      assertEquals(hola, names(two("hola", Reuse.TRUE)));
    }
    try (var program = new VariableProgram(mode);
        var ola = NameScope.enter("ola")) {
      assertEquals(
          List.of(p("PartitionedVariable", 0), p("PartitionedVariable", 1)),
          names(two(null, null)));
    }
  }

  private static String p(String whole, int number) {
    return whole + "/part_" + number + ":0";
  }

  private static List<Variable> two(String name, Reuse reuse) {
    return PartitionedVariables.create(shape(2), List.of(2), TF1.onesInitializer(), name, reuse);
  }

  private static Tensor counted(int rows, int columns) {
    double[] numbers = DoubleStream.iterate(0, n -> n + 1).limit((long) rows * columns).toArray();
    return TF.reshape(ToTensor.of(numbers, DType.FLOAT32, "n"), new int[] {rows, columns});
  }

  private static List<Variable> cutAs(int rows, int columns, int... slicing) {
    return TF1.createPartitionedVariables(
        shape(rows, columns),
        java.util.Arrays.stream(slicing).boxed().toList(),
        TF1.initialValue(counted(rows, columns)));
  }

  @Test
  @Tag(ROW + "testRandomInitValue")
  @Tag(ROW + "testSliceSizeOne")
  void evenPartsPutTogetherAreTheWhole() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      Tensor source = TF.random.uniform(new int[] {200, 40});
      Variable kept = new Variable(source);
      List<Variable> columns =
          TF1.createPartitionedVariables(
              shape(200, 40), List.of(1, 10), TF1.initialValue(kept.initializedValue()));
      List<Variable> rows = cutAs(10, 43, 10, 1);
      program.initialize();

      assertEquals(program.numbers(kept), program.numbers(TF.concat(columns, 1)));
      assertEquals(program.numbers(counted(10, 43)), program.numbers(TF.concat(rows, 0)));
      for (int i = 0; i < 10; i++) {
        assertEquals("200 40 0,200:%d,4".formatted(4 * i), specs(columns).get(i));
        assertEquals("10 43 %d,1:0,43".formatted(i), specs(rows).get(i));
      }
    }
  }

  @Test
  @Tag(ROW + "testRandomInitUnevenPartitions")
  void unevenPartsAreLongestFirst() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      List<List<Variable>> all = new ArrayList<>();
      for (int parts = 1; parts < 10; parts++) {
        all.add(cutAs(20, 43, 1, parts));
      }
      program.initialize();

      assertEquals(List.of("20 43 0,20:0,43"), specs(all.get(0)));
      assertEquals(List.of("20 43 0,20:0,22", "20 43 0,20:22,21"), specs(all.get(1)));
      assertEquals(
          List.of("20 43 0,20:0,15", "20 43 0,20:15,14", "20 43 0,20:29,14"), specs(all.get(2)));
      assertEquals(
          List.of("20 43 0,20:0,11", "20 43 0,20:11,11", "20 43 0,20:22,11", "20 43 0,20:33,10"),
          specs(all.get(3)));
      for (List<Variable> parts : all) {
        assertEquals(program.numbers(counted(20, 43)), program.numbers(TF.concat(parts, 1)));
      }
    }
  }
}
