package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ckpt4j.TF;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.options.SaverOption;
import org.ckpt4j.train.Saver;
import org.jspecify.annotations.Nullable;

/** The v1 Saver, and the state file. */
final class SaverSteps {
  private SaverSteps() {}

  static void register(StepTable table) {
    table.add("saver", SaverSteps::saver);
    table.add("saver_save", SaverSteps::save);
    table.add("saver_restore", SaverSteps::restore);
    table.add("last_checkpoints", SaverSteps::lastCheckpoints);
    table.add("set_last_checkpoints", SaverSteps::setLastCheckpoints);
    table.add("recover_last_checkpoints", SaverSteps::recoverLastCheckpoints);
    table.add("latest_checkpoint", SaverSteps::latestCheckpoint);
    table.add("get_checkpoint_state", SaverSteps::getCheckpointState);
    table.add("update_checkpoint_state", SaverSteps::updateCheckpointState);
    table.add("checkpoint_exists", SaverSteps::checkpointExists);
    table.add("remove_checkpoint", SaverSteps::removeCheckpoint);
  }

  private static ObjectNode saver(TraceState state, JsonNode step) {
    List<SaverOption> options = new ArrayList<>();
    Iterator<Map.Entry<String, JsonNode>> args = step.path("args").properties().iterator();
    while (args.hasNext()) {
      Map.Entry<String, JsonNode> arg = args.next();
      options.add(option(arg.getKey(), arg.getValue()));
    }
    SaverOption[] given = options.toArray(SaverOption[]::new);
    @Nullable Object variables =
        step.hasNonNull("var_list") ? state.values().of(step.get("var_list")) : null;
    Saver saver;
    if (variables instanceof Map<?, ?> byName) {
      @SuppressWarnings("unchecked")
      Map<String, Object> named = (Map<String, Object>) byName;
      saver = new Saver(named, given);
    } else if (variables instanceof List<?> list) {
      saver = new Saver(list, given);
    } else {
      saver = new Saver(given);
    }
    state.bind(step, saver);
    return Observation.nothing();
  }

  private static SaverOption option(String name, JsonNode value) {
    return switch (name) {
      case "max_to_keep" -> SaverOption.maxToKeep(value.isNull() ? 0 : value.intValue());
      case "keep_checkpoint_every_n_hours" ->
          SaverOption.keepCheckpointEveryNHours(value.doubleValue());
      case "reshape" -> SaverOption.reshape(value.booleanValue());
      case "restore_sequentially" -> SaverOption.restoreSequentially(value.booleanValue());
      case "sharded" -> SaverOption.sharded(value.booleanValue());
      case "save_relative_paths" -> SaverOption.saveRelativePaths(value.booleanValue());
      case "name" -> new Named(value.textValue());
      case "allow_empty" -> SaverOption.allowEmpty(value.booleanValue());
      default -> throw new MissingFeature("Saver(" + name + ")");
    };
  }

  private static ObjectNode save(TraceState state, JsonNode step) {
    List<SaveOption> options = new ArrayList<>();
    options.add(SaveOption.writeMetaGraph(false));
    if (step.has("latest_filename")) {
      options.add(SaveOption.latestFilename(step.get("latest_filename").textValue()));
    }
    if (step.has("write_state")) {
      options.add(SaveOption.writeState(step.get("write_state").booleanValue()));
    }
    if (step.has("global_step")) {
      Object global = state.values().of(step.get("global_step"));
      options.add(SaveOption.globalStep(global));
    }
    Saver saver = state.get(step, "saver", Saver.class);
    String path =
        saver.save(
            state.session(), step.get("path").textValue(), options.toArray(SaveOption[]::new));
    state.bind(step, path);
    return Observation.of("path", path).done();
  }

  private static ObjectNode restore(TraceState state, JsonNode step) {
    state
        .get(step, "saver", Saver.class)
        .restore(state.session(), state.values().text(step.get("path")));
    return Observation.nothing();
  }

  private static ObjectNode lastCheckpoints(TraceState state, JsonNode step) {
    return Observation.of("paths", state.get(step, "saver", Saver.class).lastCheckpoints()).done();
  }

  private static ObjectNode setLastCheckpoints(TraceState state, JsonNode step) {
    state.get(step, "saver", Saver.class).setLastCheckpoints(texts(step.get("paths")));
    return Observation.nothing();
  }

  private static ObjectNode recoverLastCheckpoints(TraceState state, JsonNode step) {
    state.get(step, "saver", Saver.class).recoverLastCheckpoints(texts(step.get("paths")));
    return lastCheckpoints(state, step);
  }

  private static ObjectNode latestCheckpoint(TraceState state, JsonNode step) {
    String folder = step.get("dir").textValue();
    String path =
        step.has("latest_filename")
            ? TF.train.latestCheckpoint(folder, step.get("latest_filename").textValue())
            : TF.train.latestCheckpoint(folder);
    return Observation.of("path", path).done();
  }

  private static ObjectNode getCheckpointState(TraceState state, JsonNode step) {
    String folder = step.get("dir").textValue();
    var found =
        step.has("latest_filename")
            ? TF.train.getCheckpointState(folder, step.get("latest_filename").textValue())
            : TF.train.getCheckpointState(folder);
    if (found == null) {
      return Observation.of("none", true).done();
    }
    Observation seen =
        Observation.of("model_checkpoint_path", found.modelCheckpointPath())
            .and("all_model_checkpoint_paths", found.allModelCheckpointPaths());
    if (!found.allModelCheckpointTimestamps().isEmpty()) {
      seen.and("all_model_checkpoint_timestamps", found.allModelCheckpointTimestamps());
    }
    found.lastPreservedTimestamp().ifPresent(time -> seen.and("last_preserved_timestamp", time));
    return seen.done();
  }

  private static ObjectNode updateCheckpointState(TraceState state, JsonNode step) {
    List<Double> timestamps = new ArrayList<>();
    step.path("all_model_checkpoint_timestamps")
        .forEach(time -> timestamps.add(time.doubleValue()));
    CheckpointState wanted =
        new CheckpointState(
            step.get("model_checkpoint_path").textValue(),
            texts(step.path("all_model_checkpoint_paths")),
            timestamps,
            step.has("last_preserved_timestamp")
                ? OptionalDouble.of(step.get("last_preserved_timestamp").doubleValue())
                : OptionalDouble.empty());
    String folder = step.get("dir").textValue();
    if (step.has("latest_filename")) {
      TF1.train.updateCheckpointState(folder, wanted, step.get("latest_filename").textValue());
    } else {
      TF1.train.updateCheckpointState(folder, wanted);
    }
    return Observation.nothing();
  }

  private static ObjectNode checkpointExists(TraceState state, JsonNode step) {
    String path = state.values().text(step.get("path"));
    return Observation.of("value", TF1.train.checkpointExists(path)).done();
  }

  private static ObjectNode removeCheckpoint(TraceState state, JsonNode step) {
    TF1.train.removeCheckpoint(state.values().text(step.get("path")));
    return Observation.nothing();
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.textValue()));
    return texts;
  }
}
