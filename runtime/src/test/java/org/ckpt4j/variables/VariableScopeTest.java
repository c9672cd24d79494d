package org.ckpt4j.variables;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.dtype;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.trainable;
import static org.ckpt4j.compat.TF1.AUTO_REUSE;
import static org.ckpt4j.compat.TF1.auxiliaryNameScope;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.defaultName;
import static org.ckpt4j.compat.TF1.fixedSizePartitioner;
import static org.ckpt4j.compat.TF1.getPartitionedVariable;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.getVariableScope;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.reuse;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.trainableVariables;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.tensor.DType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Variable scopes in a graph, where they share variables; eager mode at the end. */
class VariableScopeTest {
  private final Graph graph = new Graph();
  private Scope entered;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed by leave
  void enterTheGraph() {
    entered = graph.asDefault();
  }

  @AfterEach
  void leave() {
    entered.close();
  }

  @Test
  void aScopeEnteredTwiceIsOnePlaceForVariablesButNumberedForOperations() {
    try (var a = variableScope("a")) {
      assertEquals("a/v:0", getVariable("v", shape()).name());
      assertEquals("a/p:0", constant(0f, name("p")).name());
    }
    try (var a = variableScope("a")) {
      assertEquals("a/w:0", getVariable("w", shape()).name());
      assertEquals("a_1/p:0", constant(0f, name("p")).name());
      assertEquals("a_1/", a.scope().originalNameScope());
    }
  }

  @Test
  void makingAVariableTwiceIsRefusedAndNamesIt() {
    try (var a = variableScope("a")) {
      getVariable("v", shape());

      var error = assertThrows(IllegalArgumentException.class, () -> getVariable("v", shape()));

      assertTrue(error.getMessage().contains("a/v"), error.getMessage());
    }
  }

  @Test
  void reuseFindsOnlyAndAutoReuseDoesEither() {
    Variable made;
    try (var a = variableScope("a", AUTO_REUSE)) {
      made = getVariable("v", shape(2));
      assertSame(made, getVariable("v", shape(2)));
    }
    try (var a = variableScope("a", reuse(true))) {
      assertSame(made, getVariable("v"));
      assertThrows(IllegalArgumentException.class, () -> getVariable("w", shape()));
      assertThrows(IllegalArgumentException.class, () -> getVariable("v", shape(3)));
      assertThrows(IllegalArgumentException.class, () -> getVariable("v", shape(2), DType.INT32));
      try (var inner = variableScope("b")) {
        assertEquals(Reuse.TRUE, inner.scope().reuse());
      }
    }
  }

  @Test
  void defaultNamesAreNumberedAndNamesAreNot() {
    try (var d = variableScope(defaultName("d"))) {
      assertEquals("d/v:0", getVariable("v", shape()).name());
    }
    try (var d = variableScope(defaultName("d"))) {
      assertEquals("d_1/v:0", getVariable("v", shape()).name());
    }
    assertThrows(TypeError.class, () -> variableScope((String) null));
    assertThrows(
        IllegalArgumentException.class, () -> variableScope(defaultName("d"), reuse(true)));
  }

  @Test
  void aScopeThatCannotBeEnteredLeavesNothingBehind() {
    assertThrows(IllegalArgumentException.class, () -> variableScope("a b"));

    assertEquals("", Contexts.current().nameScope());
    assertEquals("", getVariableScope().name());
  }

  @Test
  void jumpingToAScopeKeepsItsPrefixAndFollowsTheNameScope() {
    VariableScope x;
    try (var scope = variableScope("x")) {
      x = scope.scope();
    }
    try (var y = variableScope("y");
        var again = variableScope(x)) {
      assertEquals("x/w:0", getVariable("w", shape()).name());
      assertEquals("y/x/p:0", constant(0f, name("p")).name());
    }
    try (var quiet = variableScope(x, auxiliaryNameScope(false))) {
      assertEquals("p:0", constant(0f, name("p")).name());
    }
  }

