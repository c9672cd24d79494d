package org.ckpt4j.train.optimizers;

import static org.ckpt4j.train.Kwarg.kw;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.errors.CheckpointMismatchError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.module.TrackedVariable;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.CheckpointOptions;
import org.ckpt4j.train.optimizers.Training.Mode;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slots and other variables of optimizers in object-based checkpoints. */
class SlotRestorationTest {
  private static final String ROW =
      "tensorflow/python/checkpoint/checkpoint_with_v1_optimizers_test.py::CheckpointingTests::";

  @TempDir Path folder;
  private Scope environment;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void enter() {
    environment =
        Contexts.enter(
            new Environment(
                PathResolver.relativeTo(folder), java.time.Instant::now, diagnostic -> {}));
  }

  @AfterEach
  void leave() {
    environment.close();
  }

  private static void minimize(Training training, Optimizer optimizer, Variable variable) {
    Supplier<Tensor> loss = () -> TF.multiply(variable, variable);
    Node step =
        optimizer.minimize(
            training.isEager() ? loss : loss.get(), MinimizeOption.varList(variable));
    training.initialize();
    training.run(step);
  }

  private static void assign(Training training, Variable variable, double value) {
    Variable assigned = variable.assign(Training.tensor(variable.dtype(), value));
    if (!training.isEager()) {
      training.session().run(assigned);
    }
  }

  /** Two files: with slots (var 12, m 14), and one without an optimizer (var as given). */
  private static String[] save(Training training) {
    var root = new AutoTrackable();
    Variable variable = training.variable("var", DType.FLOAT32, 5);
    root.set("var", variable);
    var optimizer = new AdamOptimizer(0.1);
    root.set("optimizer", optimizer);
    minimize(training, optimizer, variable);
    assign(training, variable, 12);
    assign(training, Objects.requireNonNull(optimizer.getSlot(variable, "m")), 14);
    String withSlots = enter(training, () -> new Checkpoint(root).save("with"));
    assign(training, variable, 13);
    var plain = new AutoTrackable();
    plain.set("var", variable);
    String without = enter(training, () -> new Checkpoint(plain).save("without"));
    return new String[] {withSlots, without};
  }

