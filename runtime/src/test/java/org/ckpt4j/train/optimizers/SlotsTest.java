package org.ckpt4j.train.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.Training.Mode;
import org.ckpt4j.variables.InitialValue;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots: their names, first values and parts. */
class SlotsTest {
  private static final String ROW =
      "tensorflow/python/training/slot_creator_test.py::SlotCreatorTest::";

  private static String name(Variable slot) {
    return slot.op().name();
  }

  @Test
  @Tag(ROW + "testCreateSlotFromTensor")
  void aTensorsSlotIsNamedAfterIt() {
    try (Training training = new Training(Mode.REFERENCES)) {
      Tensor constant = TF.constant(new float[] {1, 2.5f}, new Named("const"));

      Variable slot =
          Slots.create(constant, "slot", new InitialValue(Arithmetic.MUL.operator(constant, 2f)));
      training.initialize();

      assertEquals("const/slot", name(slot));
      assertArrayEquals(new double[] {2, 5}, training.value(slot));
    }
  }

  @Test
  @Tag(ROW + "testCreateZerosSlotFromVariable")
  void zerosOfAnotherTypeWaitForNothing() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable variable = training.variable("var", DType.FLOAT32, 1, 2.5);
      Tensor before = TF.constant(1f);

      Variable slot;
      try (var after = Contexts.current().enterControlDependencies(List.of(before.op()))) {
        slot = Slots.createZeros(variable, "slot", DType.FLOAT64);
      }
      training.initialize();

      assertEquals("var/slot", name(slot));
      assertEquals(List.of(), ((Operation) slot.initialValue().op()).controlInputs());
      assertEquals(DType.FLOAT64, slot.dtype());
      assertArrayEquals(new double[] {0, 0}, training.value(slot));
    }
  }

  @Test
  @Tag(ROW + "testCreateZerosSlotFromDynamicShapedVariable")
  void zerosOfAVariableOfUnknownShapeTakeItsShapeWhenTheyAreMade() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Variable variable =
          new Variable(new double[] {1, 2.5}, new Named("var"), new Shaped(Shape.unknown()));

      Variable slot = Slots.createZeros(variable, "slot", DType.FLOAT64);
      training.run(variable.initializer());
      training.run(slot.initializer());

      assertEquals("var/slot", name(slot));
      assertEquals(DType.FLOAT64, slot.dtype());
      assertArrayEquals(new double[] {0, 0}, training.value(slot));
    }
  }

  @Test
  @Tag(ROW + "testCreateZerosSlotFromTensor")
  void zerosBesideATensorHaveItsShape() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Tensor constant = TF.constant(new float[] {1, 2.5f}, new Named("const"));

      Variable slot = Slots.createZeros(constant, "slot", DType.FLOAT32);
      training.initialize();

      assertEquals("const/slot", name(slot));
      assertEquals(Shape.of(2), slot.shape());
      assertArrayEquals(new double[] {0, 0}, training.value(slot));
    }
  }

  @Test
  @Tag(ROW + "testCreateZerosSlotFromDynamicShapedTensor")
  void zerosBesideAPlaceholderTakeTheShapeItHasThen() {
    try (Training training = new Training(Mode.RESOURCES)) {
      Tensor given =
          TF1.placeholderWithDefault(new float[] {1, 2.5f}, Shape.unknown(), new Named("const"));

      Variable slot = Slots.createZeros(given, "slot", DType.FLOAT64);
      training.initialize();

      assertEquals("const/slot", name(slot));
      assertEquals(DType.FLOAT64, slot.dtype());
      assertArrayEquals(new double[] {0, 0}, training.value(slot));
    }
  }

  private static List<Variable> parts() {
    Operand whole =
        TF1.getPartitionedVariable(
            "var", Shape.of(2, 2), TF1.fixedSizePartitioner(2), TF1.zerosInitializer());
    return ((PartitionedVariable) whole).parts();
  }

  @Test
  @Tag(ROW + "testCreateSlotFromFirstMDimensionVariable")
  void aSlotOfFewerDimensionsIsCutAlongThose() {
    try (Training training = new Training(Mode.RESOURCES)) {
      List<Variable> parts = parts();
      for (int i = 0; i < parts.size(); i++) {
        Variable slot = Slots.create(parts.get(i), "slot", new InitialValue(new float[] {1 + i}));
        training.initialize();

        SaveSliceInfo info = slot.saveSliceInfo().orElseThrow();
        assertEquals("var/part_" + i + "/slot", name(slot));
        assertEquals(Shape.of(2), info.fullShape());
        assertEquals(List.of((long) i), info.offset());
        assertEquals(Shape.of(1), info.shape());
        assertArrayEquals(new double[] {1 + i}, training.value(slot));
      }
    }
  }

  @Test
  @Tag(ROW + "testCreateSlotFromScalarVariable")
  void aScalarSlotOfAPartIsWhole() {
    try (Training training = new Training(Mode.RESOURCES)) {
      List<Variable> parts = parts();
      for (int i = 0; i < parts.size(); i++) {
        Variable slot = Slots.create(parts.get(i), "slot", new InitialValue(1f));
        training.initialize();

        assertEquals("var/part_" + i + "/slot", name(slot));
        assertEquals(true, slot.saveSliceInfo().isEmpty());
        assertArrayEquals(new double[] {1}, training.value(slot));
      }
    }
  }
}
