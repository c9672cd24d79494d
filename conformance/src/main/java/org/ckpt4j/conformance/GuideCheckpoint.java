package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.jspecify.annotations.Nullable;

/** What a written checkpoint holds, read by ckpt4j, against what TensorFlow read from its own. */
final class GuideCheckpoint {
  private GuideCheckpoint() {}

  static void compare(Checks checks, JsonNode expected, Path folder) throws IOException {
    String prefix = expected.get("prefix").textValue();
    try (CheckpointReader reader = CheckpointReader.open(folder.resolve(prefix))) {
      checks.same(
          prefix + ", kind",
          expected.get("kind").textValue(),
          reader.kind() == CheckpointKind.OBJECT_BASED ? "object-based" : "name-based");
      tensors(checks, prefix, expected.get("tensors"), reader);
      if (expected.has("object_graph")) {
        byte[] message = reader.getTensor(ObjectGraph.KEY).elements().get(0).toByteArray();
        checks.same(
            prefix + ", object graph",
            PlainJson.of(expected.get("object_graph").get("nodes")),
            nodes(ObjectGraph.read(message, prefix)));
      }
    } catch (java.nio.file.NoSuchFileException e) {
      checks.fail(prefix + " was not written");
    }
  }

  private static void tensors(
      Checks checks, String prefix, JsonNode expected, CheckpointReader reader) throws IOException {
    List<String> keys = new ArrayList<>();
    expected.fieldNames().forEachRemaining(keys::add);
    List<String> found =
        reader.entries().stream().map(entry -> entry.key().toString()).sorted().toList();
    checks.same(prefix + ", keys", keys.stream().sorted().toList(), found);
    for (Iterator<Map.Entry<String, JsonNode>> it = expected.properties().iterator();
        it.hasNext(); ) {
      Map.Entry<String, JsonNode> one = it.next();
      if (reader.hasTensor(one.getKey())) {
        tensor(checks, prefix + ", " + one.getKey(), one.getValue(), reader, one.getKey());
      }
    }
  }

  private static void tensor(
      Checks checks, String what, JsonNode expected, CheckpointReader reader, String key)
      throws IOException {
    TensorEntry entry = reader.entry(key);
    checks.same(what + ", dtype", expected.get("dtype").textValue(), entry.spec().dtype().tfName());
    checks.same(
        what + ", shape", PlainJson.of(expected.get("shape")), dims(entry.spec().shape().dims()));
    RawTensor value = reader.getTensor(key);
    if (value.dtype() == DType.STRING) {
      List<String> base64 = new ArrayList<>();
      value
          .elements()
          .forEach(s -> base64.add(java.util.Base64.getEncoder().encodeToString(s.toByteArray())));
      JsonNode wanted = expected.get("value_base64");
      checks.same(what, PlainJson.of(wanted), wanted.isArray() ? base64 : (Object) base64.get(0));
    } else {
      MessageDigest digest = FileCheck.sha256();
      digest.update(value.bytes().toByteArray());
      checks.same(
          what + ", sha256 of the value",
          expected.get("raw_le_sha256").textValue(),
          HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static List<Long> dims(long[] dims) {
    List<Long> list = new ArrayList<>();
    for (long dim : dims) {
      list.add(dim);
    }
    return list;
  }

  /** The nodes as the recording writes them. */
  private static List<Map<String, @Nullable Object>> nodes(ObjectGraph graph) {
    List<Map<String, @Nullable Object>> nodes = new ArrayList<>();
    for (ObjectNode node : graph.nodes()) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      plain.put("id", (long) nodes.size());
      plain.put(
          "children",
          node.children().stream()
              .map(c -> Map.of("node_id", (long) c.nodeId(), "local_name", c.localName()))
              .toList());
      plain.put(
          "attributes",
          node.attributes().stream()
              .map(
                  a ->
                      Map.of(
                          "name", a.name(),
                          "full_name", a.fullName(),
                          "checkpoint_key", a.checkpointKey()))
              .toList());
      plain.put(
          "slot_variables",
          node.slotVariables().stream()
              .map(
                  s ->
                      Map.of(
                          "original_variable_node_id", (long) s.originalVariableNodeId(),
                          "slot_name", s.slotName(),
                          "slot_variable_node_id", (long) s.slotVariableNodeId()))
              .toList());
      plain.put("has_checkpoint_values", node.hasCheckpointValues().orElse(null));
      plain.put(
          "registered_saver",
          node.registeredSaver()
              .map(r -> Map.of("name", r.name(), "object_name", r.objectName()))
              .orElse(null));
      nodes.add(plain);
    }
    return nodes;
  }
}
