package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.getCurrentNameScope;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.noOp;
import static org.ckpt4j.TF.unstack;
import static org.ckpt4j.compat.TF1.nameScope;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How operations and scopes are called. */
class GraphNamesTest {
  private static final String FILE = "tensorflow/python/framework/ops_test.py::";
  private static final String STACK = FILE + "NameStackTest::";
  private static final String OP_SCOPE = FILE + "OpScopeTest::";
  private static final String SCOPES = FILE + "NameScopeTest::";

  private final Graph graph = new Graph();

  @Test
  @Tag(STACK + "testBackslashAndDashRegex")
  void scopesMayHaveBackslashesAndDashes() {
    try (var g = graph.asDefault()) {
      assertEquals("n_CatCntc-campaign\\c_campaign/", entered("n_CatCntc-campaign\\c_campaign"));
      assertEquals("foo\\bar/", entered("foo\\bar"));
      try (var outer = nameScope("foo")) {
        assertEquals("foo/n_CatCntc-campaign\\c/", entered("n_CatCntc-campaign\\c"));
        assertEquals("foo/\\/", entered("\\"));
        assertEquals("foo/-x/", entered("-x"));
      }
    }
  }

  @Test
  @Tag(STACK + "testInvalidNameRaisesError")
  void scopesWithOtherSignsAreRefused() {
    try (var g = graph.asDefault()) {
      assertEquals("", entered(""));
      assertThrows(IllegalArgumentException.class, () -> entered("foo:0"));
      assertThrows(IllegalArgumentException.class, () -> entered("_bar"));
      assertThrows(IllegalArgumentException.class, () -> entered("-x"));
      assertThrows(IllegalArgumentException.class, () -> entered("\\"));
      try (var outer = nameScope("foo")) {
        assertEquals("foo/_bar/", entered("_bar"));
        assertThrows(IllegalArgumentException.class, () -> entered("foo:0"));
      }
    }
  }

  @Test
  @Tag(SCOPES + "testTwoGraphs")
  void anotherGraphBeginsAtItsOwnRoot() {
    try (var g = graph.asDefault();
        var scope = nameScope("scope1")) {
      try (var inner = new Graph().asDefault()) {
        assertEquals("", getCurrentNameScope());
        assertThrows(IllegalArgumentException.class, () -> entered("_name"));
      }
      assertEquals("scope1/_name/", entered("_name"));
    }
  }

  @Test
  @Tag(STACK + "testNameAndVariableScope")
  void nameScopesAndVariableScopesCountTogether() {
    try (var g = graph.asDefault()) {
      try (var l0 = nameScope("l0")) {
        try (var l1 = variableScope("l1")) {
          try (NameScope scope = nameScope("l1")) {
            assertEquals("l0/l1/l1/", scope.name());
            assertEquals("l0/l1/l1/foo", graph.uniqueName("foo", false));
            assertEquals("l0/l1/l1/foo", graph.uniqueName("foo"));
          }
          try (NameScope scope = nameScope("l2")) {
            assertEquals("l0/l1/l2/", scope.name());
            assertEquals("l0/l1/l2/foo", graph.uniqueName("foo", false));
            assertEquals("l0/l1/l2/foo", graph.uniqueName("foo"));
          }
        }
        try (var again = variableScope("l1")) {
          assertEquals("l0/l1_1/l1/", entered("l1"));
          try (NameScope scope = nameScope("l2")) {
            assertEquals("l0/l1_1/l2/", scope.name());
            assertEquals("l0/l1_1/l2/foo", graph.uniqueName("foo"));
          }
        }
      }
      try (var l0 = variableScope("l0");
          var l1 = variableScope("l1");
          var l2 = variableScope("l2")) {
        assertEquals("l0_1/l1/l2/foo", graph.uniqueName("foo"));
      }
      assertEquals("l3/", entered("l3"));
    }
  }

  @Test
  @Tag(STACK + "testOutOfOrderUniqueName")
  void aNumberedNameThatWasGivenIsSkipped() {
    assertEquals("foo_2", graph.uniqueName("foo_2"));
    assertEquals("foo", graph.uniqueName("foo"));
    assertEquals("foo_1", graph.uniqueName("foo"));
    assertEquals("foo_3", graph.uniqueName("foo"));
    assertEquals("foo_4", graph.uniqueName("foo", false));
    assertEquals("foo_4", graph.uniqueName("foo"));
  }

