package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.optimizers.GradAndVar;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.variables.Variable;

/**
 * Variables, an optimizer, and gradients to apply, as either side makes them: {@code
 * Checkpoint(net=…, optimizer=…, global_step=…)} with {@code w0…} as attributes of {@code net}.
 *
 * @param gradients for each step those of all variables
 */
record TrainedObjects(
    List<RawTensor> initial, List<List<RawTensor>> gradients, GraphPlan.Training training) {
  /** What was made of it in eager mode. */
  record Made(
      TrainedObjects plan,
      List<Variable> variables,
      Variable globalStep,
      Optimizer optimizer,
      Checkpoint checkpoint) {
    void step(int number) {
      List<GradAndVar> pairs = new ArrayList<>();
      for (int i = 0; i < variables.size(); i++) {
        EagerTensor gradient = EagerTensor.of(plan.gradients.get(number).get(i));
        pairs.add(new GradAndVar(gradient, variables.get(i)));
      }
      Node unused = optimizer.applyGradients(pairs, MinimizeOption.globalStep(globalStep));
    }

    /** Variables and then slots, by name. */
    Map<String, RawTensor> values() {
      Map<String, RawTensor> out = new LinkedHashMap<>();
      out.put("global_step", globalStep.numpy());
      for (int i = 0; i < variables.size(); i++) {
        out.put("w" + i, variables.get(i).numpy());
        for (String slot : optimizer.getSlotNames()) {
          Variable value = optimizer.getSlot(variables.get(i), slot);
          if (value != null) {
            out.put("w" + i + "/" + slot, value.numpy());
          }
        }
      }
      return out;
    }
  }

  static TrainedObjects draw(RandomTensors random) {
    int variables = 1 + random.upTo(4);
    int steps = 2 + random.upTo(3);
    List<RawTensor> initial = new ArrayList<>();
    for (int i = 0; i < variables; i++) {
      initial.add(tensor(random, Shape.of(1 + random.upTo(4), 1 + random.upTo(3))));
    }
    List<List<RawTensor>> gradients = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      gradients.add(initial.stream().map(like -> tensor(random, like.shape())).toList());
    }
    return new TrainedObjects(initial, gradients, random.one(List.of(GraphPlan.Training.values())));
  }

  static RawTensor tensor(RandomTensors random, Shape shape) {
    float[] floats = new float[(int) shape.numElements()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (1 + random.upTo(2000)) / 1000f * (random.chance(50) ? 1 : -1);
    }
    return LiveValues.floats(shape, floats);
  }

  int steps() {
    return gradients.size();
  }

  /** In eager mode; {@code blank} with zeros for values. */
  Made make(boolean blank) {
    List<Variable> variables = new ArrayList<>();
    AutoTrackable net = new AutoTrackable();
    for (int i = 0; i < initial.size(); i++) {
      RawTensor value = initial.get(i);
      Object start = blank ? TF.zeros(value.shape()) : EagerTensor.of(value);
      variables.add(new Variable(start, TF.name("w" + i)));
      net.set("w" + i, variables.get(i));
    }
    Variable globalStep = new Variable(0L, TF.name("global_step"), TF.trainable(false));
    Optimizer optimizer = training.make();
    Checkpoint checkpoint =
        new Checkpoint(
            TF.kw("net", net), TF.kw("optimizer", optimizer), TF.kw("global_step", globalStep));
    return new Made(this, variables, globalStep, optimizer, checkpoint);
  }

  void describe(ObjectNode out) {
    LiveValues.describe(initial, out.putArray("initial"));
    ArrayNode all = out.putArray("gradients");
    gradients.forEach(step -> LiveValues.describe(step, all.addArray()));
    out.put("training", training.name().toLowerCase(Locale.ROOT));
  }
}
