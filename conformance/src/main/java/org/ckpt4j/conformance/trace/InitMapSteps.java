package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.train.VocabInfo;
import org.ckpt4j.variables.Initializer;
import org.jspecify.annotations.Nullable;

/** Initializers taken from checkpoints. */
final class InitMapSteps {
  private InitMapSteps() {}

  static void register(StepTable table) {
    table.add("init_from_checkpoint", InitMapSteps::initFromCheckpoint);
    table.add("warm_start", InitMapSteps::warmStart);
  }

  private static ObjectNode initFromCheckpoint(TraceState state, JsonNode step) {
    List<Map.Entry<String, Object>> pairs = new java.util.ArrayList<>();
    for (JsonNode pair : step.get("map")) {
      pairs.add(Map.entry(pair.get(0).textValue(), state.values().of(pair.get(1))));
    }
    String path = state.values().text(step.get("path"));
    if (step.path("map_form").asText().equals("pairs")) {
      TF1.train.initFromCheckpoint(path, pairs);
    } else {
      Map<String, Object> map = new LinkedHashMap<>();
      pairs.forEach(pair -> map.put(pair.getKey(), pair.getValue()));
      TF1.train.initFromCheckpoint(path, map);
    }
    return Observation.nothing();
  }

  private static ObjectNode warmStart(TraceState state, JsonNode step) {
    @Nullable Object wanted = step.has("vars") ? state.values().of(step.get("vars")) : ".*";
    Map<String, String> previous = new LinkedHashMap<>();
    step.path("prev_names")
        .forEach(pair -> previous.put(pair.get(0).textValue(), pair.get(1).textValue()));
    Map<String, VocabInfo> vocabularies = new LinkedHashMap<>();
    for (JsonNode pair : step.path("vocab")) {
      vocabularies.put(pair.get(0).textValue(), vocabulary(pair.get(1)));
    }
    TF1.train.warmStart(state.values().text(step.get("path")), wanted, vocabularies, previous);
    return Observation.nothing();
  }

  private static VocabInfo vocabulary(JsonNode info) {
    return new VocabInfo(
        info.get("new_vocab").textValue(),
        info.get("new_vocab_size").intValue(),
        info.get("num_oov_buckets").intValue(),
        info.get("old_vocab").textValue(),
        info.path("old_vocab_size").asInt(-1),
        info.hasNonNull("backup_initializer")
            ? (Initializer) VariableSteps.initializer(info.get("backup_initializer"))
            : null,
        info.path("axis").asInt(0));
  }
}
