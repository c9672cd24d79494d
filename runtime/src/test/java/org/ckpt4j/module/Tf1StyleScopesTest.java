package org.ckpt4j.module;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.auxiliaryNameScope;
import static org.ckpt4j.compat.TF1.defaultName;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.getVariableScope;
import static org.ckpt4j.compat.TF1.reuse;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Entering variable scopes eagerly, with the variables of one object as the store. */
class Tf1StyleScopesTest extends Tf1StyleProgram {
  @Test
  @Tag(ROW + "testVarOpScope")
  void defaultNamesAreNumbered() {
    within(
        () -> {
          try (var a = NameScope.enter("testVarOpScope1");
              var b = variableScope("tower", reuse(false))) {
            assertEquals("tower/w:0", getVariable("w", shape()).name());
          }
          try (var a = NameScope.enter("testVarOpScope2")) {
            try (var b = variableScope(defaultName("default"))) {
              assertEquals("default/w:0", getVariable("w", shape()).name());
            }
            try (var b = variableScope(defaultName("default"))) {
              assertEquals("default_1/w:0", getVariable("w", shape()).name());
            }
          }
        });
  }

  @Test
  @Tag(ROW + "testVarOpScopeUniqueNamesInterleavedSubstringScopes")
  void defaultNamesThatBeginAlikeAreNumberedApart() {
    within(
        () -> {
          List<String> names = new ArrayList<>();
          for (String name :
              List.of("defaultScope1", "defaultScope1", "defaultScope", "defaultScope1")) {
            try (var outer = variableScope(defaultName(name));
                var layer = variableScope(defaultName("layer"))) {
              names.add(getVariable("w", shape()).name());
            }
          }
          assertEquals(
              List.of(
                  "defaultScope1/layer/w:0",
                  "defaultScope1_1/layer/w:0",
                  "defaultScope/layer/w:0",
                  "defaultScope1_2/layer/w:0"),
              names);
        });
  }

  /** Explicit and default names below {@code outer}, by name or by object. */
  private static List<Variable> towerAndDefault() {
    List<Variable> made = new ArrayList<>();
    try (var tower = variableScope("tower")) {
      made.add(getVariable("w", shape()));
    }
    try (var unnamed = variableScope(defaultName("default"))) {
      made.add(getVariable("w", shape()));
    }
    return made;
  }

  private static List<String> names(List<Variable> variables) {
    return variables.stream().map(Variable::name).toList();
  }

