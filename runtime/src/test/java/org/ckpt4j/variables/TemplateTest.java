package org.ckpt4j.variables;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.makeTemplate;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions that share the variables they make. */
class TemplateTest {
  private static final String ROW =
      "tensorflow/python/kernel_tests/template_test.py::TemplateTest::";

  private static final TemplateOptions NOW = TemplateOptions.DEFAULT.withScopeNow();

  private static Variable dummy(Object unused) {
    return getVariable("dummy", shape(1), TF1.zerosInitializer());
  }

  private static Variable dummyInTest(Object unused) {
    try (var scope = variableScope("test")) {
      return dummy(unused);
    }
  }

  private static Variable internallyReusing(Object unused) {
    try (var scope = variableScope("nested")) {
      return getVariable("x", shape(), TF1.zerosInitializer());
    }
  }

  private static Variable withUntrainable(Object unused) {
    return getVariable("dummy", shape(1), new Trainable(false), TF1.zerosInitializer());
  }

  private static List<Variable> dummyAndNewOne(Object unused) {
    return List.of(dummy(unused), new Variable(new float[] {0}, new Trainable(true)));
  }

  private static List<Variable> dummyAndNewUntrainable(Object unused) {
    return List.of(dummy(unused), new Variable(new float[] {0}, new Trainable(false)));
  }

  private static Tensor line(Object x) {
    Variable m = getVariable("w", shape(), TF1.constantInitializer(0.1));
    Variable b = getVariable("b", shape(), TF1.constantInitializer(-0.1));
    return TF.plus(TF.times(x, m), b);
  }

  private static final float[] INPUTS = {1, 2, 3, 4, 5};
  private static final float[] OUTPUTS = {3, 5, 7, 9, 11};

  private static Tensor loss(Template<Object, Tensor> model, float[] inputs, float[] outputs) {
    return TF.reduceMean(TF.square(TF.minus(model.call(inputs), outputs)));
  }

  @Test
  @Tag(ROW + "test_end_to_end")
  void oneTemplateTrainsAndTests() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Template<Object, Tensor> model = makeTemplate("line", TemplateTest::line);
      Tensor train = loss(model, INPUTS, OUTPUTS);
      Tensor test = loss(model, new float[] {6, 7}, new float[] {13, 15});
      var step = new GradientDescentOptimizer(0.02).minimize(train);
      program.initialize();
      double trainBefore = program.number(train);
      double testBefore = program.number(test);
      for (int i = 0; i < 20; i++) {
        program.run(step);
      }

