package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * A small graph that either side can build: fed tensors {@code p0…}, variables {@code v0…}, results
 * {@code t0…}, the gradients of the loss as {@code g0…}, and a training step.
 *
 * @param fed values for the placeholders
 * @param initial the variables' first values
 */
record GraphPlan(
    List<RawTensor> fed,
    List<RawTensor> initial,
    boolean resource,
    List<Step> steps,
    Training training) {
  /** One function, and which tensors it takes: fed ones, variables, then results, in order. */
  record Step(GraphFunction function, int x, int y, int number) {}

  /** What trains. */
  enum Training {
    GRADIENT_DESCENT,
    MOMENTUM,
    ADAM,
    ADAGRAD,
    RMSPROP,
    FTRL;

    Optimizer make() {
      return switch (this) {
        case GRADIENT_DESCENT -> TF1.train.gradientDescentOptimizer(0.1);
        case MOMENTUM -> TF1.train.momentumOptimizer(0.1, 0.9);
        case ADAM -> TF1.train.adamOptimizer(0.1);
        case ADAGRAD -> TF1.train.adagradOptimizer(0.1);
        case RMSPROP -> TF1.train.rmsPropOptimizer(0.1);
        case FTRL -> TF1.train.ftrlOptimizer(0.1);
      };
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(), Shape.of(3), Shape.of(2, 3), Shape.of(3, 2), Shape.of(4, 3), Shape.of(1));

  /** Draws one; the steps are made in a graph of no further use, so that they fit. */
  static GraphPlan draw(RandomTensors random) {
    List<RawTensor> fed = values(random, 1 + random.upTo(2));
    List<RawTensor> initial = values(random, 1 + random.upTo(3));
    GraphPlan start =
        new GraphPlan(
            fed, initial, random.chance(60), List.of(), random.one(List.of(Training.values())));
    List<Step> steps = new ArrayList<>();
    try (Scope scope = new Graph().asDefault()) {
      List<Tensor> made = new ArrayList<>(start.leaves());
      int wanted = 4 + random.upTo(16);
      while (steps.size() < wanted) {
        GraphFunction function = random.one(List.of(GraphFunction.values()));
        int x = pick(random, made.size());
        int y = function.inputs() == 1 ? x : pick(random, made.size());
        if (function.fits(made.get(x), made.get(y))) {
          Step step = new Step(function, x, y, random.upTo(100));
          steps.add(step);
          made.add(step(step, made));
        }
      }
    }
    return new GraphPlan(fed, initial, start.resource, steps, start.training);
  }

  /** Rather one of the last. */
  private static int pick(RandomTensors random, int size) {
    return random.chance(50) ? random.upTo(size) : size - 1 - random.upTo(Math.min(3, size));
  }

  private static List<RawTensor> values(RandomTensors random, int count) {
    List<RawTensor> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shape shape = random.one(SHAPES);
      float[] floats = new float[(int) shape.numElements()];
      for (int k = 0; k < floats.length; k++) {
        floats[k] = (random.upTo(4001) - 2000) / 1000f;
      }
      out.add(LiveValues.floats(shape, floats));
    }
    return out;
  }

  /** Builds it into the graph that is the default. */
  void build() {
    List<Tensor> made = new ArrayList<>(leaves());
    for (int i = 0; i < steps.size(); i++) {
      made.add(TF.identity(step(steps.get(i), made), TF.name("t" + i)));
    }
    Tensor loss = TF.reduceMean(made.get(made.size() - 1));
    List<Variable> variables = TF1.trainableVariables();
    for (Variable variable : variables) {
      loss = TF.add(loss, TF.reduceMean(TF.square(variable)));
    }
    List<@Nullable Operand> gradients = TF1.gradients(loss, variables);
    for (int i = 0; i < gradients.size(); i++) {
      Tensor unused = TF.identity(gradients.get(i), TF.name("g" + i));
    }
    loss = TF.identity(loss, TF.name("loss"));
    Node train = training.make().minimize(loss, MinimizeOption.varList(variables));
    try (Scope after = TF.controlDependencies(List.of(train))) {
      Node unused = TF.noOp(TF.name("train"));
    }
  }

  private List<Tensor> leaves() {
    List<Tensor> out = new ArrayList<>();
    for (int i = 0; i < fed.size(); i++) {
      out.add(TF1.placeholder(DType.FLOAT32, fed.get(i).shape(), TF.name("p" + i)));
    }
    for (int i = 0; i < initial.size(); i++) {
      Variable variable =
          TF1.getVariable(
              "v" + i, TF1.initialValue(EagerTensor.of(initial.get(i))), TF1.useResource(resource));
      out.add(TF.identity(variable));
    }
    return out;
  }

  private static Tensor step(Step step, List<Tensor> made) {
    return step.function().of(made.get(step.x()), made.get(step.y()), step.number());
  }

  void describe(ObjectNode out) {
    LiveValues.describe(fed, out.putArray("fed"));
    LiveValues.describe(initial, out.putArray("initial"));
    out.put("resource", resource);
    out.put("training", training.name().toLowerCase(Locale.ROOT));
    ArrayNode list = out.putArray("plan");
    for (Step step : steps) {
      ArrayNode one = list.addArray();
      one.add(step.function().name().toLowerCase(Locale.ROOT));
      one.add(step.x()).add(step.y()).add(step.number());
    }
  }
}
