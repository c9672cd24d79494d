package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.checkpoint.plan.ValueFit;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePlanTest {
  @TempDir private Path folder;
  private String prefix;

  @BeforeEach
  void setPrefix() {
    prefix = folder.resolve("ck").toString();
  }

  private static float value(Variable variable) {
    return (float) EagerTensor.of(variable.numpy()).doubleValue();
  }

  private static ValueFit fit(RestorePlan plan, String path) {
    return plan.values().stream()
        .filter(value -> String.join("/", value.path()).equals(path))
        .map(PlannedValue::fit)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPlanOfEqualObjectsIsExactAndRestoresThem() {
    String path =
        new Checkpoint(kw("net", dict("w", new Variable(1f), "b", new Variable(2f)))).save(prefix);
    var w = new Variable(0f);
    var b = new Variable(0f);
    var checkpoint = new Checkpoint(kw("net", dict("w", w, "b", b)));

    RestorePlan plan = checkpoint.plan(path);

    assertTrue(plan.isExact(), plan.toString());
    assertEquals(0f, value(w));
    plan.apply(RestorePolicy.EXACT);
    assertEquals(List.of(1f, 2f), List.of(value(w), value(b)));
    assertEquals(1L, EagerTensor.of(checkpoint.saveCounter().numpy()).longValue());
  }

  @Test
  void nothingIsAssignedWhenThePolicyRefuses() {
    new Checkpoint(kw("a", new Variable(1f)), kw("b", new Variable(new float[] {1, 2})))
        .write(prefix);
    var a = new Variable(0f);
    var checkpoint = new Checkpoint(kw("a", a), kw("b", new Variable(new float[3])));

    RestorePlan plan = checkpoint.plan(prefix);

    assertEquals(ValueFit.SHAPE_DIFFERS, fit(plan, "b"));
    var error =
        assertThrows(CheckpointMismatchError.class, () -> plan.apply(RestorePolicy.COMPLETE));
    assertEquals(List.of("b"), error.paths());
    assertTrue(error.getMessage().contains("[3]") && error.getMessage().contains("[2]"));
    assertEquals(0f, value(a));

    plan.apply(RestorePolicy.FITTING);
    assertEquals(1f, value(a));
  }

  @Test
  void missingUnusedAndTypesAreToldApart() {
    new Checkpoint(
            kw("kernel", new Variable(1f)), kw("step", new Variable(1f)), kw("x", new Variable(1)))
        .write(prefix);
    RestorePlan plan =
        new Checkpoint(
                kw("kernal", new Variable(1f)),
                kw("step", new Variable(1f)),
                kw("x", new Variable(1f)))
            .plan(prefix);

    assertEquals(ValueFit.MISSING_IN_FILE, fit(plan, "kernal"));
    assertEquals(ValueFit.UNUSED_IN_FILE, fit(plan, "kernel"));
    assertEquals(ValueFit.DTYPE_DIFFERS, fit(plan, "x"));
    assertEquals(ValueFit.MATCHED, fit(plan, "step"));
    assertTrue(
        plan.toString().contains("nearest: kernel/.ATTRIBUTES/VARIABLE_VALUE"), plan.toString());
    assertFalse(plan.isComplete());
  }

  @Test
  void aShiftedRootIsHinted() {
    new Checkpoint(kw("model", dict("w", new Variable(1f)))).write(prefix);
    RestorePlan plan = new Checkpoint(kw("w", new Variable(0f))).plan(prefix);
    assertTrue(plan.toString().contains("the root of the program was saved as \"model\""));

    new Checkpoint(kw("w", new Variable(1f))).write(prefix);
    plan = new Checkpoint(kw("model", dict("w", new Variable(0f)))).plan(prefix);
    assertTrue(plan.toString().contains("the saved root is \"model\" of the program"));
  }

  @Test
  void nameBasedFilesAndSaversArePlannedByName() {
    new Saver(dict("s/a", new Variable(1f), "b", new Variable(2f))).save(null, prefix);
    var a = new Variable(0f, name("s/a"));
    var c = new Variable(0f, name("c"));

    RestorePlan byObject = new Checkpoint(kw("v", list(a, c))).plan(prefix);
    assertEquals(ValueFit.MATCHED, fit(byObject, "v/0"));
    assertEquals(ValueFit.MISSING_IN_FILE, fit(byObject, "v/1"));
    assertEquals(ValueFit.UNUSED_IN_FILE, fit(byObject, "b"));

    RestorePlan byName = new Saver(list(a, c)).plan(null, prefix);
    assertEquals(ValueFit.MISSING_IN_FILE, fit(byName, "c"));
    byName.apply(RestorePolicy.FITTING);
    assertEquals(1f, value(a));
  }

  @Test
  void inAGraphThePlanIsCarriedOutByTheDefaultSession() {
    new Saver(dict("a", new Variable(1f), "b", new Variable(2f))).save(null, prefix);
    try (var g = graph()) {
      var a = getVariable("a", shape(), constantInitializer(7f));
      var extra = getVariable("extra", shape(), constantInitializer(9f));
      try (var s = session()) {
        s.run(globalVariablesInitializer());
        RestorePlan plan = new Saver().plan(s, prefix);
        assertThrows(CheckpointMismatchError.class, () -> plan.apply(RestorePolicy.COMPLETE));
        assertEquals(7f, (float) s.run(a).doubleValue());
        plan.apply(RestorePolicy.FITTING);
        assertEquals(1f, (float) s.run(a).doubleValue());
        assertEquals(9f, (float) s.run(extra).doubleValue());
      }
    }
  }

  @Test
  void mapsAndWarmStartsHavePlansToo() {
    new Saver(dict("old/a", new Variable(1f), "old/b", new Variable(new float[2])))
        .save(null, prefix);
    try (var g = graph()) {
      var a = getVariable("new/a", shape(), constantInitializer(7f));
      getVariable("new/b", shape(3), constantInitializer(7f));
      RestorePlan plan = InitFromCheckpoint.plan(prefix, dict("old/", "new/"));
      assertEquals(ValueFit.MATCHED, fit(plan, "new/a"));
      assertEquals(ValueFit.SHAPE_DIFFERS, fit(plan, "new/b"));
      RestorePlan warm =
          WarmStart.plan(prefix, ".*", Map.of(), Map.of("new/a", "old/a", "new/b", "old/b"));
      assertEquals(ValueFit.SHAPE_DIFFERS, fit(warm, "new/b"));
      warm.apply(RestorePolicy.FITTING);
      try (var s = session()) {
        s.run(globalVariablesInitializer());
        assertEquals(1f, (float) s.run(a).doubleValue());
      }
    }
  }
}
