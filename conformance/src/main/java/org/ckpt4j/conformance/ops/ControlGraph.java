package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.NodeSpec;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.SymbolicTensor;

/** A graph given node by node, what it is fed, and what is fetched. */
final class ControlGraph {
  private final Map<String, JsonNode> nodes = new LinkedHashMap<>();
  private final Map<String, Operation> built = new HashMap<>();
  private final Set<String> building = new HashSet<>();
  private final List<BackEdge> backEdges = new ArrayList<>();
  private final Graph target;

  /** An input of a merge that the end of the loop gives; until it is made another one stands in. */
  private record BackEdge(String merge, int input, String from) {}

  private ControlGraph(JsonNode graph, Graph target) {
    this.target = target;
    graph.forEach(node -> nodes.put(node.get("name").textValue(), node));
  }

  static void run(JsonNode recorded, Findings checks) {
    Graph graph = new Graph();
    ControlGraph control = new ControlGraph(RecordedTensor.field(recorded, "graph"), graph);
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
    for (BackEdge edge : backEdges) {
      node(edge.merge).updateInput(edge.input, tensor(edge.from));
    }
    return nodes.size();
  }

  private Operation node(String name) {
    Operation made = built.get(name);
    if (made != null) {
      return made;
    }
    JsonNode node = nodes.get(name);
    if (node == null) {
      throw new MalformedCase("no node is called " + name);
    }
    if (!building.add(name)) {
      throw new MalformedCase("a circle that is no loop leads through " + name);
    }
    OpDef def = OpCase.find(node.get("op").textValue());
    List<SymbolicTensor> inputs = new ArrayList<>();
    List<Operation> controls = new ArrayList<>();
    boolean loopHead = false;
    for (JsonNode input : node.get("inputs")) {
      String text = input.textValue();
      if (text.startsWith("^")) {
        controls.add(node(text.substring(1)));
      } else if (isWayBack(node, text)) {
        loopHead = true;
        backEdges.add(new BackEdge(name, inputs.size(), text));
        inputs.add(inputs.get(0));
      } else {
        inputs.add(tensor(text));
      }
    }
    Attrs attrs = RecordedAttrs.of(def, node.get("attrs"));
    made = target.addNode(new NodeSpec(name, def, attrs, inputs, controls, "", loopHead));
    built.put(name, made);
    return made;
  }

  private boolean isWayBack(JsonNode node, String input) {
    JsonNode from = nodes.get(input.split(":", -1)[0]);
    return node.get("op").textValue().endsWith("Merge")
        && from != null
        && from.get("op").textValue().endsWith("NextIteration");
  }

  private SymbolicTensor tensor(String name) {
    int colon = name.lastIndexOf(':');
    return colon < 0
        ? node(name).output(0)
        : node(name.substring(0, colon)).output(Integer.parseInt(name.substring(colon + 1)));
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
