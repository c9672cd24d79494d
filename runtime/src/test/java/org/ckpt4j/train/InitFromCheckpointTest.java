package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables that begin with values of a checkpoint: var1 to var3 and useful_scope/var4. */
class InitFromCheckpointTest {
  private static final String ROW =
      "tensorflow/python/training/checkpoint_utils_test.py::CheckpointsTest::";
  private static final List<Float> ONE = range(1, 10);
  private static final List<Float> TWO = range(101, 100);
  private static final List<Float> THREE = range(301, 100);
  private static final List<Float> FOUR = range(501, 81);

  @TempDir Path folder;
  private Program program;
  private final TrainApi train = new TrainApi();

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    program = new Program(folder);
  }

  @AfterEach
  void stop() {
    program.close();
  }

  private static List<Float> range(int from, int count) {
    List<Float> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add((float) (from + i));
    }
    return out;
  }

  private static Initializer from(List<Float> values) {
    return TF1.constantInitializer(values);
  }

  private static String saved() {
    try (var run = new GraphRun()) {
      TF1.getVariable("var1", Shape.of(1, 10), from(ONE));
      TF1.getVariable("var2", Shape.of(10, 10), from(TWO));
      TF1.getVariable("var3", Shape.of(10, 10), from(THREE));
      try (var scope = TF1.variableScope("useful_scope")) {
        TF1.getVariable("var4", Shape.of(9, 9), from(FOUR));
      }
      run.initialize();
      return new Saver().save(run.session(), "ckpts/model");
    }
  }

  @Test
  @Tag(ROW + "testNoCheckpoints")
  void whereThereIsNoCheckpointNothingIsLoaded() {
    assertThrows(NotFoundError.class, () -> train.loadVariable("no_checkpoints", "var1"));
    assertThrows(OpError.class, () -> train.initFromCheckpoint("no_checkpoints", Map.of()));
  }

  @Test
  @Tag(ROW + "testGetTensor")
  void valuesAreLoadedByTheirNames() {
    saved();

    assertEquals(ONE, floats(train.loadVariable("ckpts", "var1")));
    assertEquals(TWO, floats(train.loadVariable("ckpts", "var2")));
    assertEquals(THREE, floats(train.loadVariable("ckpts", "var3")));
    assertEquals(FOUR, floats(train.loadVariable("ckpts", "useful_scope/var4")));
    assertEquals(Shape.of(9, 9), train.loadVariable("ckpts", "useful_scope/var4").shape());
  }

  @Test
  @Tag(ROW + "testGetAllVariables")
  void allVariablesAreListedWithTheirShapesSortedByName() {
    saved();

    Map<String, Shape> all = train.listVariables("ckpts");

    assertEquals(List.of("useful_scope/var4", "var1", "var2", "var3"), List.copyOf(all.keySet()));
    assertEquals(
        List.of(Shape.of(9, 9), Shape.of(1, 10), Shape.of(10, 10), Shape.of(10, 10)),
        List.copyOf(all.values()));
  }

  @Test
  @Tag(ROW + "testFSPath")
  void pathsMayBePathObjects() throws Exception {
    String prefix = saved();
    Path path = Path.of(prefix);

    try (var reader = train.loadCheckpoint(path)) {
      assertTrue(reader.hasTensor("var1"));
    }
    assertEquals(ONE, floats(train.loadVariable(path, "var1")));
    assertEquals(train.listVariables(prefix), train.listVariables(path));
    assertEquals(ONE, floats(train.loadVariable(Path.of("ckpts"), "var1")));
  }

  private record Model(Variable my1, Variable my2, Variable my3, Variable my4, Variable my5) {
    static Model make() {
      try (var scope = TF1.variableScope("some_scope")) {
        Variable my1 = TF1.getVariable("my_var1", Shape.of(1, 10));
        Variable my4;
        Variable my5;
        Variable my2;
        Variable my3;
        try (var inner = TF1.variableScope("some_other_scope")) {
          my2 = TF1.getVariable("my_var2", Shape.of(10, 10));
          try (var deepest = TF1.variableScope("other_useful_scope")) {
            my4 = TF1.getVariable("var4", Shape.of(9, 9));
          }
        }
        my3 = TF1.getVariable("my_var3", Shape.of(10, 10));
        my5 = TF1.getVariable("my_var5", Shape.of(10, 10));
        return new Model(my1, my2, my3, my4, my5);
      }
    }
  }

  @Test
  @Tag(ROW + "testInitFromCheckpoint")
  void namesScopesAndVariablesTakeValuesWhenAllIsInitialized() {
    saved();
    for (boolean pairs : new boolean[] {false, true}) {
      try (var run = new GraphRun()) {
        Model model = Model.make();
        var before = model.my1.initializer();
        if (pairs) {
          train.initFromCheckpoint(
              "ckpts",
              List.of(
                  Map.entry("var1", model.my1),
                  Map.entry("var2", "some_scope/some_other_scope/my_var2"),
                  Map.entry("var3", model.my3),
                  Map.entry("var3", model.my5),
                  Map.entry("useful_scope/", "some_scope/some_other_scope/other_useful_scope/")));
        } else {
          train.initFromCheckpoint(
              "ckpts",
              dict(
                  "var1", "some_scope/my_var1",
                  "useful_scope/", "some_scope/some_other_scope/other_useful_scope/"));
          train.initFromCheckpoint(
              "ckpts", dict("var2", "some_scope/some_other_scope/my_var2", "var3", model.my3));
          train.initFromCheckpoint("ckpts", dict("var3", model.my5));
        }
        assertTrue(before != model.my1.initializer(), "the initializer is replaced");
        assertTrue(model.my1.initialValue() instanceof SymbolicTensor);

        run.initialize();

        assertEquals(ONE, run.floats(model.my1));
        assertEquals(TWO, run.floats(model.my2));
        assertEquals(THREE, run.floats(model.my3));
        assertEquals(FOUR, run.floats(model.my4));
        assertEquals(THREE, run.floats(model.my5));
      }
    }
  }

  @Test
  @Tag(ROW + "testInitFromRootCheckpoint")
  void theRootMayGoIntoAScope() {
    saved();
    try (var run = new GraphRun()) {
      List<Variable> all;
      try (var scope = TF1.variableScope("some_scope")) {
        all = likeSaved();
      }
      train.initFromCheckpoint("ckpts", dict("/", "some_scope/"));
      run.initialize();

      assertEquals(List.of(ONE, TWO, THREE, FOUR), all.stream().map(run::floats).toList());
    }
  }

  private static List<Variable> likeSaved() {
    List<Variable> all = new ArrayList<>();
    all.add(TF1.getVariable("var1", Shape.of(1, 10)));
    all.add(TF1.getVariable("var2", Shape.of(10, 10)));
    all.add(TF1.getVariable("var3", Shape.of(10, 10)));
    try (var scope = TF1.variableScope("useful_scope")) {
      all.add(TF1.getVariable("var4", Shape.of(9, 9)));
    }
    return all;
  }

  @Test
  @Tag(ROW + "testInitToRootCheckpoint")
  void theRootMayGoToTheRoot() {
    saved();
    try (var run = new GraphRun()) {
      List<Variable> all = likeSaved();
      train.initFromCheckpoint("ckpts", dict("/", "/"));
      run.initialize();

      assertEquals(List.of(ONE, TWO, THREE, FOUR), all.stream().map(run::floats).toList());
    }
  }

  @Test
  @Tag(ROW + "testInitFromPartitionVar")
  void partitionedVariablesTakeTheirParts() {
    List<Float> whole = range(0, 100);
    try (var run = new GraphRun()) {
      try (var scope = TF1.variableScope("scope")) {
        TF1.getPartitionedVariable(
            "var1",
            Shape.of(100, 1),
            TF1.fixedSizePartitioner(5),
            Initializer.of(TF.reshape(TF.constant(whole), TF.constant(new int[] {100, 1}))));
      }
      run.initialize();
      new Saver().save(run.session(), "ckpts/parts");
    }

    try (var run = new GraphRun()) {
      PartitionedVariable same;
      PartitionedVariable other;
      PartitionedVariable listed;
      try (var scope = TF1.variableScope("some_scope")) {
        same = partitioned("my_var1", 5);
      }
      try (var scope = TF1.variableScope("other_scope")) {
        other = partitioned("var1", 3);
      }
      try (var scope = TF1.variableScope("list_scope")) {
        listed = partitioned("var", 2);
      }
      Variable unparted = TF1.getVariable("unparted", Shape.of(100, 1));

      train.initFromCheckpoint(
          "ckpts/parts", dict("scope/var1", "some_scope/my_var1", "scope/", "other_scope/"));
      train.initFromCheckpoint("ckpts/parts", dict("scope/var1", listed.parts()));
      train.initFromCheckpoint("ckpts/parts", dict("scope/var1", unparted));
      run.initialize();

      for (PartitionedVariable variable : List.of(same, other, listed)) {
        List<Float> joined = new ArrayList<>();
        variable.parts().forEach(part -> joined.addAll(run.floats(part)));
        assertEquals(whole, joined, variable.name());
      }
      assertEquals(20, run.floats(same.parts().get(0)).size());
      assertEquals(whole, run.floats(unparted));
    }
  }

  private static PartitionedVariable partitioned(String name, int parts) {
    return TF1.getPartitionedVariable(
        name, Shape.of(100, 1), TF1.fixedSizePartitioner(parts), TF1.zerosInitializer());
  }

  private void refused(String part, Object... map) {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> train.initFromCheckpoint("ckpts", dict(map)));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  @Tag(ROW + "testInitFromCheckpointMissing")
  void whatDoesNotFitIsRefusedBeforeAnythingRuns() {
    saved();
    try (var run = new GraphRun()) {
      Variable wrong;
      Variable my1;
      try (var scope = TF1.variableScope("some_scope")) {
        wrong = TF1.getVariable("my_var1", Shape.of(10, 10));
        my1 = TF1.getVariable("var1", Shape.of(1, 10));
        TF1.getVariable("my_var2", Shape.of(1, 10));
      }
      var before = my1.initializer();

      assertThrows(
          OpError.class,
          () -> train.initFromCheckpoint("no_dir", dict("var1", "some_scope/my_var1")));
      refused("no_var", "no_var", "some_scope/my_var1");
      refused("some_scope/no_var", "var3", "some_scope/no_var");
      refused("[10, 10]", "var1", "some_scope/my_var1");
      refused("[1, 10]", "var1", wrong);
      refused("\"my_var1\"", "/", "some_scope/");
      refused("\"useful_scope/my_var1\"", "useful_scope/", "some_scope/");
      refused("\"useful_scope/\"", "useful_scope", "some_scope/");
      assertSame(before, my1.initializer());
    }
  }

  @Test
  void eagerVariablesTakeTheirValuesAtOnce() {
    saved();
    Variable variable = named("other", new float[1][10]);

    train.initFromCheckpoint("ckpts", dict("var1", variable));

    assertEquals(ONE, floats(variable));
  }
}
