package org.ckpt4j.variables;

import static org.ckpt4j.TF.dtype;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What scopes say for the variables within, what requests say, and where variables are kept. */
class VariableScopeSettingsTest {
  private static final String ROW =
      "tensorflow/python/kernel_tests/variables/variable_scope_test.py::VariableScopeTest::";

  private static Operand get(VariableStore store, String name, Reuse reuse) {
    VariableRequest request = VariableRequest.of(name, new Shaped(shape(1)));
    return store.get(reuse == null ? request : request.withReuse(reuse));
  }

  @Test
  @Tag(ROW + "testGetVar")
  @Tag(ROW + "testNamelessStore")
  void aStoreAskedTwiceGivesTheSameUnlessToldOtherwise() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      var store = new VariableStore(program.isEager());

      Operand v = get(store, "v1", null);
      assertSame(v, get(store, "v1", null));
      get(store, "v2", null);

      assertEquals(Set.of("v1", "v2"), store.byName().keySet());
      assertEquals(
          List.of("v1:0", "v2:0"), store.variables().stream().map(Variable::name).toList());
    }
  }

  @Test
  @Tag(ROW + "testNameExists")
  void aStoreRefusesNamesThatMustNotOrMustExist() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      var store = new VariableStore(program.isEager());
      Operand v = get(store, "v", null);

      assertThrows(IllegalArgumentException.class, () -> get(store, "v", Reuse.FALSE));
      assertSame(v, get(store, "v", Reuse.TRUE));
      assertThrows(IllegalArgumentException.class, () -> get(store, "u", Reuse.TRUE));
    }
  }

  @Test
  @Tag(ROW + "testResource")
  void aRequestForAResourceGivesOne() {
    try (var program = new VariableProgram(Mode.REFERENCES)) {
      assertTrue(getVariable("v", shape(1), new UseResource(true)).isResource());
      assertFalse(getVariable("w", shape(1)).isResource());
      assertFalse(program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testVarScopeInitializer")
  void theScopesInitializerMakesFirstValues(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v;
      Variable w;
      VariableScope tower;
      try (var entered = variableScope("tower0", TF1.constantInitializer(0.3))) {
        tower = entered.scope();
        try (var foo = variableScope("foo")) {
          v = getVariable("v", shape());
        }
        try (var again = variableScope(tower, TF1.constantInitializer(0.25))) {
          w = getVariable("w", shape());
        }
      }
      program.initialize();

      assertEquals((double) 0.3f, program.number(v));
      assertEquals(0.25, program.number(w));
      assertEquals("tower0/w:0", w.name());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testVarScopeConstraint")
  void theScopesConstraintIsThatOfVariables(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Constraint one = x -> TF.identity(x);
      Constraint other = x -> TF.negative(x);
      try (var tower = variableScope("tower1", one);
          var foo = variableScope("foo", one)) {
        assertSame(one, getVariable("v", shape()).constraint().orElseThrow());
        try (var again = variableScope(tower.scope(), other)) {
          assertSame(other, getVariable("w", shape()).constraint().orElseThrow());
        }
      }
      assertTrue(getVariable("u", shape()).constraint().isEmpty());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @Test
  @Tag(ROW + "testVarScopeNestingError")
  void scopesAreLeftInReverseOrder() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      EnteredVariableScope first = variableScope("scope1");
      EnteredVariableScope second = variableScope("scope2");

      assertThrows(IllegalStateException.class, first::close);
      second.close();
      first.close();

      assertEquals("", TF1.getVariableScope().name());
      assertFalse(program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testStringDefaultInitializer")
  void stringsAreEmptyByDefault(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = getVariable("string", shape(), DType.STRING);
      program.initialize();

      assertEquals(List.of(""), program.strings(v));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testVarScopeDType")
  void theScopesTypeIsThatOfVariables(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      try (var tower = variableScope("tower2");
          var foo = variableScope("foo", dtype(DType.FLOAT16))) {
        assertEquals(DType.FLOAT16, getVariable("v", shape()).dtype());
        try (var again = variableScope(tower.scope(), dtype(DType.FLOAT16))) {
          assertEquals(DType.FLOAT16, getVariable("w", shape()).dtype());
        }
        assertEquals(DType.FLOAT32, tower.scope().dtype());
      }
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @Test
  @Tag(ROW + "testEagerVariableStore")
  void aStoreKeepsEagerVariablesAndItsCopyHasItsOwn() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      var store = new EagerVariableStore();
      Variable v;
      Variable w;
      try (var open = store.asDefault()) {
        v = getVariable("v", shape(), TF1.constantInitializer(1.0));
        w = getVariable("w", shape(), new Trainable(false), TF1.constantInitializer(2.0));
      }

      assertEquals(List.of(v, w), store.variables());
      assertEquals(List.of(v), store.trainableVariables());
      assertEquals(List.of(w), store.nonTrainableVariables());
      EagerVariableStore copy = store.copy();
      assertEquals(List.of("v:0", "w:0"), copy.variables().stream().map(Variable::name).toList());
      assertEquals(1, copy.trainableVariables().size());
      for (Variable each : store.variables()) {
        each.assign(-1f);
      }
      assertEquals(1.0, program.number(copy.variables().get(0)));
      assertEquals(2.0, program.number(copy.variables().get(1)));
      try (var open = copy.asDefault()) {
        assertSame(copy.variables().get(0), getVariable("v", shape()));
      }
    }
  }

  @Test
  @Tag(ROW + "testEagerVariablesOutsideStoreNotAddedToCollections")
  void eagerVariablesOutsideOfAStoreAreInNoCollection() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      getVariable("v1", shape());
      getVariable("v2", shape(), new Trainable(false));

      assertEquals(List.of(), TF1.globalVariables());
      assertEquals(List.of(), TF1.trainableVariables());
      assertTrue(program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testInitFromNonTensorValue")
  void numbersAndArraysAreFirstValues(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = getVariable("v4", TF1.initialValue(4), dtype(DType.INT32));
      Variable w = getVariable("w4", TF1.initialValue(new int[] {1, 2, 3}), dtype(DType.INT32));
      program.initialize();

      assertEquals(4.0, program.number(v));
      assertEquals(List.of(1.0, 2.0, 3.0), program.numbers(w));
      assertThrows(TypeError.class, () -> getVariable("x4", TF1.initialValue(Map.of())));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testInitFromNonInitializer")
  void wholeNumbersAndBooleansAreZeroByDefault(Mode mode) {
    List<DType> types =
        List.of(
            DType.INT8,
            DType.UINT8,
            DType.INT16,
            DType.UINT16,
            DType.INT32,
            DType.INT64,
            DType.BOOL);
    try (var program = new VariableProgram(mode)) {
      for (DType type : types) {
        Variable v = getVariable("x" + type.tfName(), shape(1, 2), type);
        program.initialize();

        assertEquals(type, v.dtype());
        assertEquals(List.of(0.0, 0.0), program.numbers(v));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(ROW + "testVarScopeRegularizer")
  void regularizersMakeLossesOfWhatIsNew(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Regularizer first = v -> TF.plus(TF.reduceMean(v), 0.1f);
      Regularizer second = v -> TF.plus(TF.reduceMean(v), 0.05f);
      try (var tower = variableScope("tower3", first, TF1.constantInitializer(0.4))) {
        try (var foo = variableScope("foo")) {
          getVariable("v", shape());
          assertEquals(1, losses(program).size());
        }
        try (var again = variableScope(tower.scope(), second)) {
          getVariable("u", shape());
          getVariable("vv", shape());
          assertEquals(3, losses(program).size());
          TF1.getVariableScope().setRegularizer(TF1.noRegularizer());
          getVariable("z", shape());
        }
        try (var again = variableScope("foo", TF1.reuse(true))) {
          getVariable("v");
          assertEquals(3, losses(program).size(), "what is found again adds no loss");
        }
      }
      program.initialize();

      assertEquals(0.5, program.number(losses(program).get(0)), 1e-6);
      assertEquals(0.45, program.number(losses(program).get(1)), 1e-6);
    }
  }

  private static List<Operand> losses(VariableProgram program) {
    return program.graph().getCollection(GraphKeys.REGULARIZATION_LOSSES).stream()
        .map(Operand.class::cast)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(ROW + "testControlDeps")
  void aFirstValueWaitsForNothingThatSurroundsTheVariable(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v0 = getVariable("v0", shape(1), TF1.constantInitializer(0));
      Variable v1;
      try (Scope after = Contexts.current().enterControlDependencies(List.of(v0.value().op()))) {
        v1 = getVariable("v1", shape(1), TF1.constantInitializer(1));
        assertThrows(FailedPreconditionError.class, () -> program.value(TF.plus(v1, v0)));
      }

      program.run(v1.initializer());

      assertEquals(List.of(1.0), program.numbers(v1));
      assertThrows(FailedPreconditionError.class, () -> program.value(v0));
      program.run(v0.initializer());
      assertEquals(List.of(1.0), program.numbers(TF.plus(v1, v0)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(ROW + "testGetVariableScope")
  void theCurrentScopeCanBeToldAndForgetsWhenItIsLeft(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Initializer initializer = TF1.constantInitializer(0.3);
      Variable v;
      try (var tower = variableScope("tower4")) {
        TF1.getVariableScope().setInitializer(initializer);
        assertSame(initializer, TF1.getVariableScope().initializer());
        v = getVariable("v", shape());
        TF1.getVariableScope().reuseVariables();
        assertThrows(IllegalArgumentException.class, () -> getVariable("w", shape(1)));
      }
      program.initialize();

      assertEquals((double) 0.3f, program.number(v));
      assertEquals(null, TF1.getVariableScope().initializer());
      assertEquals(Reuse.FALSE, TF1.getVariableScope().reuse());
    }
  }

  @Test
  @Tag(ROW + "testGetLocalVar")
  void localVariablesAreInTheirCollectionsAndNotTrainable() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Variable w;
      VariableScope outer;
      try (var entered = variableScope("outer")) {
        outer = entered.scope();
        w = TF1.getLocalVariable("w", new Shaped(shape()), new Collections(List.of("foo")));
        assertEquals("outer/w:0", w.name());
      }
      assertEquals(List.of(w), program.graph().getCollection("foo"));
      assertEquals(List.of(w), TF1.localVariables());
      assertEquals(List.of(), TF1.trainableVariables());
      assertFalse(TF1.globalVariables().contains(w));
      try (var again = variableScope(outer, TF1.reuse(true))) {
        assertEquals("outer/w:0", TF1.getLocalVariable("w", new Shaped(shape())).name());
      }
    }
  }

  @Test
  @Tag(ROW + "testGetTrainableVariablesWithGetVariable")
  void aScopeKnowsTheTrainableVariablesMadeByRequests() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      var onRead = VariableSynchronization.ON_READ;
      getVariable("a", shape());
      try (var entered = variableScope("testGetTrainableVariables_")) {
        VariableScope scope = entered.scope();
        Variable b = getVariable("b", shape());
        getVariable("c", shape(), new Trainable(false));
        assertEquals(List.of(b), scope.trainableVariables());
        getVariable("d", shape(), onRead);
        assertEquals(List.of(b), scope.trainableVariables());
        Variable e = getVariable("e", shape(), onRead, new Trainable(true));
        assertEquals(List.of(b, e), scope.trainableVariables());
        getVariable("f", shape(), onRead, new Trainable(false));
        assertEquals(List.of(b, e), scope.trainableVariables());
      }
      assertEquals(3, TF1.trainableVariables().size());
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "testGetTrainableVariablesWithVariable")
  void aScopeKnowsTheTrainableVariablesMadeByConstructors() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      var onRead = VariableSynchronization.ON_READ;
      new Variable(1f, new Named("a"));
      try (var entered = variableScope("scope")) {
        VariableScope scope = entered.scope();
        Variable b = new Variable(1f, new Named("b"));
        new Variable(1f, new Named("c"), new Trainable(false));
        new Variable(1f, new Named("d"), onRead);
        Variable e = new Variable(1f, new Named("e"), onRead, new Trainable(true));
        new Variable(1f, new Named("f"), onRead, new Trainable(false));

        assertEquals(List.of(b, e), scope.trainableVariables());
      }
      assertEquals(6, TF1.globalVariables().size());
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "testGetGlobalVariables")
  @Tag(ROW + "testGetLocalVariables")
  void aScopeKnowsOnlyWhatLiesBelowIt() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      var local = new Collections(List.of(GraphKeys.LOCAL_VARIABLES));
      getVariable("a", shape());
      getVariable("la", shape(), local);
      try (var entered = variableScope("scope")) {
        Variable b = getVariable("b", shape());
        Variable lb = getVariable("lb", shape(), local);

        assertEquals(List.of(b), entered.scope().globalVariables());
        assertEquals(List.of(lb), entered.scope().localVariables());
      }
      assertEquals(2, TF1.globalVariables().size());
      assertEquals(2, TF1.localVariables().size());
      assertFalse(program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testGetVariableWithInitializerWhichTakesNoArgs")
  @Tag(ROW + "testGetVariableWithInitializerWhichTakesUnprovidedArgsAndNoShape")
  void aSupplierNeedsNoShapeAndAnInitializerDoes(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Supplier<List<Integer>> supplier = () -> List.of(1, 2);
      Variable v = getVariable("foo", TF1.initialValue(supplier));
      assertEquals(shape(2), v.shape());

      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> getVariable("bar", (Initializer) (shape, type, part) -> TF.zeros(shape)));

      assertTrue(error.getMessage().contains("needs a shape"), error.getMessage());
      program.initialize();
      assertEquals(List.of(1.0, 2.0), program.numbers(v));
    }
  }

  @Test
  void aTypeOfItsOwnIsTakenBeforeTheScopes() {
    try (var program = new VariableProgram(Mode.EAGER);
        var scope = variableScope("s", dtype(DType.FLOAT16))) {
      Variable v = getVariable("v", new Shaped(shape()), new Typed(DType.INT32));
      Tensor value = v.value();

      assertEquals(DType.INT32, value.dtype());
      assertNotSame(v, getVariable("v", new Shaped(shape()), new Typed(DType.INT32)));
      assertTrue(program.isEager());
    }
  }
}
