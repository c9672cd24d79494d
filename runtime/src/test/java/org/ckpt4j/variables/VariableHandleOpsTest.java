package org.ckpt4j.variables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.ops.state.ScatterOps;
import org.ckpt4j.ops.state.VarHandleOp;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operations that variables consist of, on handles without a variable around them. */
class VariableHandleOpsTest {
  private static final String ROW =
      "tensorflow/python/kernel_tests/variables/resource_variable_ops_test.py"
          + "::ResourceVariableOpsTest::";

  private static Tensor handle(DType dtype, long... shape) {
    return handle("h", dtype, shape);
  }

  private static Tensor handle(String sharedName, DType dtype, long... shape) {
    return VarHandleOp.of("h", sharedName, new TensorSpec(dtype, Shape.of(shape)));
  }

  private static Node assign(Tensor handle, Object value) {
    return AssignVariableOps.apply(AssignVariableOps.ASSIGN, null, handle, TF.constant(value));
  }

  private static Tensor read(Tensor handle, DType dtype) {
    return ReadVariableOp.of(null, handle, dtype);
  }

  @Test
  @Tag(ROW + "testHandleDtypeShapeMatch")
  void aHandleInAGraphTakesOnlyItsTypeAndShape() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Tensor handle = handle(DType.INT32);

      assertThrows(IllegalArgumentException.class, () -> assign(handle, 0.5f));
      assertThrows(IllegalArgumentException.class, () -> assign(handle, new int[] {0}));
      program.run(assign(handle, 0));
      assertEquals(0.0, program.number(read(handle, DType.INT32)));
    }
  }

  @Test
  @Tag(ROW + "testReadVariableDtypeMismatchEager")
  void readingAnotherTypeNamesBoth() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Tensor handle = handle(VarHandleOp.ANONYMOUS, DType.INT32, 1);
      program.run(assign(handle, new int[] {1}));

      var error = assertThrows(InvalidArgumentError.class, () -> read(handle, DType.FLOAT32));

      assertTrue(
          error.getMessage().matches("(?s).*float.*int32.*|.*int32.*float.*"), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testAssignVariableDtypeMismatchEager")
  void assigningAnotherTypeNamesBoth() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Tensor handle = handle(VarHandleOp.ANONYMOUS, DType.INT32, 1);
      program.run(assign(handle, new int[] {1}));

      var error = assertThrows(InvalidArgumentError.class, () -> assign(handle, new float[] {1f}));

      assertTrue(
          error.getMessage().matches("(?s).*float.*int32.*|.*int32.*float.*"), error.getMessage());
      assertEquals(1.0, program.number(read(handle, DType.INT32)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(ROW + "testCreateRead")
  void whatWasAssignedIsRead(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Tensor handle = handle(DType.INT32);

      program.run(assign(handle, 1));

      assertEquals(1.0, program.number(read(handle, DType.INT32)));
    }
  }

  @Test
  @Tag(ROW + "testManyAssigns")
  void readsAndAssignmentsOfOneRunHappenInTheOrderTheyWaitInForEachOther() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Tensor handle = handle(DType.INT32);
      Node create = assign(handle, 1);
      Tensor first;
      Node write;
      Tensor second;
      try (var after = Contexts.current().enterControlDependencies(List.of(create))) {
        first = read(handle, DType.INT32);
      }
      try (var after = Contexts.current().enterControlDependencies(List.of(first.op()))) {
        write = assign(handle, 2);
      }
      try (var after = Contexts.current().enterControlDependencies(List.of(write))) {
        second = read(handle, DType.INT32);
      }

      var values = program.session().run(List.of(first, second));

      assertEquals(1, values.get(0).longValue());
      assertEquals(2, values.get(1).longValue());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RESOURCES", "EAGER"})
  @Tag(ROW + "testScatterSub")
  void rowsAreSubtractedFromByHandle(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Tensor handle = handle(DType.INT32, 1, 1);
      program.run(assign(handle, new int[][] {{1}}));

      program.run(
          ScatterOps.sub(null, handle, TF.constant(new int[] {0}), TF.constant(new int[][] {{2}})));

      assertEquals(List.of(-1.0), program.numbers(read(handle, DType.INT32)));
    }
  }

  @Test
  @Tag(ROW + "testSharedName")
  void handlesOfOneSharedNameLeadToOneValue() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Variable variable = new Variable(300f, new Named("var4"));
      program.initialize();

      Tensor same = handle("var4", variable.dtype());
      Tensor other = handle("var5", variable.dtype());

      assertEquals(300.0, program.number(read(same, DType.FLOAT32)));
      Tensor missing = read(other, DType.FLOAT32);
      assertThrows(OpError.class, () -> program.value(missing));
    }
  }
}
