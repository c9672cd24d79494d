package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.train.optimizers.GradAndVar;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.variables.Variable;

/** Optimizers of TensorFlow 1: steps by given gradients, and slots. */
final class OptimizerSteps {
  private OptimizerSteps() {}

  static void register(StepTable table) {
    table.add("optimizer", OptimizerSteps::optimizer);
    table.add("apply_gradients", OptimizerSteps::applyGradients);
    table.add("get_slot", OptimizerSteps::getSlot);
    table.add("slot_names", OptimizerSteps::slotNames);
    table.add("run", OptimizerSteps::run);
  }

  private static ObjectNode optimizer(TraceState state, JsonNode step) {
    state.bind(step, TracedOptimizers.make(step.get("kind").textValue(), step.path("args"), null));
    return Observation.nothing();
  }

  private static ObjectNode applyGradients(TraceState state, JsonNode step) {
    Optimizer optimizer = state.get(step, "optimizer", Optimizer.class);
    List<GradAndVar> gradients = new ArrayList<>();
    for (JsonNode pair : step.get("grads")) {
      Variable variable = (Variable) state.get(pair.get(0).textValue());
      gradients.add(
          new GradAndVar(TF.constant(EagerTensor.of(TensorCodec.read(pair.get(1)))), variable));
    }
    Node applied = optimizer.applyGradients(gradients);
    if (!state.isEager()) {
      state.bind(step, applied);
    }
    return Observation.nothing();
  }

  private static ObjectNode run(TraceState state, JsonNode step) {
    state.requireSession().run(state.get(step, "ref", Operation.class));
    return Observation.nothing();
  }

  private static ObjectNode getSlot(TraceState state, JsonNode step) {
    Variable slot =
        state
            .get(step, "optimizer", Optimizer.class)
            .getSlot(state.get(step, "var", Variable.class), step.get("name").textValue());
    return slot == null
        ? Observation.of("none", true).done()
        : VariableSteps.bound(state, step, slot);
  }

  private static ObjectNode slotNames(TraceState state, JsonNode step) {
    Optimizer optimizer = state.get(step, "optimizer", Optimizer.class);
    Variable variable = state.get(step, "var", Variable.class);
    List<List<String>> slots = new ArrayList<>();
    for (String name : optimizer.getSlotNames()) {
      Variable slot = optimizer.getSlot(variable, name);
      slots.add(Arrays.asList(name, slot == null ? null : slot.name()));
    }
    return Observation.of("slots", slots).done();
  }
}