  @Test
  @Tag(STACK + "testEmptyScopeEdgeCases")
  void theEmptyScopeIsTheRoot() {
    try (var g = graph.asDefault()) {
      assertEquals("", getCurrentNameScope());
      try (NameScope root = nameScope("")) {
        assertEquals("", root.name());
        assertEquals("", getCurrentNameScope());
      }
      try (NameScope foo = nameScope("foo")) {
        assertEquals("foo/", foo.name());
        try (NameScope root = nameScope("")) {
          assertEquals("", root.name());
          assertEquals("", getCurrentNameScope());
        }
        assertEquals("foo", getCurrentNameScope());
        try (NameScope root = nameScope(null)) {
          assertEquals("", root.name());
          assertEquals("", getCurrentNameScope());
        }
        assertEquals("foo", getCurrentNameScope());
      }
      assertEquals("", getCurrentNameScope());
    }
  }

  @Test
  @Tag(FILE + "NameTest::testGenerateName")
  void operationsAreCalledByTheirTypeAndNumbered() {
    try (var g = graph.asDefault()) {
      List<Tensor> two = unstack(constant(List.of(1f, 2f)));

      assertEquals("Const:0", graph.getOperations().get(0).output(0).name());
      assertEquals("unstack:0", two.get(0).name());
      assertEquals("unstack:1", two.get(1).name());
      assertEquals("Const_1:0", constant(1f).name());
      assertEquals("my_op:0", constant(1f, name("my_op")).name());
      assertEquals("my_op_1:0", constant(1f, name("my_op")).name());
    }
  }

  @Test
  @Tag(OP_SCOPE + "testNames")
  void aGraphMakesScopesUniqueAndTheEagerWorldDoesNot() {
    try (var g = graph.asDefault()) {
      assertEquals("default/", entered(null, "default"));
      assertEquals("", entered("", "default"));
      try (NameScope a = nameScope("a", null)) {
        assertEquals("a/", a.name());
        assertEquals("a/a/", entered("a"));
        assertEquals("", entered(""));
        assertEquals("a/", entered("a/"));
        assertEquals("a/a_1/", entered("a"));
      }
      assertEquals("a_1/", entered("a"));
      assertEquals("a/", entered("a/"));
      assertEquals("default_1/", entered(null, "default"));
    }
    try (NameScope a = nameScope("a")) {
      assertEquals("a/", a.name());
      assertEquals("a/a/", entered("a"));
      assertEquals("a/a/", entered("a"));
      assertEquals("", entered(""));
      assertEquals("a/", entered("a/"));
      assertEquals("a/d/", entered(null, "d"));
    }
    assertEquals("a/", entered("a"));
  }

  @Test
  @Tag(OP_SCOPE + "testEagerDefaultScopeName")
  void anEagerScopeWithoutANameTakesTheDefaultOne() {
    try (NameScope scope = nameScope(null, "default")) {
      assertEquals("default/", scope.name());
      assertEquals("default/default2/", entered(null, "default2"));
    }
  }

