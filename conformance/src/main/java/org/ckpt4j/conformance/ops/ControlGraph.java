package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.graph.graphdef.AttrValues;
import org.ckpt4j.graph.graphdef.GraphDefImport;
import org.ckpt4j.graph.graphdef.ImportOptions;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;

/** A graph given node by node, what it is fed, and what is fetched. */
final class ControlGraph {
  /** Operations that read elements of tensor arrays. */
  private static final Set<String> ELEMENTS = Set.of("TensorArrayReadV3", "TensorArrayGatherV3");

  private ControlGraph() {}

  static void run(JsonNode recorded, Findings checks) {
    GraphDef message = message(RecordedTensor.field(recorded, "graph"));
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      ImportOptions options = ImportOptions.plain(StandardOps.registry());
      Attempt<?> built = Attempt.at("graph", () -> GraphDefImport.run(message, graph, options));
      if (built.success(checks, "building the graph")) {
        runs(recorded, checks, graph);
      }
    }
  }

  private static GraphDef message(JsonNode nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (JsonNode node : nodes) {
      OpDef def = OpCase.find(node.get("op").textValue());
      NodeDef.Builder message = graph.addNodeBuilder();
      message.setName(node.get("name").textValue());
      message.setOp(def.name());
      node.get("inputs").forEach(input -> message.addInput(input.textValue()));
      RecordedAttrs.of(def, node.get("attrs"))
          .asMap()
          .forEach((name, value) -> message.putAttr(name, AttrValues.write(value)));
    }
    return graph.build();
  }

  private static void runs(JsonNode recorded, Findings checks, Graph graph) {
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
    inference(checks, recorded.get("inferred"), fetches);
    try (Session session = new Session(graph)) {
      Attempt<List<EagerTensor>> run =
          Attempt.at(
              "graph",
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

  /**
   * What is known of the fetched tensors. The shapes of elements of tensor arrays were set by hand
   * while TensorFlow's program built the recorded graph; an import of its nodes knows nothing of
   * them, in TensorFlow either, so these may be unknown.
   */
  private static void inference(Findings checks, JsonNode want, List<Tensor> fetches) {
    for (int i = 0; i < fetches.size(); i++) {
      Tensor found = fetches.get(i);
      if (ELEMENTS.contains(((SymbolicTensor) found).op().type())
          && !found.shape().hasKnownRank()) {
        String dtype = want.get(i).get("dtype").textValue();
        checks.same("inferred type of " + i, dtype, found.dtype().tfName());
      } else {
        GraphOp.spec(checks, "inferred " + i, want.get(i), found);
      }
    }
  }
}
