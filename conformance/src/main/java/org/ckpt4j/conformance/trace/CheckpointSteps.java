package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.TF;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode.RegisteredSaver;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Kwarg;
import org.ckpt4j.train.objectgraph.InitializationOnlyStatus;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.train.objectgraph.NameBasedSaverStatus;
import org.ckpt4j.train.saveops.CodePoints;
import org.ckpt4j.variables.Variable;

/** Checkpoints of objects: saved, looked into, restored. */
final class CheckpointSteps {
  private CheckpointSteps() {}

  static void register(StepTable table) {
    table.add("checkpoint", CheckpointSteps::checkpoint);
    table.add("save", CheckpointSteps::save);
    table.add("inspect", CheckpointSteps::inspect);
    table.add("restore", CheckpointSteps::restore);
    table.add("status", CheckpointSteps::status);
    table.add("save_counter", CheckpointSteps::saveCounter);
    table.add("list_variables", CheckpointSteps::listVariables);
    table.add("load_variable", CheckpointSteps::loadVariable);
    table.add("write_name_based", CheckpointSteps::writeNameBased);
  }

  private static ObjectNode checkpoint(TraceState state, JsonNode step) {
    List<Kwarg> kwargs = new ArrayList<>();
    for (JsonNode pair : step.path("kwargs")) {
      kwargs.add(Kwarg.kw(pair.get(0).textValue(), state.values().of(pair.get(1))));
    }
    Kwarg[] given = kwargs.toArray(Kwarg[]::new);
    state.bind(
        step,
        step.has("root")
            ? new Checkpoint((Trackable) state.values().of(step.get("root")), given)
            : new Checkpoint(given));
    return Observation.nothing();
  }

  private static ObjectNode save(TraceState state, JsonNode step) {
    Checkpoint checkpoint = state.get(step, "checkpoint", Checkpoint.class);
    String prefix = step.get("path").textValue();
    String path =
        step.path("method").asText("save").equals("save")
            ? checkpoint.save(prefix)
            : checkpoint.write(prefix);
    state.bind(step, path);
    return Observation.of("path", path).done();
  }

  private static ObjectNode inspect(TraceState state, JsonNode step) throws IOException {
    String path = state.values().text(step.get("path"));
    boolean data = step.path("data").asBoolean(true);
    List<ObjectNode> tensors = new ArrayList<>();
    byte[] graph = null;
    try (var reader = TF.train.loadCheckpoint(path)) {
      Map<String, Shape> sorted = new TreeMap<>(CodePoints.ORDER);
      sorted.putAll(reader.getVariableToShapeMap());
      for (String key : sorted.keySet()) {
        RawTensor value = reader.getTensor(key);
        if (key.equals(ObjectGraph.KEY)) {
          graph = value.elements().get(0).toByteArray();
          continue;
        }
        ObjectNode one = JsonNodeFactory.instance.objectNode().put("key", key);
        one.setAll(TensorCodec.observed(value));
        if (!data) {
          one.remove("data");
        }
        tensors.add(one);
      }
    }
    Observation seen = new Observation();
    seen.and("tensors", tensors);
    if (graph != null) {
      seen.and(
          "graph",
          ObjectGraph.read(graph, path).nodes().stream().map(CheckpointSteps::node).toList());
    }
    if (step.path("files").asBoolean(true)) {
      seen.and("index_file", digest(state.folder().resolve(path + ".index")));
      seen.and("data_file", digest(state.folder().resolve(path + ".data-00000-of-00001")));
    }
    return seen.done();
  }

  private static ObjectNode node(org.ckpt4j.checkpoint.objectgraph.ObjectNode node) {
    Observation seen =
        Observation.of(
            "children",
            node.children().stream().map(c -> List.of(c.localName(), c.nodeId())).toList());
    if (!node.attributes().isEmpty()) {
      seen.and(
          "attributes",
          node.attributes().stream()
              .map(a -> List.of(a.name(), a.fullName(), a.checkpointKey()))
              .toList());
    }
    if (!node.slotVariables().isEmpty()) {
      seen.and(
          "slots",
          node.slotVariables().stream()
              .map(s -> List.of(s.originalVariableNodeId(), s.slotName(), s.slotVariableNodeId()))
              .toList());
    }
    node.hasCheckpointValues().ifPresent(has -> seen.and("has_checkpoint_values", has));
    node.registeredSaver().ifPresent(saver -> seen.and("registered_saver", pair(saver)));
    return seen.done();
  }

  private static List<String> pair(RegisteredSaver saver) {
    return List.of(saver.name(), saver.objectName());
  }

  private static ObjectNode digest(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Observation.of("sha256", HexFormat.of().formatHex(sha256))
          .and("size", bytes.length)
          .done();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static ObjectNode restore(TraceState state, JsonNode step) {
    Checkpoint checkpoint = state.get(step, "checkpoint", Checkpoint.class);
    String path = state.values().text(step.get("path"));
    LoadStatus status =
        step.path("method").asText("restore").equals("restore")
            ? checkpoint.restore(path)
            : checkpoint.read(path);
    state.bind(step, status);
    return Observation.of("status", kind(status)).done();
  }

  private static String kind(LoadStatus status) {
    if (status instanceof NameBasedSaverStatus) {
      return "name";
    }
    return status instanceof InitializationOnlyStatus ? "init_only" : "object";
  }

  private static ObjectNode status(TraceState state, JsonNode step) {
    LoadStatus status = state.get(step, "status", LoadStatus.class);
    switch (step.get("call").textValue()) {
      case "assert_consumed" -> status.assertConsumed();
      case "assert_existing_objects_matched" -> status.assertExistingObjectsMatched();
      case "assert_nontrivial_match" -> status.assertNontrivialMatch();
      case "expect_partial" -> status.expectPartial();
      case "run_restore_ops" -> status.runRestoreOps();
      case "initialize_or_restore" -> status.initializeOrRestore();
      default -> throw new MalformedTrace("no status method " + step.get("call"));
    }
    return Observation.nothing();
  }

  private static ObjectNode saveCounter(TraceState state, JsonNode step) {
    Variable counter = state.get(step, "checkpoint", Checkpoint.class).saveCounter();
    long value =
        Contexts.current().isEager()
            ? EagerTensor.of(counter.numpy()).longValue()
            : state.requireSession().run(counter).longValue();
    return Observation.of("value", value).done();
  }

  private static ObjectNode listVariables(TraceState state, JsonNode step) {
    List<Object> pairs = new ArrayList<>();
    TF.train
        .listVariables(state.values().text(step.get("path")))
        .forEach((name, shape) -> pairs.add(List.of(name, shape)));
    return Observation.of("variables", pairs).done();
  }

  private static ObjectNode loadVariable(TraceState state, JsonNode step) {
    var value =
        TF.train.loadVariable(state.values().text(step.get("path")), step.get("name").textValue());
    return Observation.of("value", TensorCodec.observed(value)).done();
  }

  private static ObjectNode writeNameBased(TraceState state, JsonNode step) throws IOException {
    Map<String, RawTensor> sorted = new TreeMap<>(CodePoints.ORDER);
    for (JsonNode pair : step.get("tensors")) {
      sorted.put(pair.get(0).textValue(), TensorCodec.read(pair.get(1)));
    }
    Path prefix = state.folder().resolve(step.get("path").textValue());
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (Map.Entry<String, RawTensor> one : sorted.entrySet()) {
        writer.add(one.getKey(), one.getValue());
      }
      writer.finish();
    }
    return Observation.nothing();
  }
}