  private static void assertSameElements(List<?> expected, List<?> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertSame(expected.get(i), found.get(i));
    }
  }

  @Test
  @Tag(ROW + "testVarOpScopeReuse")
  @Tag(ROW + "testVarOpScopeReuseParam")
  void reuseFindsWhatExplicitAndDefaultNamesMade() {
    within(
        () -> {
          List<Variable> made;
          try (var outer = variableScope("outer")) {
            made = towerAndDefault();
            assertEquals(List.of("outer/tower/w:0", "outer/default/w:0"), names(made));
          }
          try (var outer = variableScope("outer", reuse(true))) {
            assertSameElements(made, towerAndDefault());
          }
          try (var outer = variableScope("outer")) {
            try (var tower = variableScope("tower", reuse(true))) {
              assertSame(made.get(0), getVariable("w", shape()));
            }
            outer.scope().reuseVariables();
            try (var unnamed = variableScope(defaultName("default"))) {
              assertSame(made.get(1), getVariable("w", shape()));
            }
          }
        });
  }

  @Test
  @Tag(ROW + "testVarScopeGetVar")
  void scopesShareVariablesByNameAndRefuseWhatDoesNotFit() {
    within(
        () -> {
          try (var root = variableScope("root")) {
            VariableScope towerA;
            Variable va;
            try (var scope = variableScope("towerA")) {
              towerA = scope.scope();
              va = getVariable("v", shape(1));
              assertEquals("root/towerA/v:0", va.name());
            }
            try (var scope = variableScope(towerA, reuse(true))) {
              assertSame(va, getVariable("v", shape(1)));
            }
            try (var scope = variableScope("towerB")) {
              assertEquals("root/towerB/v:0", getVariable("v", shape(1)).name());
            }
            try (var scope = variableScope("towerA", reuse(true))) {
              assertSame(va, getVariable("v", shape(1)));
            }
            try (var scope = variableScope(towerA, reuse(true))) {
              // What is missing is made in eager mode, as in TensorFlow; a graph refuses it.
              assertEquals("root/towerA/none:0", getVariable("none", shape(1)).name());
              assertThrows(IllegalArgumentException.class, () -> getVariable("v", shape(5)));
              assertThrows(
                  IllegalArgumentException.class, () -> getVariable("v", shape(1), DType.INT32));
            }
          }
        });
    try (var graph = new Graph().asDefault()) {
      var other = new AutoTrackable();
      Supplier<Variable> missing =
          () -> {
            try (var scope = variableScope("towerA", reuse(true))) {
              return getVariable("none", shape(1));
            }
          };
      assertThrows(IllegalArgumentException.class, () -> Tf1StyleVariables.track(other, missing));
    }
  }

  @Test
  @Tag(ROW + "testVarScopeOuterScope")
  @Tag(ROW + "testVarScopeNestedOuterScope")
  void aScopeObjectLeadsBackToItsNames() {
    within(
        () -> {
          VariableScope outer;
          Variable w;
          try (var scope = variableScope("outer")) {
            outer = scope.scope();
            w = getVariable("w", shape());
          }
          List<Variable> inner = new ArrayList<>();
          try (var scope = variableScope(outer)) {
            assertSame(w, getVariable("w", shape()));
            inner.addAll(towerAndDefault());
            try (var nested = variableScope(outer)) {
              assertEquals("outer/w:0", getVariable("w", shape()).name());
            }
          }
          assertEquals(List.of("outer/tower/w:0", "outer/default/w:0"), names(inner));
          try (var scope = variableScope(outer, reuse(true))) {
            assertSame(w, getVariable("w", shape()));
            assertSameElements(inner, towerAndDefault());
          }
        });
  }

  @Test
  @Tag(ROW + "testVarOpScopeReuseError")
  void aDefaultNameCannotBeReused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> within(() -> variableScope(defaultName("default"), reuse(true)).close()));
  }

  @Test
  @Tag(ROW + "testVarOpScopeOuterScope")
  @Tag(ROW + "testVarOpScopeNestedOuterScope")
  void aScopeObjectMayBeEnteredInsideItself() {
    within(
        () -> {
          VariableScope outer;
          try (var scope = variableScope("outer")) {
            outer = scope.scope();
          }
          List<Variable> first = null;
          for (var option : List.of(reuse(false), reuse(true))) {
            List<Variable> made = new ArrayList<>();
            try (var scope = variableScope(outer, option)) {
              made.add(getVariable("w", shape()));
              try (var nested = variableScope(outer, option)) {
                made.add(getVariable("w", shape()));
              }
              try (var unnamed = variableScope(defaultName("default"))) {
                made.add(getVariable("w", shape()));
              }
            }
            assertEquals(List.of("outer/w:0", "outer/w:0", "outer/default/w:0"), names(made));
            if (first != null) {
              assertSameElements(first, made);
            }
            first = made;
          }
        });
  }

  @Test
  @Tag(ROW + "testBasicWhenAuxiliaryNameScopeIsFalse")
  void withoutANameScopeVariablesKeepTheirNames() {
    within(
        () -> {
          VariableScope scope;
          try (var entered = variableScope("scope", auxiliaryNameScope(false))) {
            scope = entered.scope();
            assertEquals("", opened());
            assertEquals("scope/w:0", getVariable("w", shape()).name());
          }
          try (var again = variableScope(scope, auxiliaryNameScope(false))) {
            assertEquals("", opened());
            assertEquals("scope/w1:0", getVariable("w1", shape()).name());
          }
          try (var outer = variableScope("outer")) {
            try (var inner = variableScope("inner", auxiliaryNameScope(false))) {
              assertEquals("outer/", opened());
              assertEquals("outer/inner/w:0", getVariable("w", shape()).name());
            }
          }
        });
  }

  @Test
  @Tag(ROW + "testReenterRootScopeWhenAuxiliaryNameScopeIsFalse")
  void theRootMayBeEnteredAgainWithoutANameScope() {
    within(
        () -> {
          VariableScope root = getVariableScope();
          try (var scope = variableScope(root, auxiliaryNameScope(false))) {
            assertEquals("w:0", getVariable("w", shape()).name());
          }
          try (var outer = variableScope("outer");
              var scope = variableScope(root, auxiliaryNameScope(false))) {
            assertEquals("", root.name());
            assertEquals("w1:0", getVariable("w1", shape()).name());
          }
        });
  }

  @Test
  @Tag(ROW + "testReuseScopeWithoutNameScopeCollision")
  void aScopeEnteredAgainFromElsewhereKeepsItsVariableNames() {
    within(
        () -> {
          VariableScope inner;
          try (var outer = variableScope("outer");
              var entered = variableScope("inner")) {
            inner = entered.scope();
          }
          try (var again = variableScope(inner, auxiliaryNameScope(false))) {
            try (var scope = NameScope.enter(again.scope().originalNameScope())) {
              assertEquals("outer/inner/w:0", getVariable("w", shape()).name());
            }
          }
          try (var another = variableScope("another");
              var again = variableScope(inner, auxiliaryNameScope(false))) {
            assertEquals("outer/inner/w1:0", getVariable("w1", shape()).name());
          }
        });
  }
}
