package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.ClippedGradients;
import org.ckpt4j.train.optimizers.GradAndVar;
import org.ckpt4j.train.optimizers.LearningRates;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.variables.GlobalStep;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** Small networks trained step by step in a graph. */
final class TrainSteps {
  private TrainSteps() {}

  static void register(StepTable table) {
    table.add("train", TrainSteps::train);
  }

  /** The variables of one layer; the bias may be missing. */
  private record Layer(Variable weights, @Nullable Variable bias, @Nullable String activation) {}

  private static ObjectNode train(TraceState state, JsonNode step) {
    String kind = step.get("optimizer").textValue();
    if (!step.get("mode").textValue().equals("graph") || !kind.startsWith("v1.")) {
      throw new MissingFeature("keras");
    }
    try (var graph = TF1.graph();
        Session session = TF1.session()) {
      return inGraph(step, session);
    }
  }

  private static Tensor constant(JsonNode tensor) {
    return TF.constant(EagerTensor.of(TensorCodec.read(tensor)));
  }

  private static ObjectNode inGraph(JsonNode step, Session session) {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : step.get("layers")) {
      try (var scope = TF1.variableScope("layer" + layers.size())) {
        Variable weights = TF1.getVariable("w", TF1.initialValue(constant(layer.get("w"))));
        Variable bias =
            layer.has("b")
                ? TF1.getVariable("b", TF1.initialValue(constant(layer.get("b"))))
                : null;
        layers.add(new Layer(weights, bias, layer.path("activation").textValue()));
      }
    }
    List<Variable> variables = new ArrayList<>();
    for (Layer layer : layers) {
      variables.add(layer.weights());
      if (layer.bias() != null) {
        variables.add(layer.bias());
      }
    }
    Tensor output = forward(layers, constant(step.get("x")));
    Tensor loss = loss(step.get("loss").textValue(), constant(step.get("y")), output);
    Variable globalStep = GlobalStep.getOrCreate();
    Object rate = step.get("args").get("learning_rate").doubleValue();
    if (step.has("decay")) {
      JsonNode decay = step.get("decay");
      rate =
          LearningRates.exponentialDecay(
              rate,
              globalStep,
              decay.get("steps").intValue(),
              decay.get("rate").doubleValue(),
              decay.get("staircase").booleanValue());
    }
    Optimizer optimizer =
        TracedOptimizers.make(step.get("optimizer").textValue(), step.get("args"), rate);
    List<GradAndVar> gradients =
        optimizer.computeGradients(loss, MinimizeOption.varList(variables));
    if (step.has("clip_global_norm")) {
      gradients = clipped(gradients, step.get("clip_global_norm").doubleValue());
    }
    Node trainOp = optimizer.applyGradients(gradients, MinimizeOption.globalStep(globalStep));
    session.run(TF1.globalVariablesInitializer());
    int steps = step.get("steps").intValue();
    float[] losses = new float[steps + 1];
    for (int i = 0; i < steps; i++) {
      losses[i] = (float) session.run(List.of(loss, trainOp)).get(0).doubleValue();
    }
    losses[steps] = (float) session.run(loss).doubleValue();
    return observed(session, optimizer, variables, losses);
  }

  private static List<GradAndVar> clipped(List<GradAndVar> gradients, double norm) {
    List<@Nullable Operand> clipped =
        ClippedGradients.byGlobalNorm(gradients.stream().map(GradAndVar::gradient).toList(), norm)
            .gradients();
    List<GradAndVar> pairs = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      pairs.add(new GradAndVar(clipped.get(i), gradients.get(i).variable()));
    }
    return pairs;
  }

  private static ObjectNode observed(
      Session session, Optimizer optimizer, List<Variable> variables, float[] losses) {
    double tolerance = losses.length > 2 ? 2e-4 : 1e-5;
    List<Object> values = new ArrayList<>();
    List<Object> slots = new ArrayList<>();
    for (Variable variable : variables) {
      values.add(List.of(variable.fullName(), Near.node(session.run(variable), tolerance)));
      for (String name : optimizer.getSlotNames()) {
        Variable slot = optimizer.getSlot(variable, name);
        if (slot != null) {
          slots.add(
              List.of(
                  variable.fullName(),
                  name,
                  slot.fullName(),
                  Near.node(session.run(slot), tolerance)));
        }
      }
    }
    return Observation.of(
            "losses", Near.node(ElementArrays.tensor(Shape.of(losses.length), losses), tolerance))
        .and("variables", values)
        .and("slots", slots)
        .and("global_variables", GraphVariables.global().stream().map(Variable::fullName).toList())
        .done();
  }

  private static Tensor forward(List<Layer> layers, Tensor input) {
    Tensor x = input;
    for (Layer layer : layers) {
      x = TF.matmul(x, layer.weights());
      if (layer.bias() != null) {
        x = TF.plus(x, layer.bias());
      }
      if (layer.activation() != null) {
        x =
            StandardOps.call(
                switch (layer.activation()) {
                  case "relu" -> "Relu";
                  case "tanh" -> "Tanh";
                  case "sigmoid" -> "Sigmoid";
                  default -> throw new MalformedTrace("no activation " + layer.activation());
                },
                x);
      }
    }
    return x;
  }

  private static Tensor loss(String kind, Tensor labels, Tensor output) {
    return switch (kind) {
      case "mse" -> mean(StandardOps.call("Square", TF.minus(output, labels)));
      case "softmax" ->
          mean(
              StandardOps.run(
                      "SoftmaxCrossEntropyWithLogits", null, Attrs.none(), List.of(output, labels))
                  .output(0));
      case "sigmoid" -> mean(sigmoidCrossEntropy(labels, output));
      default -> throw new MalformedTrace("no loss " + kind);
    };
  }

  private static Tensor sigmoidCrossEntropy(Tensor labels, Tensor logits) {
    return org.ckpt4j.losses.CrossEntropies.sigmoid(labels, logits);
  }

  private static Tensor mean(Tensor values) {
    long[] axes = new long[values.shape().rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i;
    }
    return StandardOps.call("Mean", values, TF.constant(ElementArrays.ints(axes)));
  }
}
