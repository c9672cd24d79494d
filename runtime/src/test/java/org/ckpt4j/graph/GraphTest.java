package org.ckpt4j.graph;

import static org.ckpt4j.TF.add;
import static org.ckpt4j.TF.at;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.controlDependencies;
import static org.ckpt4j.TF.group;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.noOp;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Building graphs; eager mode has no names and no nodes. */
class GraphTest {
  private final Graph graph = new Graph();

  @Test
  void takenNamesAreNumberedWhateverTheirCase() {
    try (var g = graph.asDefault()) {
      assertEquals("A:0", placeholder(DType.FLOAT32, name("A")).name());
      assertEquals("a_1:0", placeholder(DType.FLOAT32, name("a")).name());
      assertEquals("a_1_1:0", placeholder(DType.FLOAT32, name("a_1")).name());
      try (var scope = NameScope.enter("a")) {
        assertEquals("a_2/Placeholder:0", placeholder(DType.FLOAT32).name());
      }
    }
  }

  @Test
  void operatorsAndFunctionsNameTheirNodesAndConstants() {
    try (var g = graph.asDefault()) {
      Tensor x = placeholder(DType.FLOAT32, shape(2));
      plus(x, 1f);
      add(x, 1f);
      at(x, 0);
    }

    assertEquals(
        List.of(
            "Placeholder",
            "add/y",
            "add",
            "Add_1/y",
            "Add_1",
            "strided_slice/stack",
            "strided_slice/stack_1",
            "strided_slice/stack_2",
            "strided_slice"),
        graph.getOperations().stream().map(Operation::name).toList());
  }

  @Test
  void aNumberTakesTheTypeBesideItUnlessItIsNoneOfThat() {
    try (var g = graph.asDefault()) {
      Tensor x = placeholder(DType.FLOAT32, shape());
      Tensor n = placeholder(DType.INT32, shape());

      assertEquals(DType.FLOAT32, times(x, 2).dtype());
      assertEquals(DType.FLOAT32, times(x, 0.1).dtype());
      assertThrows(TypeError.class, () -> times(n, 0.1));
    }
  }

  @Test
  void anIndexCountsFromTheEndIfNegative() {
    assertEquals(
        3.0,
        ((org.ckpt4j.framework.EagerTensor) at(constant(List.of(1f, 2f, 3f)), -1)).doubleValue());
    assertThrows(
        org.ckpt4j.errors.InvalidArgumentError.class, () -> at(constant(List.of(1f, 2f)), 2));
  }

  @Test
  void controlDependenciesAddUpAndNullForgetsThem() {
    try (var g = graph.asDefault()) {
      var first = noOp(name("first"));
      var second = noOp(name("second"));
      try (var a = controlDependencies(List.of(first));
          var b = controlDependencies(List.of(second))) {
        Operation both = (Operation) noOp(name("both"));
        assertEquals(List.of(first, second), both.controlInputs());
        try (var none = controlDependencies(null)) {
          assertEquals(List.of(), ((Operation) noOp(name("free"))).controlInputs());
        }
      }
    }
  }

  @Test
  void whatFollowsFromTheScopesOwnWorkWaitsForNothingMore() {
    try (var g = graph.asDefault()) {
      var before = noOp(name("before"));
      try (var after = controlDependencies(List.of(before))) {
        Tensor made = constant(1f);
        Operation follower = (Operation) identity(made).op();

        assertEquals(List.of(before), ((Operation) made.op()).controlInputs());
        assertEquals(List.of(), follower.controlInputs());
      }
    }
  }

  @Test
  void groupWaitsForOperationsTensorsAndLists() {
    try (var g = graph.asDefault()) {
      var a = noOp(name("a"));
      Tensor t = constant(1f, name("t"));

      Operation all = (Operation) group(a, List.of(t));

      assertEquals("group_deps", all.name());
      assertEquals(List.of(a, t.op()), all.controlInputs());
    }
  }

  @Test
  void nothingIsAddedToAFinalizedGraph() {
    try (var g = graph.asDefault()) {
      graph.finalizeGraph();

      assertThrows(IllegalStateException.class, () -> noOp());
    }
  }

  @Test
  void tensorsAndOperationsAreFoundByName() {
    try (var g = graph.asDefault()) {
      Tensor t = constant(1f, name("t"));

      assertSame(t, graph.getTensorByName("t:0"));
      assertSame(t.op(), graph.getOperationByName("t"));
      assertThrows(NoSuchElementException.class, () -> graph.getTensorByName("t:1"));
      assertThrows(IllegalArgumentException.class, () -> graph.getTensorByName("t"));
      assertThrows(NoSuchElementException.class, () -> graph.getOperationByName("u"));
    }
  }

  @Test
  void shapesAreInferredAndContradictionsRefused() {
    try (var g = graph.asDefault()) {
      Tensor row = placeholder(DType.FLOAT32, Shape.of(1, 3));
      Tensor column = placeholder(DType.FLOAT32, Shape.of(-1, 1));
      Tensor odd = placeholder(DType.FLOAT32, Shape.of(2));

      assertEquals(Shape.of(-1, 3), plus(row, column).shape());
      var error = assertThrows(IllegalArgumentException.class, () -> plus(row, odd));
      assertTrue(error.getMessage().contains("[1, 3]"), error.getMessage());
    }
  }
}
