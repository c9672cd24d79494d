package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Placeholder;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** An op in a graph: what is inferred of its outputs, how it fails, and its runs. */
final class GraphOp {
  private final OpDef def;
  private final Attrs attrs;
  private final List<EagerTensor> inputs;
  private final JsonNode recorded;
  private final Findings checks;

  private GraphOp(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, JsonNode recorded, Findings checks) {
    this.def = def;
    this.attrs = attrs;
    this.inputs = inputs;
    this.recorded = recorded;
    this.checks = checks;
  }

  static void run(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, JsonNode recorded, Findings checks) {
    GraphOp op = new GraphOp(def, attrs, inputs, recorded, checks);
    op.runs();
    op.inference("inferred_unknown", op.constants(), true);
    op.inference("inferred_dynamic", Set.of(), false);
  }

  private Set<Integer> constants() {
    Set<Integer> positions = new HashSet<>();
    recorded.path("const_inputs").forEach(position -> positions.add(position.intValue()));
    if (!recorded.has("const_inputs")) {
      // Failures are recorded without their constants, which are those of the op's other cases.
      positions.addAll(Constants.of(def.name(), inputs.size()));
    }
    return positions;
  }

  /** A graph with one op: what feeds it, and itself. */
  private record Built(List<Feed> feeds, Node node) {}

  private Built build(Set<Integer> constants, boolean unknown) {
    List<Operand> operands = new ArrayList<>();
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      EagerTensor value = inputs.get(i);
      if (constants.contains(i)) {
        operands.add(Const.of(value, "c"));
        continue;
      }
      Shape shape = value.shape();
      if (unknown && shape.rank() > 0) {
        long[] dims = shape.dims();
        dims[0] = Shape.UNKNOWN_SIZE;
        shape = Shape.of(dims);
      }
      Tensor placeholder = Placeholder.of(value.dtype(), shape);
      feeds.add(new Feed(placeholder, value));
      operands.add(placeholder);
    }
    return new Built(feeds, def.run(null, attrs, operands));
  }

  private void runs() {
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      Attempt<Built> built = Attempt.at("op " + def.name(), () -> build(constants(), false));
      JsonNode error = recorded.path("graph_error");
      if (error.path("at").asText().equals("build")) {
        built.failure(checks, "graph", error.get("category").textValue());
        return;
      }
      JsonNode inferred = recorded.path("inferred");
      if (inferred.isObject()) {
        built.failure(checks, "inferred", inferred.get("error").textValue());
        return;
      }
      if (!built.success(checks, "building the graph")) {
        return;
      }
      if (inferred.isArray()) {
        specs(checks, "inferred ", inferred, built.get().node().outputs());
      }
      try (Session session = new Session(graph)) {
        if (error.isObject()) {
          failingRun(session, built.get(), error.get("category").textValue());
        } else {
          goodRuns(session, built.get());
        }
      }
    }
  }

  private void failingRun(Session session, Built built, String category) {
    Attempt<List<EagerTensor>> run = attempt(session, built);
    if (!(run.succeeded() && Attempt.isKernelLimit(recorded.get("error").textValue()))) {
      run.failure(checks, "graph run", category);
    }
  }

  private void goodRuns(Session session, Built built) {
    List<JsonNode> wanted = new ArrayList<>();
    wanted.add(recorded.get("outputs"));
    recorded.path("next_runs").forEach(wanted::add);
    Tolerance tolerance = Tolerance.of(recorded.path("tolerance"));
    for (int i = 0; i < wanted.size(); i++) {
      Attempt<List<EagerTensor>> run = attempt(session, built);
      if (!run.success(checks, "graph run " + i)) {
        return;
      }
      if (wanted.get(i) != null) {
        EagerOp.values(checks, "graph run " + i + " output ", wanted.get(i), run.get(), tolerance);
      }
    }
  }

  private Attempt<List<EagerTensor>> attempt(Session session, Built built) {
    return Attempt.at("op " + def.name(), () -> fetch(session, built.node(), built.feeds()));
  }

  /** The outputs of a node in one run. */
  static List<EagerTensor> fetch(Session session, Node node, List<Feed> feeds) {
    Feed[] fed = feeds.toArray(Feed[]::new);
    if (node.outputs().isEmpty()) {
      session.run(node, fed);
      return List.of();
    }
    List<@Nullable EagerTensor> values = session.run(node.outputs(), fed);
    return values.stream().map(java.util.Objects::requireNonNull).toList();
  }

  private void inference(String field, Set<Integer> constants, boolean unknown) {
    JsonNode want = recorded.path(field);
    if (want.isMissingNode()) {
      return;
    }
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      Attempt<Built> built = Attempt.at("op " + def.name(), () -> build(constants, unknown));
      if (want.isObject()) {
        built.failure(checks, field, want.get("error").textValue());
      } else if (built.success(checks, field)) {
        specs(checks, field + " ", want, built.get().node().outputs());
      }
    }
  }

  static void specs(Findings checks, String where, JsonNode want, List<? extends Tensor> got) {
    if (want.size() != got.size()) {
      checks.fail("%s: got %d outputs, want %d".formatted(where.strip(), got.size(), want.size()));
      return;
    }
    for (int i = 0; i < want.size(); i++) {
      if (!want.get(i).isNull()) {
        spec(checks, where + i, want.get(i), got.get(i));
      }
    }
  }

  static void spec(Findings checks, String where, JsonNode want, Tensor got) {
    String expected = want.get("dtype").textValue() + RecordedTensor.shape(want.get("shape"));
    checks.same(where, expected, got.dtype().tfName() + got.shape());
  }
}