  @Test
  @Tag(OP_SCOPE + "testNameScopeV2IsReEntrant")
  void aScopeIsEnteredAgainByItsName() {
    Supplier<NameScope> foo = () -> TF.nameScope("foo");
    Supplier<NameScope> bar = () -> TF.nameScope("bar");

    try (NameScope outer = foo.get()) {
      assertEquals("foo/", outer.name());
      try (NameScope inner = foo.get()) {
        assertEquals("foo/foo/", inner.name());
      }
      try (NameScope inner = bar.get();
          NameScope innermost = foo.get()) {
        assertEquals("foo/bar/", inner.name());
        assertEquals("foo/bar/foo/", innermost.name());
      }
    }
    try (NameScope again = bar.get()) {
      assertEquals("bar/", again.name());
    }
    try (var g = graph.asDefault()) {
      try (NameScope outer = foo.get();
          NameScope inner = foo.get()) {
        assertEquals("foo/foo/", inner.name());
      }
      try (NameScope again = foo.get()) {
        assertEquals("foo_1/", again.name());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> TF.nameScope(null));
  }

  @Test
  @Tag(OP_SCOPE + "testEmptyScopeName")
  void theGraphOfTheValuesIsBuiltInAnEmptyScope() {
    Tensor a = inGraph(() -> constant(1f));
    Tensor b = inGraph(() -> constant(2f));

    try (ValuesScope scope = nameScope("", null, List.of(a, b))) {
      assertEquals("", scope.name());
      assertSame(graph, Graph.current());
    }
    try (ValuesScope scope = nameScope("", "my_default_scope", List.of(a, b))) {
      assertEquals("", scope.name());
      assertSame(graph, Graph.current());
    }
  }

  @Test
  @Tag(OP_SCOPE + "testDefaultScopeName")
  void theDefaultNameIsForScopesWithoutOne() {
    Tensor a = inGraph(() -> constant(1f));

    try (ValuesScope scope = nameScope("my_scope", "my_default_scope", List.of(a))) {
      assertEquals("my_scope/", scope.name());
      assertSame(graph, Graph.current());
    }
    try (ValuesScope scope = nameScope(null, "my_default_scope", List.of(a))) {
      assertEquals("my_default_scope/", scope.name());
      assertSame(graph, Graph.current());
    }
    assertThrows(IllegalArgumentException.class, () -> nameScope(null, null, List.of(a)));
  }

  @Test
  @Tag(OP_SCOPE + "testTensor")
  void tensorsOfTwoGraphsHaveNoCommonScope() {
    Tensor a = inGraph(() -> constant(1f));
    Graph other = new Graph();
    try (var g = other.asDefault()) {
      Tensor b = constant(2f);

      assertThrows(IllegalArgumentException.class, () -> nameScope("scope", null, List.of(a, b)));
      assertSame(other, Graph.current());
      try (ValuesScope scope = nameScope("scope", null, List.of(a, a.op()))) {
        assertSame(graph, Graph.current());
        assertEquals("scope/inside", ((Operation) noOp(name("inside"))).name());
      }
      assertSame(other, Graph.current());
      assertTrue(graph.hasOperation("scope/inside"));
    }
  }

  @Test
  @Tag(OP_SCOPE + "testVariable")
  void variablesOfTwoGraphsHaveNoCommonScope() {
    Variable a = inGraph(() -> new Variable(1f));
    try (var g = new Graph().asDefault()) {
      Variable b = new Variable(2f);

      assertThrows(IllegalArgumentException.class, () -> nameScope("scope", null, List.of(a, b)));
      try (ValuesScope scope = nameScope("scope", null, List.of(a))) {
        assertSame(graph, Graph.current());
      }
    }
  }

  @Test
  @Tag(SCOPES + "testStripAndPrependScope")
  void scopesAreTakenFromAndPutBeforeNames() {
    List<String> names =
        List.of(
            "hidden1/hidden1/weights", "^hidden1/hidden1/weights", "loc:@hidden1/hidden1/weights");
    List<String> stripped = List.of("hidden1/weights", "^hidden1/weights", "loc:@hidden1/weights");
    for (int i = 0; i < names.size(); i++) {
      assertEquals(stripped.get(i), ScopedNames.strip(names.get(i), "hidden1"));
      assertEquals(stripped.get(i), ScopedNames.strip(names.get(i), "hidden1/"));
      assertEquals(names.get(i), ScopedNames.prepend(stripped.get(i), "hidden1"));
    }
    assertEquals("hidden2/weights", ScopedNames.strip("hidden2/weights", "hidden1"));
    assertEquals("hidden12/weights", ScopedNames.strip("hidden12/weights", "hidden1"));
    assertEquals("weights", ScopedNames.prepend("weights", null));
    assertEquals("weights", ScopedNames.strip("weights", ""));
  }

  @Test
  @Tag(SCOPES + "testGetNameScope")
  void theCurrentScopeHasNoSlashAtItsEnd() {
    try (var g = graph.asDefault()) {
      assertEquals("", graph.getNameScope());
      try (var one = nameScope("scope1")) {
        assertEquals("scope1", graph.getNameScope());
        try (var two = nameScope("scope2")) {
          assertEquals("scope1/scope2", graph.getNameScope());
          try (var three = nameScope("scope3")) {
            assertEquals("scope1/scope2/scope3", graph.getNameScope());
          }
          assertEquals("scope1/scope2", graph.getNameScope());
        }
        assertEquals("scope1", graph.getNameScope());
      }
      assertEquals("", graph.getNameScope());
    }
  }

  private <T> T inGraph(Supplier<T> body) {
    try (var g = graph.asDefault()) {
      return body.get();
    }
  }

  private static String entered(String scope) {
    try (NameScope entered = nameScope(scope)) {
      return entered.name();
    }
  }

  private static String entered(String scope, String defaultName) {
    try (NameScope entered = nameScope(scope, defaultName)) {
      return entered.name();
    }
  }
}
