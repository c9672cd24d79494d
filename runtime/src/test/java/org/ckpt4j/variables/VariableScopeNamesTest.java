package org.ckpt4j.variables;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.auxiliaryNameScope;
import static org.ckpt4j.compat.TF1.defaultName;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.reuse;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How variable scopes name variables and operations, however they are nested and entered again. */
class VariableScopeNamesTest {
  private static final String FILE =
      "tensorflow/python/kernel_tests/variables/variable_scope_test.py::";
  private static final String ROW = FILE + "VariableScopeTest::";
  private static final String THREADS = FILE + "VariableScopeMultithreadedTest::";

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

  private static String variable(String name) {
    return getVariable(name, shape(1)).name();
  }

  /** The name scope in which a program's operations lie now. */
  private static String names() {
    try (NameScope scope = NameScope.enter("scope2")) {
      return scope.name();
    }
  }

  @Test
  @Tag(ROW + "testVarScopeNameScope")
  void eachEntryOpensANameScopeOfItsOwn() {
    VariableScope tower;
    try (var scope1 = NameScope.enter("testVarScopeNameScope1")) {
      try (var scope = variableScope("tower")) {
        tower = scope.scope();
        assertEquals("testVarScopeNameScope1/tower/scope2/", names());
      }
      try (var scope = variableScope(tower)) {
        assertEquals("testVarScopeNameScope1/tower_1/scope2/", names());
      }
      try (var scope = variableScope("tower")) {
        assertEquals("testVarScopeNameScope1/tower_2/scope2/", names());
      }
    }
    try (var scope3 = NameScope.enter("testVarScopeNameScope3")) {
      try (var scope = variableScope("tower")) {
        assertEquals("testVarScopeNameScope3/tower/scope2/", names());
      }
      try (var scope = variableScope(tower)) {
        assertEquals("testVarScopeNameScope3/tower_1/scope2/", names());
      }
    }
    VariableScope root = TF1.getVariableScope();
    try (var scope = variableScope(root)) {
      assertEquals("scope2/", names());
    }
    try (var scope4 = NameScope.enter("testVarScopeNameScope4");
        var scope = variableScope(root)) {
      assertEquals("testVarScopeNameScope4/scope2/", names());
    }
  }

  @Test
  @Tag(ROW + "testVarScopeOriginalNameScope")
  void aScopeRemembersTheNameScopeItWasFirstEnteredWith() {
    VariableScope tower;
    try (var scope1 = NameScope.enter("scope1");
        var scope = variableScope("tower")) {
      tower = scope.scope();
      assertEquals("scope1/tower/", tower.originalNameScope());
      assertEquals("scope1/tower/scope2/", names());
    }
    try (var scope2 = NameScope.enter("scope2")) {
      try (var again = variableScope(tower)) {
        assertEquals("scope1/tower/", again.scope().originalNameScope());
        assertEquals("scope2/tower/scope2/", names());
      }
      try (var again = variableScope(tower);
          var original = NameScope.enter(again.scope().originalNameScope());
          var bar = NameScope.enter("bar")) {
        assertEquals("scope1/tower/bar/", bar.name());
      }
      try (var again = variableScope(tower);
          var original = NameScope.enter(again.scope().originalNameScope());
          var bar = NameScope.enter("bar")) {
        assertEquals("scope1/tower/bar_1/", bar.name());
      }
    }
  }

  @Test
  @Tag(ROW + "testVarScopeGetOrCreateReuse")
  void autoReuseGivesTheSameVariableAndItsValue() {
    try (var program = new VariableProgram(VariableProgram.Mode.RESOURCES)) {
      for (double value : new double[] {10, 13, -5}) {
        Variable x;
        Variable again;
        try (var scope = variableScope("testVarScopeGetOrCreateReuse_bar", TF1.AUTO_REUSE)) {
          x = getVariable("testVarScopeGetOrCreateReuse_v", shape());
        }
        try (var scope = variableScope("testVarScopeGetOrCreateReuse_bar", TF1.AUTO_REUSE)) {
          again = getVariable("testVarScopeGetOrCreateReuse_v", shape());
        }
        assertSame(x, again);
        program.run(x.assignUnread((float) value));
        assertEquals(value, program.number(again));
      }
    }
  }

