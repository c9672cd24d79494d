package org.ckpt4j.variables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variables in both modes; a test in one mode is about what only that mode has. */
class VariableTest {
  @Test
  void eagerVariablesHoldTheirValueAndCarryTheScopeInTheirName() {
    try (var clean = Contexts.enter(new EagerContext());
        var scope = NameScope.enter("scoped")) {
      Variable c = new Variable(7f, new Named("c"));
      Variable twin = new Variable(8f, new Named("c"));

      c.assignAdd(1f);

      assertEquals("scoped/c:0", c.name());
      assertEquals("scoped/c:0", twin.name());
      assertEquals(8.0, EagerTensor.of(c.numpy()).doubleValue());
    }
  }

  @Test
  void graphVariablesConsistOfTheNodesTensorFlowMakes() {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      VariableScope.current().getVariable("a", new Shaped(Shape.of(2, 3)), Initializers.zeros());
    }

    assertEquals(
        List.of(
            "a/Initializer/zeros Const",
            "a VarHandleOp",
            "a/IsInitialized/VarIsInitializedOp VarIsInitializedOp",
            "a/Assign AssignVariableOp",
            "a/Read/ReadVariableOp ReadVariableOp"),
        nodes(graph));
  }

  @Test
  void referenceVariablesConsistOfTheNodesTensorFlowMakes() {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      VariableScope.current()
          .getVariable("a", new Shaped(Shape.of(2)), Initializers.zeros(), new UseResource(false));
      new Variable(1f, new Named("b"), new UseResource(false)).assignAdd(2f);
    }

    assertEquals(
        List.of(
            "a/Initializer/zeros Const",
            "a VariableV2",
            "a/Assign Assign",
            "a/read Identity",
            "b/initial_value Const",
            "b VariableV2",
            "b/Assign Assign",
            "b/read Identity",
            "AssignAdd/value Const",
            "AssignAdd AssignAdd"),
        nodes(graph));
  }

  @Test
  void assigningInAGraphAddsAReadThatWaitsForIt() {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      Variable a = new Variable(0f, new Named("a"));
      Variable changed = a.assign(1f);

      Operation read = (Operation) changed.graphElement().op();

      assertEquals("AssignVariableOp", changed.name());
      assertEquals("ReadVariableOp", read.name());
      assertEquals(List.of(changed.op()), read.controlInputs());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void sessionsHaveValuesOfTheirOwn(boolean resource) {
    try (var g = new Graph().asDefault()) {
      Variable a = new Variable(3f, new Named("a"), new UseResource(resource));
      try (Session one = new Session();
          Session other = new Session()) {
        one.run(List.of(a.initializer()));

        EagerTensor after = one.run(a.assignAdd(2f));

        assertEquals(5.0, after.doubleValue());
        assertEquals(5.0, one.run(a).doubleValue());
        var error = assertThrows(FailedPreconditionError.class, () -> other.run(a));
        assertTrue(error.getMessage().contains("\"a\""), error.getMessage());
      }
    }
  }

  static Stream<Boolean> kinds() {
    return Stream.of(true, false);
  }

  @ParameterizedTest
  @MethodSource("dtypes")
  void valuesOfEveryTypeAreHeldAsTheyAre(DType dtype) {
    byte[] bytes = new byte[3 * dtype.width()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    RawTensor value = RawTensor.of(dtype, Shape.of(3), bytes);

    Variable variable = new Variable(EagerTensor.of(value));

    assertEquals(dtype, variable.dtype());
    assertEquals(
        value.bytes().window(0, bytes.length), variable.numpy().bytes().window(0, bytes.length));
  }

  static Stream<DType> dtypes() {
    return Stream.of(DType.values()).filter(DType::isFixedWidth);
  }

  @Test
  void aSessionHoldsTypesThatCannotBeComputedWith() {
    RawTensor value =
        RawTensor.of(DType.COMPLEX64, Shape.scalar(), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    try (var g = new Graph().asDefault()) {
      Variable z = new Variable(EagerTensor.of(value), new Named("z"));
      try (Session session = new Session()) {
        session.run(List.of(GraphVariables.globalInitializer()));

        assertEquals(value.bytes().window(0, 8), session.run(z).raw().bytes().window(0, 8));
      }
    }
  }

  @Test
  void aValueOfAnotherShapeIsRefused() {
    Variable v = new Variable(List.of(1f, 2f), new Named("v"));

    var error = assertThrows(IllegalArgumentException.class, () -> v.assign(1f));

    assertTrue(error.getMessage().contains("\"v\""), error.getMessage());
  }

  static List<String> nodes(Graph graph) {
    return graph.getOperations().stream().map(op -> op.name() + " " + op.type()).toList();
  }
}
