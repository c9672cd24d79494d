package org.ckpt4j.module;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.AUTO_REUSE;
import static org.ckpt4j.compat.TF1.auxiliaryNameScope;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.defaultName;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.getVariableScope;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.noRegularizer;
import static org.ckpt4j.compat.TF1.onesInitializer;
import static org.ckpt4j.compat.TF1.reuse;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Constraint;
import org.ckpt4j.variables.CustomGetter;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Variable scopes eagerly, with the variables of one object as the store. */
class Tf1StyleVariablesTest {
  private static final String FILE = "tf_keras/legacy_tf_layers/variable_scope_shim_test.py::";
  private static final String ROW = FILE + "VariableScopeTest::";
  private static final String GETTER = FILE + "VariableScopeWithCustomGetterTest::";

  private final AutoTrackable owner = new AutoTrackable();
  private Scope context;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void enter() {
    context = Contexts.enter(new EagerContext());
  }

  @AfterEach
  void leave() {
    context.close();
  }

  private <T> T shim(Supplier<T> body) {
    return Tf1StyleVariables.track(owner, body);
  }

  private void within(Runnable body) {
    shim(
        () -> {
          body.run();
          return "done";
        });
  }

  private static float value(Variable variable) {
    return variable.numpy().bytes().window(0, 4).order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  private static String opened() {
    try (NameScope probe = NameScope.enter("probe")) {
      return probe.name().substring(0, probe.name().indexOf("probe"));
    }
  }

  @Test
  @Tag(ROW + "testGetVar")
  void aNameIsOneVariable() {
    within(
        () -> {
          Variable v = getVariable("v", shape(1));
          assertSame(v, getVariable("v", shape(1)));
        });
  }

  @Test
  @Tag(ROW + "testNameExists")
  void anExistingNameIsFoundAndANewOneIsMadeWithoutReuse() {
    within(
        () -> {
          Variable v = getVariable("v", shape(1));
          assertSame(v, getVariable("v", shape(1)));
          try (var scope = variableScope(getVariableScope(), reuse(false))) {
            assertEquals("u:0", getVariable("u", shape(1)).name());
          }
        });
  }

  @Test
  @Tag(ROW + "testNamelessStore")
  void theStoreKnowsItsVariablesByName() {
    within(
        () -> {
          getVariable("v1", shape(2));
          getVariable("v2", shape(2));
        });

    var names =
        Tf1StyleVariables.of(owner).variables().values().stream().map(Variable::name).toList();
    assertEquals(List.of("v1:0", "v2:0"), names);
  }

  @Test
  @Tag(ROW + "testVarScopeConstraint")
  void aScopesConstraintIsThatOfItsVariables() {
    Constraint constraint = variable -> TF.multiply(0.4f, variable);
    within(
        () -> {
          try (var tower = variableScope("tower", constraint)) {
            assertSame(constraint, getVariable("v", shape()).constraint().orElseThrow());
            try (var again = variableScope(tower.scope(), constraint)) {
              assertSame(constraint, getVariable("w", shape()).constraint().orElseThrow());
            }
          }
        });
  }

  @Test
  @Tag(ROW + "testInitFromNonInitializer")
  void integersAndBooleansBeginAtZero() {
    within(
        () -> {
          for (DType dtype : List.of(DType.INT8, DType.INT32, DType.INT64, DType.BOOL)) {
            Variable v = getVariable("x" + dtype, shape(3), dtype);
            assertEquals(dtype, v.dtype());
            for (byte each : v.numpy().bytes().toByteArray()) {
              assertEquals(0, each);
            }
          }
        });
  }

  @Test
  @Tag(ROW + "testVarScopeRegularizer")
  void aScopesRegularizerIsSetReplacedAndCleared() {
    Regularizer one = variable -> TF.multiply(0.4f, variable);
    Regularizer two = variable -> TF.multiply(0.2f, variable);
    within(
        () -> {
          var init = constantInitializer(0.3f);
          try (var tower = variableScope("tower", one)) {
            try (var foo = variableScope("foo", two)) {
              assertEquals(0.3f, value(getVariable("v", shape(), init)));
            }
            try (var bar = variableScope("bar", noRegularizer())) {
              getVariable("w", shape(), init);
              tower.scope().setRegularizer(two);
              getVariable("u", shape(), init, noRegularizer());
            }
          }
        });
    assertEquals(
        List.of("tower/foo/v", "tower/bar/w", "tower/bar/u"),
        List.copyOf(Tf1StyleVariables.of(owner).variables().keySet()));
  }

  @Test
  @Tag(ROW + "testInitializeFromValue")
  void aValueFixesShapeAndType() {
    within(
        () -> {
          var init = initialValue(TF.constant(0.1f));
          Variable w = getVariable("v", init);
          assertEquals(0.1f, value(w));
          assertThrows(IllegalArgumentException.class, () -> getVariable("u", shape(1), init));
          try (var again = variableScope(getVariableScope(), reuse(true))) {
            Variable v = getVariable("v");
            assertSame(w, v);
          }
          var integers = initialValue(TF.constant(1, DType.INT32));
          assertThrows(
              IllegalArgumentException.class,
              () -> getVariable("x4", integers, TF.dtype(DType.FLOAT64)));
        });
  }

  @Test
  @Tag(ROW + "testVarScopeGetOrCreateReuse")
  void automaticReuseFindsTheVariableAgain() {
    for (float given : new float[] {42, 13, 17}) {
      within(
          () -> {
            try (var scope = variableScope("tower", AUTO_REUSE)) {
              getVariable("foo", shape()).assign(given);
            }
          });
      within(
          () -> {
            try (var scope = variableScope("tower", AUTO_REUSE)) {
              assertEquals(given, value(getVariable("foo", shape())));
            }
          });
    }
    assertEquals(1, Tf1StyleVariables.of(owner).variables().size());
  }

  @Test
  @Tag(ROW + "testVarScopeGetOrCreateReuseIgnoreFalse")
  void runningAgainReusesThoughTheScopeSaysNot() {
    List<Variable> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      within(
          () -> {
            try (var scope = variableScope("tower", reuse(false))) {
              made.add(getVariable("foo", shape()));
            }
          });
    }
    assertSame(made.get(0), made.get(1));
    assertSame(made.get(0), made.get(2));
  }

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

