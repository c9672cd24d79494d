package org.ckpt4j.module;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.AUTO_REUSE;
import static org.ckpt4j.compat.TF1.auxiliaryNameScope;
import static org.ckpt4j.compat.TF1.constantInitializer;
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
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.layers.Layers;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Constraint;
import org.ckpt4j.variables.CustomGetter;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The variables that TF1-style code makes in one object. */
class Tf1StyleVariablesTest extends Tf1StyleProgram {
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
  @Tag(GETTER + "testVariableCreator")
  void theInnermostCreatorIsAskedFirst() {
    List<String> seen = new ArrayList<>();
    List<Object> kinds = new ArrayList<>();
    within(
        () -> {
          try (var outer =
                  TF1.variableCreatorScope(
                      (next, settings) -> {
                        seen.add(settings.name());
                        kinds.add(settings.synchronization());
                        kinds.add(settings.aggregation());
                        return next.create(settings);
                      });
              var inner =
                  TF1.variableCreatorScope(
                      (next, settings) -> next.create(settings.with(new Named("forced"))))) {
            Variable v =
                getVariable("v", shape(1), VariableSynchronization.AUTO, VariableAggregation.MEAN);
            assertEquals("forced:0", v.name());
          }
        });
    assertEquals(List.of("forced"), seen);
    assertEquals(List.of(VariableSynchronization.AUTO, VariableAggregation.MEAN), kinds);
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

  private static final class OldLayers extends Module {
    EagerTensor call(EagerTensor inputs) {
      return trackTf1StyleVariables(
          () -> {
            var ones = LayerOption.parameter("kernel_initializer", onesInitializer());
            Tensor out = Layers.dense(inputs, 10, new Named("dense_one"), ones);
            try (var scope = variableScope("nested_scope")) {
              out = Layers.dense(out, 10, new Named("dense_two"), ones);
            }
            return (EagerTensor) out;
          });
    }
  }

  @Test
  void oldLayersInAModuleKeepTheirVariables() {
    var module = new OldLayers();
    var inputs = (EagerTensor) TF.ones(shape(5, 5));

    assertEquals(50, org.ckpt4j.framework.ElementArrays.doubles(module.call(inputs))[0]);
    var variables = Tf1StyleVariables.of(module).variables();
    assertEquals(
        List.of(
            "dense_one/bias",
            "dense_one/kernel",
            "nested_scope/dense_two/bias",
            "nested_scope/dense_two/kernel"),
        variables.keySet().stream().sorted().toList());
    for (String kernel : List.of("dense_one/kernel", "nested_scope/dense_two/kernel")) {
      Variable each = variables.get(kernel);
      each.assign(TF.multiply(2f, each));
    }

    assertEquals(200, org.ckpt4j.framework.ElementArrays.doubles(module.call(inputs))[0]);
    assertEquals(4, module.variables().size());
  }
}