  private static <T> T enter(Training training, Supplier<T> body) {
    if (training.isEager()) {
      return body.get();
    }
    try (var session = training.session().asDefault()) {
      return body.get();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EAGER", "RESOURCES"})
  @Tag(ROW + "testDeferredSlotRestoration")
  void slotsOfAnOlderRestoreComeWhenTheOptimizerDoes(Mode mode) {
    String[] paths;
    try (Training training = new Training(mode)) {
      paths = save(training);
    }
    try (Training training = new Training(mode)) {
      enter(
          training,
          () -> {
            var root = new AutoTrackable();
            var checkpoint = new Checkpoint(root);
            var slotStatus = checkpoint.restore(paths[0]);
            var noSlotStatus = checkpoint.restore(paths[1]);
            Variable variable = TrackedVariable.create(root, "var", new float[] {0});
            noSlotStatus.assertConsumed().runRestoreOps();
            assertArrayEquals(new double[] {13}, training.value(variable));
            assertThrows(CheckpointMismatchError.class, slotStatus::assertConsumed);
            var optimizer = new AdamOptimizer(0.1);
            root.set("optimizer", optimizer);
            if (training.isEager()) {
              // Made by the restore itself, so that its value is there before the first step.
              assertArrayEquals(
                  new double[] {14},
                  training.value(Objects.requireNonNull(optimizer.getSlot(variable, "m"))));
            }
            var missing = assertThrows(CheckpointMismatchError.class, slotStatus::assertConsumed);
            assertTrue(missing.getMessage().contains("beta1_power"), missing.getMessage());

            Node step =
                optimizer.minimize(
                    training.isEager()
                        ? (Supplier<Tensor>) () -> TF.multiply(variable, variable)
                        : TF.multiply(variable, variable),
                    MinimizeOption.varList(variable));
            slotStatus.assertConsumed();
            if (!training.isEager()) {
              training.initialize();
              slotStatus.runRestoreOps();
              assertArrayEquals(
                  new double[] {14},
                  training.value(Objects.requireNonNull(optimizer.getSlot(variable, "m"))));
              training.run(step);
            }
            return null;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EAGER", "RESOURCES"})
  @Tag(ROW + "testSkipSlotVarRestore")
  void slotsMayBeLeftOutOfARestore(Mode mode) {
    String path;
    try (Training training = new Training(mode)) {
      path = save(training)[0];
    }
    String suffix = "/.ATTRIBUTES/VARIABLE_VALUE";
    assertEquals(
        List.of(
            "_CHECKPOINTABLE_OBJECT_GRAPH",
            "optimizer/beta1_power" + suffix,
            "optimizer/beta2_power" + suffix,
            "save_counter" + suffix,
            "var" + suffix,
            "var/.OPTIMIZER_SLOT/optimizer/m" + suffix,
            "var/.OPTIMIZER_SLOT/optimizer/v" + suffix),
        new TrainApi().listVariables(path).keySet().stream().sorted().toList());
    for (boolean skip : new boolean[] {true, false}) {
      try (Training training = new Training(mode)) {
        enter(
            training,
            () -> {
              var root = new AutoTrackable();
              Variable variable = training.variable("var", DType.FLOAT32, 0);
              root.set("var", variable);
              var optimizer = new AdamOptimizer(0.1);
              root.set("optimizer", optimizer);
              minimize(training, optimizer, variable);
              Variable m = Objects.requireNonNull(optimizer.getSlot(variable, "m"));
              assign(training, m, 0);

              new Checkpoint(root)
                  .restore(path, CheckpointOptions.defaults().withSkipSlotVariables(skip))
                  .assertConsumed()
                  .runRestoreOps();

              assertArrayEquals(new double[] {12}, training.value(variable));
              assertArrayEquals(new double[] {skip ? 0 : 14}, training.value(m));
              return null;
            });
      }
    }
  }

  @Test
  @Tag(ROW + "testMultipleGraphsNonSlotVariables")
  void anOptimizerOfTwoGraphsHasTwoSetsOfVariables() {
    var optimizer = new AdamOptimizer(0.001);
    Graph first = new Graph();
    Graph second = new Graph();
    try (Session session1 = new Session(first);
        Session session2 = new Session(second)) {
      Part part1 = part(first, session1, optimizer);
      Part part2 = part(second, session2, optimizer);
      assertNotSame(part1.power(), part2.power());
      set(part1, session1, 6, 8, 0.3);
      set(part2, session2, 7, 9, 0.4);
      String path1 = save(part1, session1, "one");
      String path2 = save(part2, session2, "two");
      set(part1, session1, 0, 0, 0);
      set(part2, session2, 0, 0, 0);

      restore(part1, session1, path1);
      restore(part2, session2, path2);

      check(part1, session1, 6, 8, 0.3);
      check(part2, session2, 7, 9, 0.4);
    }
  }

  private record Part(Graph graph, Checkpoint checkpoint, Variable v, Variable m, Variable power) {}

  private static Part part(Graph graph, Session session, Optimizer optimizer) {
    try (var building = graph.asDefault()) {
      Variable v = new Variable(new double[] {1});
      optimizer.minimize(TF.multiply(v, v), MinimizeOption.varList(v));
      session.run(org.ckpt4j.variables.GraphVariables.globalInitializer());
      var power = (Variable) optimizer.trackableChildren().get("beta1_power");
      return new Part(
          graph,
          new Checkpoint(kw("v", v), kw("opt", optimizer)),
          v,
          Objects.requireNonNull(optimizer.getSlot(v, "m")),
          Objects.requireNonNull(power));
    }
  }

  private static void set(Part part, Session session, double v, double m, double power) {
    try (var building = part.graph().asDefault()) {
      session.run(part.v().assign(new double[] {v}));
      session.run(part.m().assign(new double[] {m}));
      session.run(part.power().assign(power));
    }
  }

  private static String save(Part part, Session session, String prefix) {
    try (var building = part.graph().asDefault();
        var entered = session.asDefault()) {
      return part.checkpoint().save(prefix);
    }
  }

  private static void restore(Part part, Session session, String path) {
    try (var building = part.graph().asDefault();
        var entered = session.asDefault()) {
      part.checkpoint().restore(path).assertConsumed().runRestoreOps();
    }
  }

  private static void check(Part part, Session session, double v, double m, double power) {
    assertEquals(v, org.ckpt4j.framework.ElementArrays.doubles(session.run(part.v()))[0]);
    assertEquals(m, org.ckpt4j.framework.ElementArrays.doubles(session.run(part.m()))[0]);
    assertEquals(
        power, org.ckpt4j.framework.ElementArrays.doubles(session.run(part.power()))[0], 1e-6);
  }
}
