package org.ckpt4j.variables;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.variableCreatorScope;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions between those who ask for variables and what makes them. */
class CustomGetterTest {
  private static final String ROW =
      "tensorflow/python/kernel_tests/variables/variable_scope_test.py"
          + "::VariableScopeWithCustomGetterTest::";

  private static Operand get(String name, GetVariableOption... options) {
    List<GetVariableOption> all = new ArrayList<>(List.of(options));
    all.add(new Shaped(shape(5)));
    return GetVariable.any(name, all.toArray(GetVariableOption[]::new));
  }

  @Test
  @Tag(ROW + "testNoSideEffectsWithIdentityCustomGetter")
  void aGetterThatOnlyGoesOnChangesNothing() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      AtomicInteger calls = new AtomicInteger();
      CustomGetter getter =
          (next, request) -> {
            calls.incrementAndGet();
            return next.get(request);
          };
      Operand v;
      try (var scope = variableScope("scope", getter)) {
        v = get("v");
      }
      assertEquals(1, calls.get());
      try (var scope = variableScope("scope", TF1.reuse(true))) {
        assertSame(v, get("v", getter));
      }
      assertEquals(2, calls.get());
      try (var scope = variableScope("scope", getter, TF1.reuse(true))) {
        assertSame(v, get("v"));
      }
      assertEquals(3, calls.get());
      assertEquals(List.of(v), TF1.globalVariables());
      assertFalse(program.isEager());
    }
  }

  @Test
  @Tag(ROW + "testSynchronizationAndAggregationWithCustomGetter")
  void aGetterSeesHowCopiesAreToBeBroughtTogether() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      List<Object> seen = new ArrayList<>();
      CustomGetter getter =
          (next, request) -> {
            seen.add(request.synchronization());
            seen.add(request.aggregation());
            return next.get(request);
          };
      try (var scope = variableScope("scope", getter)) {
        get("v");
        get("w", VariableSynchronization.ON_READ, VariableAggregation.MEAN);
      }

      assertEquals(
          List.of(
              VariableSynchronization.AUTO, VariableAggregation.NONE,
              VariableSynchronization.ON_READ, VariableAggregation.MEAN),
          seen);
      assertEquals(VariableAggregation.MEAN, TF1.globalVariables().get(1).aggregation());
      assertFalse(program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(ROW + "testCustomGetterWithReuse")
  void aGetterSeesWhetherVariablesAreReusedAndMayGiveSomethingElse(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      List<Reuse> seen = new ArrayList<>();
      CustomGetter getter =
          (next, request) -> {
            seen.add(request.reuse());
            Operand found = next.get(request);
            return request.reuse() == Reuse.TRUE
                ? TF.identity(found, new Named("custom_getter/identity"))
                : found;
          };
      Operand v;
      Operand w;
      try (var scope = variableScope("scope", getter)) {
        v = get("v", TF1.onesInitializer());
      }
      try (var scope = variableScope("scope", getter, TF1.reuse(true))) {
        w = get("v");
      }
      program.initialize();

      assertTrue(v instanceof Variable);
      assertEquals("custom_getter/identity:0", w.name());
      assertEquals(List.of(Reuse.FALSE, Reuse.TRUE), seen);
      assertEquals(program.numbers(v), program.numbers(w));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(ROW + "testGetterThatCreatesTwoVariablesAndSumsThem")
  void aGetterMayMakeTwoVariablesAndGiveTheirSum(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      CustomGetter getter =
          (next, request) ->
              TF.add(
                  next.get(request.withName(request.name() + "/0")),
                  next.get(request.withName(request.name() + "/1")),
                  new Named("custom_add"));
      Operand sum;
      try (var scope = variableScope("scope", getter)) {
        sum = get("v", TF1.onesInitializer());
      }
      program.initialize();

      assertEquals("custom_add:0", sum.name());
      assertEquals(
          List.of("scope/v/0:0", "scope/v/1:0"),
          TF1.trainableVariables().stream().map(Variable::name).toList());
      assertEquals(List.of(2.0, 2.0, 2.0, 2.0, 2.0), program.numbers(sum));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @Tag(ROW + "testVariableCreator")
  void creatorsAreAskedFromTheInnermostOutwards(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      List<String> names = new ArrayList<>();
      List<Object> modes = new ArrayList<>();
      VariableCreator noting =
          (next, settings) -> {
            names.add(settings.name());
            return next.create(settings);
          };
      VariableCreator renaming =
          (next, settings) -> next.create(settings.with(new Named("forced_name")));
      Variable v;
      try (var outer = variableCreatorScope(noting);
          var inner = variableCreatorScope(renaming)) {
        v = new Variable(1f, new Named("one_name"));
      }
      VariableCreator looking =
          (next, settings) -> {
            modes.add(settings.synchronization());
            modes.add(settings.aggregation());
            return next.create(settings);
          };
      try (var scope = variableCreatorScope(looking)) {
        getVariable("v", shape(), VariableSynchronization.ON_WRITE, VariableAggregation.MEAN);
      }
      program.initialize();

      assertEquals(List.of("forced_name"), names);
      assertEquals("forced_name:0", v.name());
      assertEquals(1.0, program.number(v));
      assertEquals(List.of(VariableSynchronization.ON_WRITE, VariableAggregation.MEAN), modes);
      if (!program.isEager()) {
        assertSame(v, TF1.globalVariables().get(0));
        assertEquals(2, TF1.globalVariables().size());
      }
    }
  }

  @Test
  void aCreatorMayGiveAVariableThatIsThere() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Variable there = new Variable(3f, new Named("there"));
      try (var scope = variableCreatorScope((next, settings) -> there)) {
        assertSame(there, getVariable("v", shape()));
      }
      program.initialize();

      assertEquals(List.of(there), TF1.globalVariables());
      assertEquals(3.0, program.number(there));
    }
  }

  @Test
  @Tag(ROW + "testVariableCreatorNestingError")
  void creatorsAreLeftInReverseOrder() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      VariableCreator creator = (next, settings) -> next.create(settings);
      Scope first = variableCreatorScope(creator);
      Scope second = variableCreatorScope(creator);

      assertThrows(IllegalStateException.class, first::close);
      second.close();
      first.close();

      assertFalse(program.isEager());
    }
  }
}