  @Test
  @Tag(ROW + "testGetVariableWithRefDtype")
  void aTypeMayBeTakenFromAnotherVariable() {
    within(
        () -> {
          Variable v = getVariable("v", shape(3, 4), DType.FLOAT32);
          assertEquals(v.dtype(), getVariable("w", shape(), v.dtype()).dtype());
        });
  }

  @Test
  @Tag(ROW + "testGetVariableWithInitializerWhichTakesNoArgs")
  void aSupplierNeedsNoShape() {
    within(
        () -> {
          Supplier<Object> given = () -> TF.constant(new int[] {2, 3});
          Variable foo = getVariable("foo", initialValue(given));
          assertEquals("foo:0", foo.name());
          assertEquals(shape(2), foo.shape());
        });
  }

  @Test
  @Tag(GETTER + "testNoSideEffectsWithIdentityCustomGetter")
  void aGetterThatPassesOnChangesNothing() {
    int[] called = {0};
    CustomGetter getter =
        (next, request) -> {
          called[0]++;
          return next.get(request);
        };
    within(
        () -> {
          Variable v;
          try (var scope = variableScope("scope", getter)) {
            v = getVariable("v", shape(1));
          }
          try (var scope = variableScope("scope", reuse(true))) {
            assertSame(v, getVariable("v", shape(1)));
          }
          try (var scope = variableScope("new_scope", getter)) {
            Variable v3 = getVariable("v3", shape(1));
            assertSame(v3, getVariable("v3", shape(1)));
          }
          assertEquals(3, called[0]);
        });
  }

  @Test
  @Tag(GETTER + "testVariableCreatorNestingError")
  @SuppressWarnings("MustBeClosedChecker")
  void creatorsAreLeftInTheOrderOfTheirEntering() {
    within(
        () -> {
          Scope outer = TF1.variableCreatorScope((next, settings) -> next.create(settings));
          Scope inner = TF1.variableCreatorScope((next, settings) -> next.create(settings));
          assertThrows(IllegalStateException.class, outer::close);
          inner.close();
          outer.close();
        });
  }

  @Test
  @Tag(FILE + "VariableScopeMultithreadedTest::testReenterMainScope")
  void anotherThreadBeginsAtTheRootAndMayEnterAScopeObject() throws Exception {
    VariableScope main =
        shim(
            () -> {
              try (var scope = variableScope("main")) {
                getVariable("w", shape(1), onesInitializer());
                return scope.scope();
              }
            });
    var names = new ArrayList<String>();
    var task =
        new FutureTask<>(
            () -> {
              try (Scope world = Contexts.enter(new EagerContext())) {
                within(
                    () -> {
                      try (var foo = variableScope("bar_outer", auxiliaryNameScope(false))) {
                        names.add(getVariable("x", shape(1)).name());
                      }
                      names.add(getVariable("bar_v", shape(1)).name());
                      try (var scope = variableScope(main);
                          var foo = variableScope("foo")) {
                        names.add(getVariable("v", shape(1)).name());
                      }
                    });
              }
              return null;
            });
    Thread thread = new Thread(task);
    thread.start();
    task.get();

    assertEquals(List.of("bar_outer/x:0", "bar_v:0", "main/foo/v:0"), names);
  }

  private static final class Dense extends Module {
    EagerTensor call(EagerTensor inputs) {
      return trackTf1StyleVariables(
          () -> {
            Regularizer half = variable -> TF.multiply(0.5f, TF.reduceMean(variable));
            try (var scope = variableScope("dense_one")) {
              Variable kernel = getVariable("kernel", shape(5, 10), onesInitializer(), half);
              Variable bias = getVariable("bias", shape(10), zerosInitializer());
              return (EagerTensor) TF.add(TF.matmul(inputs, kernel), bias);
            }
          });
    }
  }

  @Test
  void aModulesCallFindsItsVariablesAgain() {
    var module = new Dense();
    var inputs = (EagerTensor) TF.ones(shape(3, 5));

    assertEquals(5f, org.ckpt4j.framework.ElementArrays.doubles(module.call(inputs))[0]);
    Variable kernel = Tf1StyleVariables.of(module).variables().get("dense_one/kernel");
    kernel.assign(TF.multiply(2f, kernel));

    assertEquals(10f, org.ckpt4j.framework.ElementArrays.doubles(module.call(inputs))[0]);
    assertEquals(2, module.variables().size());
    var losses = Tf1StyleVariables.of(module).regularizers();
    assertEquals(List.of("dense_one/kernel:0"), List.copyOf(losses.keySet()));
    var loss = (EagerTensor) losses.get("dense_one/kernel:0").get();
    assertEquals(1.0, org.ckpt4j.framework.ElementArrays.doubles(loss)[0]);
    assertTrue(module.trainableVariables().contains(kernel));
    assertNull(getVariableScope().customGetter());
  }
}