  @Test
  @Tag(ROW + "testVarOpScope")
  void givenNamesStandAndDefaultNamesAreNumbered() {
    try (var scope1 = NameScope.enter("testVarOpScope1")) {
      try (var tower = variableScope("tower", defaultName("default"))) {
        assertEquals("tower/w:0", variable("w"));
        assertEquals("testVarOpScope1/tower/scope2/", names());
      }
      try (var tower = variableScope("tower", defaultName("default"))) {
        assertThrows(IllegalArgumentException.class, () -> variable("w"));
        assertEquals("testVarOpScope1/tower_1/scope2/", names());
      }
    }
    try (var scope2 = NameScope.enter("testVarOpScope2")) {
      try (var first = variableScope(defaultName("default"))) {
        assertEquals("default/w:0", variable("w"));
        assertEquals("testVarOpScope2/default/scope2/", names());
      }
      try (var second = variableScope(defaultName("default"))) {
        assertEquals("default_1/w:0", variable("w"));
        assertEquals("testVarOpScope2/default_1/scope2/", names());
      }
    }
  }

  @Test
  @Tag(ROW + "testVarOpScopeUniqueNamesInterleavedSubstringScopes")
  void onlyWholeNamesCountWhenDefaultNamesAreNumbered() {
    List<String> made = new ArrayList<>();
    for (String name : List.of("defaultScope1", "defaultScope1", "defaultScope", "defaultScope1")) {
      try (var scope = variableScope(defaultName(name));
          var layer = variableScope(defaultName("layer"))) {
        made.add(variable("w"));
      }
    }

    assertEquals(
        List.of(
            "defaultScope1/layer/w:0",
            "defaultScope1_1/layer/w:0",
            "defaultScope/layer/w:0",
            "defaultScope1_2/layer/w:0"),
        made);
  }

  @Test
  @Tag(ROW + "testVarOpScopeUniqueNamesWithJump")
  void jumpingBackIntoAScopeDoesNotForgetItsNumbers() {
    List<String> made = new ArrayList<>();
    try (var scope = variableScope("default")) {
      try (var layer = variableScope(defaultName("layer"))) {
        made.add(variable("w"));
      }
      try (var layer = variableScope(defaultName("layer"))) {
        made.add(variable("w"));
      }
      try (var other = variableScope("other");
          var back = variableScope(scope.scope());
          var layer = variableScope(defaultName("layer"))) {
        made.add(variable("w"));
      }
    }

    assertEquals(List.of("default/layer/w:0", "default/layer_1/w:0", "default/layer_2/w:0"), made);
  }

  @Test
  @Tag(ROW + "testVarScopeOuterScope")
  void anOuterScopeEnteredAgainKeepsItsPrefix() {
    VariableScope outer;
    try (var scope = variableScope("outer")) {
      outer = scope.scope();
    }
    try (var scope = variableScope(outer)) {
      assertEquals("outer/w:0", variable("w"));
      assertEquals("outer_1/scope2/", names());
      try (var inner = variableScope("default")) {
        assertEquals("outer/default/w:0", variable("w"));
        assertEquals("outer_1/default/scope2/", names());
      }
    }
    try (var scope = variableScope(outer, reuse(true))) {
      assertEquals("outer/w:0", variable("w"));
      assertEquals("outer_2/scope2/", names());
      try (var inner = variableScope("default", reuse(true))) {
        assertEquals("outer/default/w:0", variable("w"));
        assertEquals("outer_2/default/scope2/", names());
      }
    }
  }

  @Test
  @Tag(ROW + "testVarOpScopeReuseParam")
  void childrenMayReuseAndLaterTheWholeScope() {
    VariableScope outer;
    try (var scope = variableScope("outer")) {
      outer = scope.scope();
      try (var tower = variableScope("tower", defaultName("default"))) {
        assertEquals("outer/tower/w:0", variable("w"));
        assertEquals("outer/tower/scope2/", names());
      }
      try (var inner = variableScope(defaultName("default"))) {
        assertEquals("outer/default/w:0", variable("w"));
        assertEquals("outer/default/scope2/", names());
      }
    }
    try (var scope = variableScope(outer)) {
      try (var tower = variableScope("tower", defaultName("default"), reuse(true))) {
        assertEquals("outer/tower/w:0", variable("w"));
        assertEquals("outer_1/tower/scope2/", names());
      }
      scope.scope().reuseVariables();
      try (var inner = variableScope(defaultName("default"))) {
        assertEquals("outer/default/w:0", variable("w"));
        assertEquals("outer_1/default/scope2/", names());
      }
    }
  }

