package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.optimizers.AdamOptimizer;
import org.ckpt4j.train.optimizers.GradAndVar;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects in a saver, and object-based files read by one. */
class SaverObjectsTest {
  private static final String ROW =
      "tensorflow/python/training/saver_test.py::TrackableCompatibilityTests::";
  private static final String KERAS = "tf_keras/tests/saver_test.py::TrackableCompatibilityTests::";

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

  /** Saves one variable, and restores two from it. */
  private static final class Mirrored implements Trackable {
    private final Dependencies dependencies = new Dependencies();
    final Variable saved = named("saved", -1f);
    final Variable mirror = named("mirror", -2f);

    @Override
    public Dependencies dependencies() {
      return dependencies;
    }

    @Override
    public String fullName() {
      return "mirrored";
    }

    @Override
    public List<SaveSpec> serializeToTensors() {
      return List.of(new SaveSpec("value", "", DType.FLOAT32, "", saved::value));
    }

    @Override
    public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
      Tensor value = restored.get("value");
      Variable first = saved.assign(value);
      Variable second = mirror.assign(value);
      return Contexts.current().isEager() ? null : TF.group(first.op(), second.op());
    }
  }

  @Test
  @Tag(ROW + "testMoreComplexSaveableReturned")
  void oneSavedValueMayBeRestoredIntoTwoVariables() {
    var eager = new Mirrored();
    eager.saved.assign(42f);
    var saver = new Saver(List.of(eager));
    saver.save(null, "m");
    eager.saved.assign(43f);
    eager.mirror.assign(44f);

    saver.restore(null, "m");

    assertEquals(List.of(42f), floats(eager.saved));
    assertEquals(List.of(42f), floats(eager.mirror));
    assertEquals(List.of("value"), List.copyOf(TF.train.listVariables("m").keySet()));
    try (var run = new GraphRun()) {
      var inGraph = new Mirrored();
      run.initialize();
      var again = new Saver(List.of(inGraph));
      again.restore(run.session(), "m");
      assertEquals(List.of(42f), run.floats(inGraph.saved));
      assertEquals(List.of(42f), run.floats(inGraph.mirror));

      inGraph.saved.load(7f, run.session());
      again.save(run.session(), "n");
      inGraph.saved.load(0f, run.session());
      again.restore(run.session(), "n");
      assertEquals(List.of(7f), run.floats(inGraph.mirror));
    }
  }

  /** Counts how often its values are asked for. */
  private static final class Counting implements Trackable {
    private final Dependencies dependencies = new Dependencies();
    final List<String> asked = new ArrayList<>();

    @Override
    public Dependencies dependencies() {
      return dependencies;
    }

    @Override
    public List<SaveSpec> serializeToTensors() {
      return List.of(spec("a"), spec("b"));
    }

    private SaveSpec spec(String name) {
      return new SaveSpec(
          name,
          "",
          DType.FLOAT32,
          "",
          () -> {
            asked.add(name);
            return ToTensor.of(1f, DType.FLOAT32, name);
          });
    }

    @Override
    public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
      return null;
    }
  }

  @Test
  @Tag(ROW + "testSingleTensorEvaluation")
  void valuesAreAskedForOncePerSaveAndNeverOnRestoring() {
    var counting = new Counting();
    var saver = new Saver(dict("c", counting));

    saver.save(null, "m");
    assertEquals(List.of("a", "b"), counting.asked);
    saver.restore(null, "m");
    assertEquals(List.of("a", "b"), counting.asked);
    saver.save(null, "m");
    assertEquals(List.of("a", "b", "a", "b"), counting.asked);
  }

  @Test
  @Tag(ROW + "testVariableNotFoundErrorRaised")
  void aVariableThatTheFileLacksIsNamed() {
    Variable a = named("a", 1f);
    Variable b = named("b", 2f);
    new Saver(List.of(a)).save(null, "m");

    NotFoundError eager =
        assertThrows(NotFoundError.class, () -> new Saver(List.of(b)).restore(null, "m"));
    NotFoundError inGraph;
    try (var run = new GraphRun()) {
      Variable other = named("b", 2f);
      inGraph =
          assertThrows(
              NotFoundError.class, () -> new Saver(List.of(other)).restore(run.session(), "m"));
    }

    for (NotFoundError error : List.of(eager, inGraph)) {
      assertTrue(error.getMessage().contains("b"), error.getMessage());
      assertFalse(error.getMessage().contains("Reader"), error.getMessage());
      assertFalse(
          error.getMessage().contains("object graph"), "no object-based file was looked for");
    }
  }

  private record Model(Variable kernel, Variable bias, AdamOptimizer optimizer) {
    static Model make() {
      return new Model(
          named("dense/kernel", new float[] {1, 2}),
          named("dense/bias", 3f),
          new AdamOptimizer(0.1));
    }

    Node step() {
      return optimizer.applyGradients(
          List.of(
              new GradAndVar(TF.constant(new float[] {1, 1}), kernel),
              new GradAndVar(TF.constant(1f), bias)));
    }

    Checkpoint checkpoint() {
      return new Checkpoint(kw("kernel", kernel), kw("bias", bias), kw("optimizer", optimizer));
    }

    List<Variable> variables() {
      List<Variable> all = new ArrayList<>(List.of(kernel, bias));
      all.addAll(optimizer.variables());
      return all;
    }
  }

  @Test
  @Tag(KERAS + "testLoadFromObjectBasedGraph")
  void anObjectBasedFileIsRestoredByFullNamesInAGraph() {
    List<List<Float>> saved = new ArrayList<>();
    try (var run = new GraphRun()) {
      Model model = Model.make();
      Node step = model.step();
      run.initialize();
      run.session().run(step);
      model.checkpoint().write("objects");
      model.variables().forEach(variable -> saved.add(run.floats(variable)));
    }
    program.kinds();
    try (var run = new GraphRun()) {
      Model model = Model.make();
      Node step = model.step();
      run.initialize();
      run.session().run(step);
      run.session().run(step);
      var saver = new Saver();

      saver.restore(run.session(), "objects");

      assertEquals(saved, model.variables().stream().map(run::floats).toList());
      assertTrue(program.kinds().contains("object_based_ckpt_in_name_based_saver"));
      int operations = run.size();
      run.session().run(step);
      int withFetches = run.size();
      saver.restore(run.session(), "objects");
      assertEquals(operations, withFetches);
      assertEquals(operations, run.size());
      assertEquals(saved.get(0), run.floats(model.kernel()));
    }
    try (var run = new GraphRun()) {
      Model.make();
      named("not_there", 1f);
      var saver = new Saver();

      var error = assertThrows(NotFoundError.class, () -> saver.restore(run.session(), "objects"));

      assertTrue(error.getMessage().contains("not_there"), error.getMessage());
      assertTrue(error.getMessage().contains("dense/kernel"), error.getMessage());
    }
  }

  @Test
  @Tag(KERAS + "testLoadFromObjectBasedEager")
  void anObjectBasedFileIsRestoredByFullNamesEagerly() {
    Model model = Model.make();
    var unused = model.step();
    model.checkpoint().write("objects");
    List<List<Float>> saved = model.variables().stream().map(Program::floats).toList();
    for (int i = 0; i < 2; i++) {
      var unusedToo = model.step();
    }
    assertEquals(6, saved.size() - 2);

    new Saver(model.variables()).restore(null, "objects");

    assertEquals(saved, model.variables().stream().map(Program::floats).toList());
    List<Operand> extended = new ArrayList<>(model.variables());
    extended.add(named("not_there", 1f));
    assertThrows(NotFoundError.class, () -> new Saver(extended).restore(null, "objects"));
  }
}
