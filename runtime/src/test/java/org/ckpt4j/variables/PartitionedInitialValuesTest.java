package org.ckpt4j.variables;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.fixedSizePartitioner;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** First values of parts, what is refused, and what parts wait for. */
class PartitionedInitialValuesTest {
  private static final String ROW =
      "tensorflow/python/kernel_tests/variables/partitioned_variables_test.py"
          + "::PartitionedVariablesTestCase::";

  @Test
  @Tag(ROW + "testIotaInitializer")
  void anInitializerIsCalledForEachPart() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      List<Shape> asked = new ArrayList<>();
      Initializer rows =
          (shape, dtype, partition) -> {
            asked.add(shape);
            int[] dims = {(int) shape.dim(0), (int) shape.dim(1)};
            return TF.cast(TF.reshape(TF.range(dims[0] * dims[1]), dims), dtype);
          };
      List<Variable> parts = TF1.createPartitionedVariables(shape(13, 5), List.of(3, 1), rows);
      program.initialize();

      assertEquals(List.of(shape(5, 5), shape(4, 5), shape(4, 5)), asked);
      assertEquals(asked, parts.stream().map(Variable::shape).toList());
      assertEquals(
          List.of("13 5 0,5:0,5", "13 5 5,4:0,5", "13 5 9,4:0,5"),
          parts.stream().map(v -> v.saveSliceInfo().orElseThrow().spec()).toList());
      assertEquals(0.0, program.numbers(parts.get(1)).get(0));
      assertEquals(19.0, program.numbers(parts.get(2)).get(19));
    }
  }

  @Test
  @Tag(ROW + "testRandomInitializer")
  void oneSeedMakesPartsEqual() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      List<Variable> differ =
          TF1.createPartitionedVariables(
              shape(200, 40), List.of(1, 2), TF1.truncatedNormalInitializer());
      List<Variable> equal =
          TF1.createPartitionedVariables(
              shape(200, 40), List.of(1, 2), TF1.truncatedNormalInitializer(TF.seed(123)));
      program.initialize();

      assertNotEquals(program.numbers(differ.get(0)), program.numbers(differ.get(1)));
      assertEquals(program.numbers(equal.get(0)), program.numbers(equal.get(1)));
      assertTrue(program.numbers(equal.get(0)).stream().anyMatch(n -> n != 0));
    }
  }

  @Test
  @Tag(ROW + "testSomeErrors")
  void slicingThatDoesNotFitIsRefused() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      refused(shape(10), List.of());
      refused(shape(10, 20), List.of(1));
      refused(shape(1), List.of(1, 2, 3));
      refused(shape(10, 43), List.of(0, 0));
      refused(shape(10, 43), List.of(-1, 1));
      refused(shape(10, 43), List.of(2, 2));
      refused(shape(10, 43), List.of(20, 1));
      refused(shape(10, 43), List.of(1, 50));
      refused(shape(), List.of());
      assertEquals(List.of(), program.graph().getCollection(GraphKeys.GLOBAL_VARIABLES));
    }
  }

  private static void refused(Shape shape, List<Integer> slicing) {
    assertThrows(
        IllegalArgumentException.class,
        () -> TF1.createPartitionedVariables(shape, slicing, TF1.onesInitializer()));
  }

  @Test
  @Tag(ROW + "testControlDepsNone")
  void partsAndTheWholeWaitForNothingThatSurroundsThem() {
    for (Mode mode : List.of(Mode.REFERENCES, Mode.RESOURCES)) {
      try (var program = new VariableProgram(mode)) {
        Tensor c = TF.constant(1f);
        List<Operation> before = new ArrayList<>();
        try (var after = Contexts.current().enterControlDependencies(List.of(c.op()))) {
          Tensor d = TF.constant(2f);
          before.addAll(program.graph().getOperations());
          PartitionedVariable x =
              (PartitionedVariable)
                  GetVariable.any(
                      "x",
                      new org.ckpt4j.options.Shaped(shape(2)),
                      TF1.constantInitializer(1),
                      fixedSizePartitioner(2));
          x.asTensor();
          assertEquals(List.of(c.op()), ((Operation) d.op()).controlInputs());
        }

        List<Operation> made = new ArrayList<>(program.graph().getOperations());
        made.removeAll(before);
        assertTrue(made.size() > 6, "parts were made");
        made.forEach(op -> assertEquals(List.of(), op.controlInputs(), op.name()));
      }
    }
  }

  @Test
  @Tag(ROW + "testConcat")
  void puttingPartsTogetherMayWait() {
    for (Mode mode : List.of(Mode.REFERENCES, Mode.RESOURCES)) {
      try (var program = new VariableProgram(mode)) {
        PartitionedVariable x =
            (PartitionedVariable)
                GetVariable.any(
                    "x",
                    TF1.initialValue(TF.constant(new float[] {1, 2})),
                    fixedSizePartitioner(2));
        Tensor c = TF.constant(1f);
        List<Operation> before = List.copyOf(program.graph().getOperations());
        Tensor value;
        try (var after = Contexts.current().enterControlDependencies(List.of(c.op()))) {
          value = x.concat();
        }
        List<Operation> made = new ArrayList<>(program.graph().getOperations());
        made.removeAll(before);
        program.initialize();

        assertTrue(made.stream().anyMatch(op -> op.controlInputs().contains(c.op())));
        assertEquals(List.of(1.0, 2.0), program.numbers(value));
        assertEquals(List.of(1.0, 2.0), program.numbers(x.asTensor()));
      }
    }
  }
}
