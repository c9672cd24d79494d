package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Every op of the trace language that ckpt4j can do; the others need Keras. */
final class StepTable {
  private final Map<String, Step> steps = new HashMap<>();
  private final Map<String, Step.Block> blocks = new HashMap<>();

  StepTable() {
    ScopeSteps.register(this);
    VariableSteps.register(this);
    OpSteps.register(this);
    EagerNameSteps.register(this);
    ObjectSteps.register(this);
    CheckpointSteps.register(this);
    SaverSteps.register(this);
    ManagerSteps.register(this);
    FileSteps.register(this);
    InitMapSteps.register(this);
    OptimizerSteps.register(this);
    TrainSteps.register(this);
    EvalSteps.register(this);
  }

  void add(String op, Step step) {
    steps.put(op, step);
  }

  void addBlock(String op, Step.Block block) {
    blocks.put(op, block);
  }

  /** The first feature among these steps that nothing here does. */
  Optional<String> unsupported(JsonNode program) {
    for (JsonNode step : program) {
      String op = step.get("op").textValue();
      if (!steps.containsKey(op) && !blocks.containsKey(op)) {
        return Optional.of("keras");
      }
      Optional<String> inside = step.has("body") ? unsupported(step.get("body")) : Optional.empty();
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }

  ObjectNode run(TraceState state, JsonNode step, Runnable body) throws Exception {
    String op = step.get("op").textValue();
    Step.Block block = blocks.get(op);
    return block == null ? steps.get(op).run(state, step) : block.run(state, step, body);
  }
}
