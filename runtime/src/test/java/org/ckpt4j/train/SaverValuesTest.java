package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.options.SaverOption.deferBuild;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a saver saves under which names, and that it comes back in another program. */
class SaverValuesTest {
  private static final String ROW = "tensorflow/python/training/saver_test.py::SaverTest::";
  private static final String MAP =
      "tensorflow/python/training/saver_test.py::SaveRestoreWithVariableNameMap::";

  @TempDir Path folder;
  private Program program;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    program = new Program(folder);
  }

  @AfterEach
  void stop() {
    program.close();
  }

  private static Variable variable(String name, Object value, boolean resource) {
    return new Variable(value, new Named(name), new UseResource(resource));
  }

  private static void savesByMapAndRestores(boolean resource) {
    try (var run = new GraphRun()) {
      Variable v0 = variable("v0", 10f, resource);
      Variable v1 = variable("v1", 20f, resource);
      var table = new KeyedTable("v2");
      run.initialize();
      run.session().run(table.insert("k1", 30f));
      var saver = new Saver(dict("v0", v0, "v1", v1, "v2", table));

      assertEquals("basic", saver.save(run.session(), "basic"));
    }
    try (var run = new GraphRun()) {
      Variable v0 = variable("v0", 1000f, resource);
      Variable v1 = variable("v1", 2000f, resource);
      var table = new KeyedTable("v2");
      run.initialize();
      run.session().run(table.insert("k1", 3000f));

      new Saver(dict("v0", v0, "v1", v1, "v2", table)).restore(run.session(), "basic");

      assertEquals(List.of(10f), run.floats(v0));
      assertEquals(List.of(20f), run.floats(v1));
      assertEquals(List.of(30f), run.floats(table.find("k1")));
    }
  }

  @Test
  @Tag(ROW + "testBasic")
  void referenceVariablesAndATableComeBackInAnotherGraph() {
    savesByMapAndRestores(false);
  }

  @Test
  @Tag(ROW + "testResourceBasic")
  void resourceVariablesAndATableComeBackInAnotherGraphAndEagerly() {
    savesByMapAndRestores(true);

    Variable v0 = named("v0", 1f);
    Variable v1 = named("v1", 2f);
    var table = new KeyedTable("eager");
    var saver = new Saver(dict("v0", v0, "v1", v1, "v2", table));
    saver.restore(null, "basic");

    assertEquals(List.of(10f), floats(v0));
    assertEquals(List.of(20f), floats(v1));
    assertEquals(30.0, ((EagerTensor) table.find("k1")).doubleValue());
    table.insert("k1", 31f);
    assertEquals("again", saver.save(null, "again"));
    table.insert("k1", 0f);
    table.insert("k2", 0f);
    saver.restore(null, "again");
    assertEquals(31.0, ((EagerTensor) table.find("k1")).doubleValue());
    assertEquals(-1.0, ((EagerTensor) table.find("k2")).doubleValue());
  }

  @Test
  @Tag(ROW + "testResourceVariableReadOpsAddedDeterministically")
  void tenGraphsOfTheSameVariablesAreTheSame() {
    List<GraphDef> graphs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try (var run = new GraphRun()) {
        for (int j = 0; j < 20; j++) {
          named("v" + j, (float) j);
        }
        new Saver();
        graphs.add(TF.asGraphDef(run.graph()));
      }
    }

    assertEquals(1, graphs.stream().distinct().count());
    assertTrue(graphs.get(0).getNodeCount() > 100);
  }

  @Test
  @Tag(ROW + "testEagerBasic")
  void eagerVariablesGetTheirValuesBack() {
    Variable v1 = named("v1", 3.14f);
    Variable v2 = named("v2", new float[] {1, 2});
    var saver = new Saver(List.of(v1, v2));
    saver.save(null, "ckpt");
    v1.assign(0f);
    v2.assign(new float[] {0, 0});

    saver.restore(null, "ckpt");

    assertEquals(List.of(3.14f), floats(v1));
    assertEquals(List.of(1f, 2f), floats(v2));
  }

  @Test
  @Tag(ROW + "testEagerGraphCompatibility")
  void graphsAndEagerProgramsReadEachOthersFilesByName() {
    try (var run = new GraphRun()) {
      Variable w1 = named("w1", 1f);
      Variable w2 = named("w2", 2f);
      run.initialize();
      new Saver(List.of(w1, w2)).save(run.session(), "graph");
    }
    Variable w1 = named("w1", -1f);
    Variable w2 = named("w2", -2f);
    var saver = new Saver(List.of(w1, w2));

    saver.restore(null, "graph");
    assertEquals(List.of(1f), floats(w1));
    assertEquals(List.of(2f), floats(w2));

    w1.assign(3f);
    w2.assign(4f);
    saver.save(null, "eager");
    try (var run = new GraphRun()) {
      Variable again1 = named("w1", -1f);
      Variable again2 = named("w2", -1f);
      new Saver(List.of(again1, again2)).restore(run.session(), "eager");

      assertEquals(List.of(3f), run.floats(again1));
      assertEquals(List.of(4f), run.floats(again2));
    }
  }

  @Test
  @Tag(ROW + "testNoAdditionalOpsAddedBySaverForResourceVariablesOutsideSaveScope")
  void operationsAreAddedBelowTheSaversOwnScopeOnly() {
    try (var run = new GraphRun()) {
      Variable v = named("v", 1f);
      try (NameScope scope = NameScope.enter("saver1")) {
        new Saver();
      }
      try (NameScope scope = NameScope.enter("saver2")) {
        new Saver(dict("name", v));
      }

      List<String> names = run.graph().getOperations().stream().map(Operation::name).toList();
      for (String scope : List.of("saver1/", "saver2/")) {
        assertTrue(names.stream().anyMatch(name -> name.startsWith(scope + "save/")));
        assertTrue(
            names.stream()
                .filter(name -> name.startsWith(scope))
                .allMatch(name -> name.startsWith(scope + "save/")),
            names.toString());
      }
    }
  }

  @Test
  @Tag(ROW + "testInt64")
  void aWholeNumberHasNoValueBeforeItIsRestored() {
    try (var run = new GraphRun()) {
      Variable v = named("v", 15L);
      run.initialize();
      new Saver(List.of(v)).save(run.session(), "int64");
    }
    try (var run = new GraphRun()) {
      Variable v = named("v", -1L);
      var saver = new Saver(List.of(v));
      assertThrows(FailedPreconditionError.class, () -> run.session().run(v));

      saver.restore(run.session(), "int64");

      assertEquals(15L, run.session().run(v).longValue());
    }
  }

  @Test
  @Tag(ROW + "testSomeErrors")
  void twoVariablesOfOneNameAreRefusedUnlessAMapNamesThem() {
    PartitionedVariable foreign;
    try (var run = new GraphRun()) {
      foreign = TF1.getPartitionedVariable("p_v1", Shape.of(4, 5), TF1.fixedSizePartitioner(2));
    }
    try (var run = new GraphRun()) {
      Variable v0 = named("v0", new float[] {10});
      Variable v1 = named("v1", new float[] {20});
      Variable v2 = named("v2", new float[] {20});
      v2.setSaveSliceInfo(new SaveSliceInfo("v1", Shape.of(1), List.of(0L), Shape.of(1)));
      var partitioned =
          TF1.getPartitionedVariable("p_v1", Shape.of(4, 5), TF1.fixedSizePartitioner(2));

      var error =
          assertThrows(IllegalArgumentException.class, () -> new Saver(List.of(v0, v1, v2)));
      assertTrue(error.getMessage().contains("\"v1\""), error.getMessage());
      new Saver(dict("vee1", v1, "other", List.of(v2)));
      error =
          assertThrows(
              IllegalArgumentException.class, () -> new Saver(List.of(partitioned, foreign)));
      assertTrue(error.getMessage().contains("\"p_v1\""), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testBasicsWithListOfVariables")
  void aListIsKeyedByNamesWhetherTheVariablesHadValuesOrNot() {
    try (var run = new GraphRun()) {
      Variable v0 = named("v0", 10f);
      Variable v1 = named("v1", 20f);
      run.initialize();
      assertEquals("m", new Saver(List.of(v0, v1)).save(run.session(), "m"));
    }
    for (boolean initialized : new boolean[] {false, true}) {
      try (var run = new GraphRun()) {
        Variable v0 = named("v0", 1000f);
        Variable v1 = named("v1", 2000f);
        var saver = new Saver(List.of(v0, v1));
        if (initialized) {
          run.initialize();
          assertEquals(List.of(1000f), run.floats(v0));
        } else {
          assertThrows(FailedPreconditionError.class, () -> run.session().run(v0));
        }

        saver.restore(run.session(), "m");

        assertEquals(List.of(10f), run.floats(v0));
        assertEquals(List.of(20f), run.floats(v1));
      }
    }
  }

  @Test
  @Tag(ROW + "testCacheRereadsFile")
  void aFileThatWasReplacedIsReadAnew() {
    try (var run = new GraphRun()) {
      Variable v0 = named("v0", 1f);
      Variable v1 = named("v1", 2f);
      run.initialize();
      var saver0 = new Saver(dict("v0", v0));
      var saver1 = new Saver(dict("v1", v1));
      saver0.save(run.session(), "same");
      saver0.restore(run.session(), "same");
      saver1.save(run.session(), "same");
      v1.load(0f, run.session());

      saver1.restore(run.session(), "same");

      assertEquals(List.of(2f), run.floats(v1));
    }
  }

  @Test
  @Tag(ROW + "testVariables")
  void withoutAListAllVariablesAndRegisteredObjectsAreSaved() {
    try (var run = new GraphRun()) {
      new Variable(1f);
      new Variable(List.of(2f, 2f, 2f));
      var table = new KeyedTable("t1").collected();
      run.initialize();
      run.session().run(table.insert("k1", 3f));
      new Saver().save(run.session(), "all");
    }
    try (var run = new GraphRun()) {
      Variable one = new Variable(7.77f);
      Variable twos = new Variable(List.of(8.88f, 8.88f, 8.88f));
      var table = new KeyedTable("t1").collected();
      assertEquals("Variable:0", one.name());
      assertEquals("Variable_1:0", twos.name());

      new Saver().restore(run.session(), "all");

      assertEquals(List.of(1f), run.floats(one));
      assertEquals(List.of(2f, 2f, 2f), run.floats(twos));
      assertEquals(List.of(3f), run.floats(table.find("k1")));
    }
  }

  @Test
  @Tag(ROW + "testVarListShouldBeEmptyInDeferredBuild")
  void aSaverThatIsBuiltLaterTakesNoList() {
    try (var run = new GraphRun()) {
      Variable v = named("v", 1f);

      var error =
          assertThrows(
              IllegalArgumentException.class, () -> new Saver(List.of(v), deferBuild(true)));

      assertTrue(error.getMessage().contains("deferBuild"), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testBuildShouldBeCalledBeforeSaveInCaseOfDeferBuild")
  void aSaverThatIsBuiltLaterMustBeBuiltBeforeItSaves() {
    try (var run = new GraphRun()) {
      named("v", 1f);
      run.initialize();
      var saver = new Saver(deferBuild(true));

      var error = assertThrows(IllegalStateException.class, () -> saver.save(run.session(), "m"));

      assertTrue(error.getMessage().contains("build()"), error.getMessage());
    }
  }

  @Test
  @Tag(ROW + "testDeferredBuild")
  void variablesMadeBeforeTheSaverIsBuiltAreSaved() {
    try (var run = new GraphRun()) {
      named("v0", 1f);
      var saver = new Saver(deferBuild(true));
      named("v1", 2f);
      saver.build();
      run.initialize();

      saver.save(run.session(), "m");
    }

    assertEquals(List.of("v0", "v1"), List.copyOf(TF.train.listVariables("m").keySet()));
  }

  @Test
  @Tag(ROW + "testRestoreLargeTensors")
  void largeAndSmallTensorsComeBackTogether() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      values.put("small" + i, ramp(i, 6));
    }
    for (int i = 0; i < 3; i++) {
      values.put("large" + i, ramp(i + 1, 4_000_000));
    }
    try (var run = new GraphRun()) {
      values.forEach(SaverValuesTest::matrix);
      run.initialize();
      new Saver().save(run.session(), "large");
    }
    try (var run = new GraphRun()) {
      Map<String, Variable> restored = new LinkedHashMap<>();
      values.forEach((name, value) -> restored.put(name, matrix(name, new float[value.length])));
      new Saver().restore(run.session(), "large");

      restored.forEach(
          (name, variable) ->
              assertTrue(
                  java.util.Arrays.equals(
                      values.get(name), ElementArrays.floats(run.session().run(variable))),
                  name));
    }
  }

  private static Variable matrix(String name, float[] values) {
    long columns = values.length > 6 ? 1000 : 3;
    return named(
        name,
        (java.util.function.Supplier<Object>)
            () -> ElementArrays.tensor(Shape.of(values.length / columns, columns), values));
  }

  private static float[] ramp(int from, int length) {
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      out[i] = from + i % 1024;
    }
    return out;
  }

  private static void keysAreThoseOfTheMap(boolean resource) {
    try (var run = new GraphRun()) {
      Variable v0 = variable("v0", 10f, resource);
      Variable v1 = variable("v1", 20f, resource);
      run.initialize();
      var saver = new Saver(dict("save_prefix/v0", v0, "save_prefix/v1", v1));
      assertEquals("map", saver.save(run.session(), "map"));
    }
    assertEquals(
        List.of("save_prefix/v0", "save_prefix/v1"),
        List.copyOf(TF.train.listVariables("map").keySet()));
    for (String prefix : List.of("restore_prefix/", "")) {
      try (var run = new GraphRun()) {
        Variable v0 = variable(prefix + "v0", -1f, resource);
        Variable v1 = variable(prefix + "v1", -1f, resource);
        var byOwnNames = new Saver(List.of(v0, v1));
        var saver = new Saver(dict("save_prefix/v0", v0, "save_prefix/v1", v1));
        assertThrows(
            org.ckpt4j.errors.NotFoundError.class, () -> byOwnNames.restore(run.session(), "map"));

        saver.restore(run.session(), "map");

        assertEquals(List.of(10f), run.floats(v0));
        assertEquals(List.of(20f), run.floats(v1));
      }
    }
  }

  @Test
  @Tag(MAP + "testNonReshapeResourceVariable")
  void resourceVariablesAreSavedUnderTheNamesOfTheMap() {
    keysAreThoseOfTheMap(true);
  }

  @Test
  @Tag(MAP + "testNonReshapeVariable")
  void referenceVariablesAreSavedUnderTheNamesOfTheMap() {
    keysAreThoseOfTheMap(false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag(
      "tensorflow/python/training/saver_large_partitioned_variable_test.py::SaverLargePartitionedVariableTest::testLargePartitionedVariables")
  void aLargePartitionedVariableComesBackWholeOrInOtherParts(boolean inParts) {
    long size = 1 << 22;
    try (var run = new GraphRun()) {
      partitioned(size, true, 4);
      run.initialize();
      new Saver().save(run.session(), "parts");
    }
    assertEquals(Map.of("whole", Shape.of(size)), TF.train.listVariables("parts"));
    try (var run = new GraphRun()) {
      PartitionedVariable restored = partitioned(size, false, inParts ? 3 : 1);
      new Saver().restore(run.session(), "parts");

      long all = 0;
      for (Variable part : restored) {
        for (long bit : ElementArrays.longs(run.session().run(part))) {
          all += bit;
        }
      }
      assertEquals(size, all);
    }
  }

  private static PartitionedVariable partitioned(long size, boolean value, int parts) {
    return TF1.getPartitionedVariable(
        "whole",
        Shape.of(size),
        TF1.fixedSizePartitioner(parts),
        TF1.constantInitializer(value),
        TF.dtype(DType.BOOL));
  }
}