      assertEquals(2, TF1.trainableVariables().size());
      assertTrue(program.number(train) < trainBefore);
      assertTrue(program.number(test) < testBefore);
    }
  }

  @Test
  @Tag(ROW + "test_end_to_end_eager")
  void oneTemplateTrainsAndTestsEagerly() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Template<Object, Tensor> model = makeTemplate("line", TemplateTest::line);
      Supplier<Tensor> train = () -> loss(model, INPUTS, OUTPUTS);
      Supplier<Tensor> test = () -> loss(model, new float[] {6, 7}, new float[] {13, 15});
      double trainBefore = program.number(train.get());
      double testBefore = program.number(test.get());
      var optimizer = new GradientDescentOptimizer(0.02);
      for (int i = 0; i < 20; i++) {
        optimizer.minimize(train);
      }

      assertEquals(2, model.trainableVariables().size());
      assertTrue(program.number(train.get()) < trainBefore);
      assertTrue(program.number(test.get()) < testBefore);
    }
  }

  @Test
  @Tag(ROW + "test_eager_delayed_store_pickup")
  void anEagerTemplateTakesTheStoreThatIsOpenWhenItIsFirstCalled() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      Template<Object, Tensor> model = makeTemplate("line", TemplateTest::line);
      var store = new EagerVariableStore();
      try (var open = store.asDefault()) {
        model.call(INPUTS);
      }

      assertEquals(
          List.of("line/b:0", "line/w:0"), store.variables().stream().map(Variable::name).toList());
      assertEquals(store.variables(), model.variables());
      assertTrue(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "test_template_with_empty_name")
  void anEmptyNameIsAName() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Template<Object, Variable> template = makeTemplate("", TemplateTest::dummy);
      try (var outer = variableScope("outer")) {
        Variable v = template.call(null);

        assertEquals("outer/", template.variableScope().orElseThrow().name());
        assertEquals("outer//dummy:0", v.name());
      }
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "test_unique_name_raise_error_in_eager")
  void uniqueNamesAreForGraphs() {
    try (var program = new VariableProgram(Mode.EAGER)) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              makeTemplate("_", TemplateTest::dummy, TemplateOptions.DEFAULT.withUniqueName("s1")));
      assertTrue(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "test_unique_name_and_reuse")
  void twoTemplatesOfOneUniqueNameShareIfTheyReuse() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      var options = TemplateOptions.DEFAULT.withUniqueName("s1");
      Template<Object, Variable> first = makeTemplate("_", TemplateTest::dummy, options);
      Variable v1 = first.call(null);
      assertSame(v1, first.call(null));
      Template<Object, Variable> refused = makeTemplate("_", TemplateTest::dummy, options);
      assertThrows(IllegalArgumentException.class, () -> refused.call(null));

      TF1.getVariableScope().reuseVariables();
      Template<Object, Variable> second = makeTemplate("_", TemplateTest::dummy, options);

      assertSame(v1, second.call(null));
      assertEquals("s1/dummy:0", v1.name());
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "test_template_without_name")
  void aTemplateNeedsAName() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> makeTemplate(null, TemplateTest::dummy));

    assertTrue(error.getMessage().contains("needs a name"), error.getMessage());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_make_template")
  void eachTemplateHasItsVariables(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Template<Object, Variable> first = makeTemplate("s1", TemplateTest::dummyInTest);
      Template<Object, Variable> second = makeTemplate("s1", TemplateTest::dummyInTest);
      Variable v1 = first.call(null);
      Variable v2 = first.call(null);
      Variable v3 = second.call(null);

      assertSame(v1, v2);
      assertNotSame(v1, v3);
      assertEquals("s1/test/dummy:0", v1.name());
      assertEquals("s1_1/test/dummy:0", v3.name());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_enforces_no_extra_trainable_variables")
  @Tag(ROW + "test_enforces_no_extra_trainable_variables_eager")
  void aLaterCallMayMakeNoTrainableVariable(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      AtomicInteger calls = new AtomicInteger();
      Template<Object, Object> template =
          makeTemplate(
              "s",
              unused ->
                  program.isEager()
                      ? getVariable("v" + calls.getAndIncrement(), shape(1))
                      : dummyAndNewOne(unused));
      template.call(null);

      var error = assertThrows(IllegalArgumentException.class, () -> template.call(null));

      assertTrue(error.getMessage().contains("after the first"), error.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_permits_extra_non_trainable_variables")
  @Tag(ROW + "test_permits_extra_non_trainable_variables_eager")
  void aLaterCallMayMakeOthers(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Template<Object, List<Variable>> template =
          makeTemplate("s", TemplateTest::dummyAndNewUntrainable);
      List<Variable> first = template.call(null);
      List<Variable> second = template.call(null);

      assertSame(first.get(0), second.get(0));
      assertNotSame(first.get(1), second.get(1));
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_internal_variable_reuse")
  void scopesWithinATemplateAreSharedToo(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Function<Object, Variable> nested =
          unused -> {
            Variable made = internallyReusing(unused);
            try (var again = variableScope("nested", TF1.reuse(true))) {
              assertSame(made, getVariable("x", new Shaped(shape())));
            }
            return made;
          };
      Template<Object, Variable> first = makeTemplate("s1", nested);
      Template<Object, Variable> second = makeTemplate("s1", nested);
      Variable v1 = first.call(null);
      Variable v2 = first.call(null);
      Variable v3 = second.call(null);

      assertSame(v1, v2);
      assertEquals("s1/nested/x:0", v1.name());
      assertEquals("s1_1/nested/x:0", v3.name());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_immediate_scope_creation")
  void theScopeIsOpenedWhereTheTemplateIsMadeOrWhereItIsCalledFirst(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Template<Object, Variable> now;
      Template<Object, Variable> later;
      try (var scope = variableScope("ctor_scope")) {
        now = makeTemplate("a", TemplateTest::dummy, NOW);
        later = makeTemplate("b", TemplateTest::dummy);
      }
      Variable a;
      Variable b;
      try (var scope = variableScope("call_scope")) {
        a = now.call(null);
        b = later.call(null);
      }
      assertEquals("ctor_scope/a/dummy:0", a.name());
      assertEquals("call_scope/b/dummy:0", b.name());
      try (var scope = variableScope("other_scope")) {
        assertSame(a, now.call(null));
        assertSame(b, later.call(null));
      }
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_scope_access")
  void theScopeIsKnownOnceItIsOpened(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Template<Object, Variable> later;
      Template<Object, Variable> now;
      try (var scope = variableScope("scope")) {
        later = makeTemplate("a", TemplateTest::dummy);
        now = makeTemplate("b", TemplateTest::dummy, NOW);
      }
      assertTrue(later.variableScope().isEmpty());
      assertEquals("scope/b/", now.variableScopeName().orElseThrow());
      try (var scope = variableScope("scope2")) {
        later.call(null);
        now.call(null);
      }
      assertEquals("scope2/a/", later.variableScopeName().orElseThrow());
      assertEquals("scope/b/", now.variableScopeName().orElseThrow());
      assertEquals("a", later.name());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_custom_getter")
  void theTemplatesGetterIsAskedEachTime(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      AtomicInteger own = new AtomicInteger();
      AtomicInteger outer = new AtomicInteger();
      CustomGetter ownGetter =
          (next, request) -> {
            own.incrementAndGet();
            return next.get(request);
          };
      CustomGetter outerGetter =
          (next, request) -> {
            outer.incrementAndGet();
            return next.get(request);
          };
      Template<Object, Variable> template =
          makeTemplate(
              "s", TemplateTest::dummy, TemplateOptions.DEFAULT.withCustomGetter(ownGetter));
      template.call(null);
      assertEquals(1, own.get());
      template.call(null);
      assertEquals(2, own.get());

      Template<Object, Variable> both;
      try (var scope = variableScope("scope", outerGetter)) {
        both = makeTemplate("s2", TemplateTest::dummy, NOW.withCustomGetter(ownGetter));
      }
      both.call(null);

      assertEquals(3, own.get());
      assertEquals(1, outer.get());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_fails_gracefully")
  void aFirstCallThatFailsLeavesTheTemplateNew(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Function<Object, Variable> picky =
          argument -> {
            if (!(argument instanceof Integer)) {
              throw new TypeError("a number is needed");
            }
            return dummy(argument);
          };
      for (TemplateOptions options : List.of(TemplateOptions.DEFAULT, NOW)) {
        Template<Object, Variable> template = makeTemplate("unary", picky, options);
        assertThrows(TypeError.class, () -> template.call("wrong"));
        assertEquals(List.of(), template.globalVariables());

        Variable made = template.call(1);

        assertSame(made, template.call(1));
        assertEquals(List.of(made), template.globalVariables());
      }
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "test_global_variables")
  @Tag(ROW + "test_non_trainable_variables")
  void aTemplateKnowsItsVariablesOnceTheyAreMade(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Template<Object, Variable> one = makeTemplate("s1", TemplateTest::dummy, NOW);
      Template<Object, List<Variable>> two =
          makeTemplate(
              "s2",
              unused -> List.of(dummy(unused), getVariable("side", shape(1), new Trainable(false))),
              NOW);
      Template<Object, Variable> fixed = makeTemplate("s3", TemplateTest::withUntrainable, NOW);
      assertEquals(List.of(), one.globalVariables());
      assertEquals(List.of(), two.globalVariables());
      one.call(null);
      two.call(null);
      fixed.call(null);

      assertEquals(1, one.globalVariables().size());
      assertEquals(2, two.globalVariables().size());
      assertEquals(1, two.trainableVariables().size());
      assertEquals(List.of(), fixed.trainableVariables());
      assertEquals(1, fixed.nonTrainableVariables().size());
      assertEquals(mode == Mode.EAGER, program.isEager());
    }
  }

  @Test
  @Tag(ROW + "test_local_variables")
  void aTemplateKnowsItsLocalVariables() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Template<Object, Variable> global = makeTemplate("s1", TemplateTest::dummy, NOW);
      Template<Object, Variable> local =
          makeTemplate(
              "s2",
              unused ->
                  getVariable(
                      "dummy", shape(1), new Collections(List.of(GraphKeys.LOCAL_VARIABLES))),
              NOW);
      assertEquals(List.of(), global.localVariables());
      assertEquals(List.of(), local.localVariables());
      global.call(null);
      Variable made = local.call(null);

      assertEquals(List.of(), global.localVariables());
      assertEquals(List.of(made), local.localVariables());
      assertEquals(List.of(made), local.variables());
      assertFalse(program.isEager());
    }
  }
}