  @Test
  @Tag(ROW + "testVarOpScopeReuseError")
  void whatIsNamedByDefaultCannotBeReused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> variableScope((String) null, defaultName("default"), reuse(true)));
    assertEquals("", Contexts.current().nameScope());
  }

  @Test
  @Tag(ROW + "testVarOpScopeOuterScope")
  void aDefaultNameIsIgnoredBesideAScope() {
    VariableScope outer;
    try (var scope = variableScope("outer")) {
      outer = scope.scope();
    }
    enteredAgain(outer, "outer_1/");
    try (var scope = variableScope(outer, defaultName("default"), reuse(true))) {
      assertEquals("outer/w:0", variable("w"));
      assertEquals("outer_2/scope2/", names());
      scope.scope().reuseVariables();
      try (var inner = variableScope(defaultName("default"))) {
        assertEquals("outer/default/w:0", variable("w"));
        assertEquals("outer_2/default/scope2/", names());
      }
    }
  }

  private static void enteredAgain(VariableScope outer, String names) {
    try (var scope = variableScope(outer, defaultName("default"))) {
      assertEquals("outer/w:0", variable("w"));
      assertEquals(names + "scope2/", names());
      try (var inner = variableScope(defaultName("default"))) {
        assertEquals("outer/default/w:0", variable("w"));
        assertEquals(names + "default/scope2/", names());
      }
    }
  }

  @Test
  @Tag(ROW + "testVarOpScopeNestedOuterScope")
  void aScopeIsEnteredWithinItself() {
    try (var outer = variableScope("outer")) {
      enteredAgain(outer.scope(), "outer/outer/");
      try (var scope = variableScope(outer.scope(), defaultName("default"), reuse(true))) {
        assertEquals("outer/w:0", variable("w"));
        assertEquals("outer/outer_1/scope2/", names());
        try (var inner = variableScope(defaultName("default"))) {
          assertEquals("outer/outer_1/default/scope2/", names());
        }
      }
    }
  }

  @Test
  @Tag(ROW + "testReenterRootScopeWhenAuxiliaryNameScopeIsFalse")
  void theRootIsEnteredWithinAnotherScopeForVariablesAlone() {
    VariableScope root = TF1.getVariableScope();
    try (var outer = variableScope("outer");
        var again = variableScope(root, auxiliaryNameScope(false))) {
      assertEquals("", again.scope().name());
      assertEquals("", again.scope().originalNameScope());
      assertEquals("outer/a:0", constant(1f, name("a")).name());
      assertEquals("w:0", variable("w"));
    }
  }

  @Test
  @Tag(ROW + "testReuseScopeWithoutNameScopeCollision")
  void aScopeEnteredWithoutANameScopeCanGoBackToItsFirst() {
    VariableScope inner;
    try (var outer = variableScope("outer");
        var scope = variableScope("inner")) {
      inner = scope.scope();
    }
    try (var again = variableScope(inner, auxiliaryNameScope(false));
        var names = NameScope.enter(again.scope().originalNameScope())) {
      assertEquals("outer/inner/w:0", variable("w"));
      assertEquals("outer/inner/a:0", constant(1f, name("a")).name());
    }
    try (var another = variableScope("another");
        var again = variableScope(inner, auxiliaryNameScope(false));
        var names = NameScope.enter(again.scope().originalNameScope())) {
      assertEquals("outer/inner/x:0", variable("x"));
    }
    try (var plain = NameScope.enter("inner")) {
      assertEquals("inner/b:0", constant(1f, name("b")).name());
    }
  }

  @Test
  @Tag(THREADS + "testTwoThreadsNestedScopeEntry")
  void eachThreadHasItsOwnScopeAndAllTheGraphsStore() throws InterruptedException {
    var first = new CountDownLatch(1);
    var second = new CountDownLatch(1);
    var failure = new AtomicReference<Throwable>();
    Thread one =
        thread(
            failure,
            () -> {
              try (var foo = variableScope("foo")) {
                first.countDown();
                await(second);
                assertEquals("foo", TF1.getVariableScope().name());
              }
            });
    Thread other =
        thread(
            failure,
            () -> {
              await(first);
              assertEquals("", TF1.getVariableScope().name());
              try (var foo = variableScope("foo")) {
                assertEquals("foo/v:0", variable("v"));
              }
              second.countDown();
            });
    one.join();
    other.join();

    assertNull(failure.get(), () -> "a thread failed: " + failure.get());
    try (var foo = variableScope("foo")) {
      assertThrows(IllegalArgumentException.class, () -> variable("v"));
    }
  }

  @Test
  @Tag(THREADS + "testReenterMainScope")
  void aThreadBeginsAtTheRootAndMayEnterAnothersScope() throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    try (var main = variableScope("main")) {
      thread(
              failure,
              () -> {
                try (var foo = variableScope("foo")) {
                  assertEquals("foo/v:0", variable("v"));
                }
              })
          .join();
      thread(
              failure,
              () -> {
                try (var again = variableScope(main.scope());
                    var foo = variableScope("foo")) {
                  assertEquals("main/foo/v:0", variable("v"));
                }
              })
          .join();
    }

    assertNull(failure.get(), () -> "a thread failed: " + failure.get());
  }

  private Thread thread(AtomicReference<Throwable> failure, Runnable body) {
    Thread thread =
        new Thread(
            () -> {
              try (var building = graph.asDefault()) {
                body.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertEquals(true, latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
