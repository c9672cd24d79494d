package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.train.optimizers.AdadeltaOptimizer;
import org.ckpt4j.train.optimizers.AdagradDaOptimizer;
import org.ckpt4j.train.optimizers.AdagradOptimizer;
import org.ckpt4j.train.optimizers.AdamOptimizer;
import org.ckpt4j.train.optimizers.FtrlOptimizer;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.train.optimizers.MomentumOptimizer;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.train.optimizers.ProximalAdagradOptimizer;
import org.ckpt4j.train.optimizers.ProximalGradientDescentOptimizer;
import org.ckpt4j.train.optimizers.RmsPropOptimizer;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * A small training that can be stopped after any step: a table of rows, of which each step uses
 * some (one twice), and a dense layer on top. What a step sees depends on its number only.
 */
final class ResumableTraining {
  /** How values are kept between two runs. */
  enum Style {
    SAVER,
    REFERENCES_WITH_SAVER,
    EAGER_CHECKPOINT,
    GRAPH_CHECKPOINT
  }

  static final Map<String, Function<Variable, Optimizer>> OPTIMIZERS = optimizers();

  private static Map<String, Function<Variable, Optimizer>> optimizers() {
    Map<String, Function<Variable, Optimizer>> all = new TreeMap<>();
    all.put("descent", step -> new GradientDescentOptimizer(0.1));
    all.put("momentum", step -> new MomentumOptimizer(0.1, 0.9));
    all.put("nesterov", step -> new MomentumOptimizer(0.1, 0.9, OptimizerOption.useNesterov(true)));
    all.put("adam", step -> new AdamOptimizer(0.01));
    all.put("adagrad", step -> new AdagradOptimizer(0.1));
    all.put("adagradDa", step -> new AdagradDaOptimizer(0.1, step));
    all.put("adadelta", step -> new AdadeltaOptimizer(0.5));
    all.put("rmsprop", step -> new RmsPropOptimizer(0.01, OptimizerOption.momentum(0.9)));
    all.put("rmspropCentered", step -> new RmsPropOptimizer(0.01, OptimizerOption.centered(true)));
    all.put(
        "ftrl", step -> new FtrlOptimizer(0.1, OptimizerOption.l1RegularizationStrength(0.001)));
    all.put("proximalDescent", step -> new ProximalGradientDescentOptimizer(0.1));
    all.put("proximalAdagrad", step -> new ProximalAdagradOptimizer(0.1));
    return Map.copyOf(all);
  }

  private final Variable step;
  private final Variable table;
  private final Variable weights;
  private final Variable bias;
  private final Optimizer optimizer;

  private ResumableTraining(String name, boolean resource) {
    var kind = new UseResource(resource);
    step = new Variable(0L, new Named("step"), new Trainable(false), kind);
    table = new Variable(ramp(7, 3, 0.31f), new Named("table"), kind);
    weights = new Variable(ramp(3, 2, 0.17f), new Named("weights"), kind);
    bias = new Variable(new float[2], new Named("bias"), kind);
    optimizer = OPTIMIZERS.get(name).apply(step);
  }

  private static float[][] ramp(int rows, int columns, float by) {
    float[][] values = new float[rows][columns];
    for (int i = 0; i < rows * columns; i++) {
      values[i / columns][i % columns] = (float) Math.sin(1 + i * by);
    }
    return values;
  }

  private static int[] rowsOf(long step) {
    int s = (int) step;
    return new int[] {s * 3 % 7, (s * 5 + 1) % 7, s * 3 % 7};
  }

  private static float[][] targetOf(long step) {
    float t = (float) Math.cos(step);
    return new float[][] {{t, -t}, {0.5f, t * t}, {t / 3, 1}};
  }

  private Tensor loss(Object rows, Object target) {
    Tensor hidden = TF.nn.embeddingLookup(table, rows);
    Tensor out = TF.tanh(TF.add(TF.matmul(hidden, weights), bias));
    return TF.reduceMean(TF.square(TF.subtract(out, target)));
  }

  private MinimizeOption[] options() {
    return new MinimizeOption[] {
      MinimizeOption.varList(List.of(table, weights, bias)), MinimizeOption.globalStep(step)
    };
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(
        kw("model", List.of(table, weights, bias)), kw("optimizer", optimizer), kw("step", step));
  }

  /**
   * Runs steps, from the beginning or from a checkpoint.
   *
   * @param from the checkpoint to go on from; null to begin
   * @param to where to write the next
   */
  static void run(String optimizer, Style style, @Nullable String from, int steps, String to) {
    if (style == Style.EAGER_CHECKPOINT) {
      // A world of its own, as in a new process: names of variables are counted in it.
      try (var world = Contexts.enter(new EagerContext())) {
        new ResumableTraining(optimizer, true).runEagerly(from, steps, to);
      }
      return;
    }
    Graph graph = new Graph();
    try (var building = graph.asDefault();
        Session session = new Session(graph);
        var entered = session.asDefault()) {
      new ResumableTraining(optimizer, style != Style.REFERENCES_WITH_SAVER)
          .runInGraph(session, style, from, steps, to);
    }
  }

  private void runEagerly(@Nullable String from, int steps, String to) {
    Checkpoint checkpoint = checkpoint();
    LoadStatus restored = from == null ? null : checkpoint.read(from);
    for (int i = 0; i < steps; i++) {
      long now = ((EagerTensor) step.asTensor()).longValue();
      Supplier<Tensor> loss = () -> loss(TF.constant(rowsOf(now)), TF.constant(targetOf(now)));
      optimizer.minimize(loss, options());
    }
    if (restored != null) {
      restored.assertConsumed();
    }
    checkpoint.write(to);
  }

  private void runInGraph(
      Session session, Style style, @Nullable String from, int steps, String to) {
    Tensor rows = TF1.placeholder(DType.INT32, Shape.of(3));
    Tensor target = TF1.placeholder(DType.FLOAT32, Shape.of(3, 2));
    Node train = optimizer.minimize(loss(rows, target), options());
    boolean byName = style != Style.GRAPH_CHECKPOINT;
    Saver saver = byName ? new Saver() : null;
    Checkpoint checkpoint = byName ? null : checkpoint();
    if (from == null) {
      session.run(GraphVariables.globalInitializer());
    } else if (saver != null) {
      saver.restore(session, from);
    } else {
      checkpoint.read(from).assertConsumed().runRestoreOps(session);
    }
    for (int i = 0; i < steps; i++) {
      long now = session.run(step).longValue();
      session.run(train, new Feed(rows, rowsOf(now)), new Feed(target, targetOf(now)));
    }
    if (saver != null) {
      saver.save(session, to);
    } else {
      checkpoint.write(to);
    }
  }
}
