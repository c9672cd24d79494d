package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.CheckpointManager;
import org.ckpt4j.train.CheckpointOptions;
import org.ckpt4j.train.ManagerOption;
import org.ckpt4j.variables.Variable;

/** Checkpoint managers. */
final class ManagerSteps {
  private ManagerSteps() {}

  static void register(StepTable table) {
    table.add("manager", ManagerSteps::manager);
    table.add("manager_save", ManagerSteps::save);
    table.add("manager_restore", ManagerSteps::restore);
    table.add("manager_sync", ManagerSteps::sync);
  }

  private static ObjectNode manager(TraceState state, JsonNode step) {
    List<ManagerOption> options = new ArrayList<>();
    Integer maxToKeep = null;
    for (var args = step.path("args").properties().iterator(); args.hasNext(); ) {
      Map.Entry<String, JsonNode> arg = args.next();
      JsonNode value = arg.getValue();
      switch (arg.getKey()) {
        case "max_to_keep" -> maxToKeep = value.isNull() ? null : value.intValue();
        case "keep_checkpoint_every_n_hours" ->
            options.add(ManagerOption.keepCheckpointEveryNHours(value.doubleValue()));
        case "checkpoint_name" -> options.add(ManagerOption.checkpointName(value.textValue()));
        case "checkpoint_interval" ->
            options.add(ManagerOption.checkpointInterval(value.longValue()));
        default -> throw new MissingFeature("CheckpointManager(" + arg.getKey() + ")");
      }
    }
    if (step.has("step_counter")) {
      options.add(ManagerOption.stepCounter(state.get(step, "step_counter", Operand.class)));
    }
    if (step.has("init_assign")) {
      Variable variable = (Variable) state.get(step.get("init_assign").get(0).textValue());
      EagerTensor value = EagerTensor.of(TensorCodec.read(step.get("init_assign").get(1)));
      options.add(ManagerOption.initFunction(() -> variable.assign(value)));
    }
    CheckpointManager manager =
        new CheckpointManager(
            state.get(step, "checkpoint", Checkpoint.class),
            step.get("dir").textValue(),
            maxToKeep,
            options.toArray(ManagerOption[]::new));
    state.bind(step, manager);
    return describe(manager, new Observation()).done();
  }

  private static Observation describe(CheckpointManager manager, Observation seen) {
    return seen.and("checkpoints", manager.checkpoints()).and("latest", manager.latestCheckpoint());
  }

  private static ObjectNode save(TraceState state, JsonNode step) {
    CheckpointManager manager = state.get(step, "manager", CheckpointManager.class);
    Object number =
        step.has("checkpoint_number") ? state.values().of(step.get("checkpoint_number")) : null;
    boolean checkInterval = step.path("check_interval").asBoolean(true);
    String path = manager.save(number, checkInterval, CheckpointOptions.defaults());
    return describe(manager, Observation.of("path", path)).done();
  }

  private static ObjectNode restore(TraceState state, JsonNode step) {
    CheckpointManager manager = state.get(step, "manager", CheckpointManager.class);
    return Observation.of("path", manager.restoreOrInitialize()).done();
  }

  private static ObjectNode sync(TraceState state, JsonNode step) {
    CheckpointManager manager = state.get(step, "manager", CheckpointManager.class);
    manager.sync();
    return describe(manager, new Observation()).done();
  }
}
