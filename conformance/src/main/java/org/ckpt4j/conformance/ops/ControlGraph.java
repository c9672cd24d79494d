package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;

/** A graph given node by node, what it is fed, and what is fetched. */
final class ControlGraph {
  private final Map<String, JsonNode> nodes = new LinkedHashMap<>();
  private final Map<String, Node> built = new HashMap<>();
  private final Set<String> building = new HashSet<>();

  private ControlGraph(JsonNode graph) {
    graph.forEach(node -> nodes.put(node.get("name").textValue(), node));
  }

  static void run(JsonNode recorded, Findings checks) {
    ControlGraph control = new ControlGraph(RecordedTensor.field(recorded, "graph"));
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      Attempt<Integer> attempt = Attempt.at("control graph", control::build);
      if (!attempt.success(checks, "building the graph")) {
        return;
      }
      control.runs(recorded, checks, graph);
    }
  }

  private int build() {
    nodes.keySet().forEach(this::node);
    return nodes.size();
  }

  private Node node(String name) {
    Node made = built.get(name);
    if (made != null) {
      return made;
    }
    JsonNode node = nodes.get(name);
    if (node == null) {
      throw new MalformedCase("no node is called " + name);
    }
    if (!building.add(name)) {
      throw new LackingFeature("loops in recorded graphs");
    }
    OpDef def = OpCase.find(node.get("op").textValue());
    List<Tensor> inputs = new ArrayList<>();
    List<Node> controls = new ArrayList<>();
    for (JsonNode input : node.get("inputs")) {
      String text = input.textValue();
      if (text.startsWith("^")) {
        controls.add(node(text.substring(1)));
      } else {
        int colon = text.lastIndexOf(':');
        inputs.add(
            colon < 0
                ? node(text).output(0)
                : node(text.substring(0, colon))
                    .output(Integer.parseInt(text.substring(colon + 1))));
      }
    }
    try (var waits = Contexts.current().enterControlDependencies(controls)) {
      made = def.run(name + "/", RecordedAttrs.of(def, node.get("attrs")), inputs);
    }
    built.put(name, made);
    return made;
  }

  private void runs(JsonNode recorded, Findings checks, Graph graph) {
    List<Feed> feeds = new ArrayList<>();
    recorded
        .path("feed")
        .properties()
        .forEach(
            feed ->
                feeds.add(
                    new Feed(
                        graph.getTensorByName(feed.getKey()),
                        RecordedTensor.value(feed.getValue()))));
    List<Tensor> fetches = new ArrayList<>();
    recorded.get("fetch").forEach(name -> fetches.add(graph.getTensorByName(name.textValue())));
    GraphOp.specs(checks, "inferred ", recorded.get("inferred"), fetches);
    try (Session session = new Session(graph)) {
      Attempt<List<EagerTensor>> run =
          Attempt.at(
              "control graph",
              () ->
                  session.run(fetches, feeds.toArray(Feed[]::new)).stream()
                      .map(java.util.Objects::requireNonNull)
                      .toList());
      if (recorded.has("error")) {
        run.failure(checks, "run", recorded.get("error").textValue());
      } else if (run.success(checks, "run")) {
        Tolerance tolerance = Tolerance.of(recorded.path("tolerance"));
        EagerOp.values(checks, "output ", recorded.get("outputs"), run.get(), tolerance);
      }
    }
  }
}