  @Test
  void scopesHandDownTheirDefaults() {
    try (var s = variableScope("s", dtype(DType.FLOAT64), constantInitializer(3), regularizer())) {
      Variable v = getVariable("v", shape(2));

      assertEquals(DType.FLOAT64, v.dtype());
      try (var session = session()) {
        session.run(v.initializer());
        assertEquals(
            List.of(3.0, 3.0),
            List.of(
                session.run(v).raw().bytes().window(0, 8).getDouble(0),
                session.run(v).raw().bytes().window(8, 8).getDouble(0)));
      }
    }
    List<Object> losses = graph.getCollection(GraphKeys.REGULARIZATION_LOSSES);
    assertEquals("s/v/Regularizer/reg:0", ((Operand) losses.get(0)).name());
  }

  private static Regularizer regularizer() {
    return v -> identity(v, name("reg"));
  }

  @Test
  void customGettersStandBetweenInnermostFirst() {
    StringBuilder calls = new StringBuilder();
    CustomGetter outer =
        (next, request) -> {
          calls.append("outer ");
          return next.get(request);
        };
    CustomGetter inner =
        (next, request) -> {
          calls.append("inner ");
          return next.get(request.withTrainable(false));
        };
    try (var a = variableScope("a", outer);
        var b = variableScope("b", inner)) {
      assertEquals(false, getVariable("v", shape()).trainable());
    }

    assertEquals("inner outer ", calls.toString());
  }

  @Test
  void partitionedVariablesAreCutLongPartsFirst() {
    PartitionedVariable p =
        getPartitionedVariable("p", shape(5, 2), fixedSizePartitioner(2), zerosInitializer());

    assertEquals(
        List.of("p/part_0:0 [3, 2]", "p/part_1:0 [2, 2]"),
        p.parts().stream().map(v -> v.name() + " " + v.shape()).toList());
    assertEquals(
        List.of("5 2 0,3:0,2", "5 2 3,2:0,2"),
        p.parts().stream().map(v -> v.saveSliceInfo().orElseThrow().spec()).toList());
    assertEquals("p:0", p.asTensor().name());
    try (var root = variableScope("", reuse(true))) {
      assertSame(p, getPartitionedVariable("p", shape(5, 2), fixedSizePartitioner(2)));
      assertThrows(
          IllegalArgumentException.class,
          () -> getPartitionedVariable("p", shape(5, 2), fixedSizePartitioner(3)));
    }
  }

  @Test
  void collectionsHoldWhatWasMade() {
    Variable a = getVariable("a", shape());
    Variable b = getVariable("b", shape(), trainable(false));
    Variable local = GetVariable.local("c", new org.ckpt4j.options.Shaped(shape()));

    assertEquals(List.of(a, b), globalVariables());
    assertEquals(List.of(a), trainableVariables());
    assertEquals(List.of(local), GraphVariables.local());
  }

  @Test
  void anInitialValueBringsItsShapeAndType() {
    Variable v = getVariable("v", initialValue(List.of(1.5f, 2.5f)));

    assertEquals(shape(2), v.shape());
    assertThrows(
        IllegalArgumentException.class,
        () -> getVariable("w", shape(2), initialValue(List.of(1.5f, 2.5f))));
    assertThrows(
        IllegalArgumentException.class,
        () -> getVariable("w", dtype(DType.FLOAT64), initialValue(1.5f)));
  }

  @Test
  void theGlobalStepIsMadeOnce() {
    Variable step = GlobalStep.getOrCreate();

    assertEquals("global_step:0", step.name());
    assertEquals(DType.INT64, step.dtype());
    assertSame(step, GlobalStep.getOrCreate());
    assertThrows(IllegalArgumentException.class, GlobalStep::create);
  }

  @Test
  void eagerModeMakesAVariableEachTimeUnlessAStoreKeepsThem() {
    try (var clean = Contexts.enter(new EagerContext())) {
      assertNotSame(getVariable("a", shape()), getVariable("a", shape()));
      var store = new EagerVariableStore();
      try (var kept = store.asDefault()) {
        assertSame(getVariable("a", shape()), getVariable("a", shape()));
      }
      assertEquals(List.of("a:0"), store.variables().stream().map(Variable::name).toList());
    }
  }
}
