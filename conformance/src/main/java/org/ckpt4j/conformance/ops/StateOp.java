package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.Placeholder;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.ops.state.VarHandleOp;
import org.ckpt4j.ops.state.VariableV2;
import org.ckpt4j.tensor.TensorSpec;

/** An op that takes variables, in a graph: what it gives, and what the variables hold then. */
final class StateOp {
  private final JsonNode recorded;
  private final Findings checks;
  private final List<Operand> operands = new ArrayList<>();
  private final List<Feed> feeds = new ArrayList<>();
  private final List<Node> initializers = new ArrayList<>();
  private final List<Tensor> reads = new ArrayList<>();
  private boolean uninitialized;

  private StateOp(JsonNode recorded, Findings checks) {
    this.recorded = recorded;
    this.checks = checks;
  }

  static void run(OpDef def, JsonNode recorded, Findings checks) {
    new StateOp(recorded, checks).run(def);
    if (recorded.path("grad").isTextual()) {
      GradientPart.status(def, recorded.get("grad").textValue(), checks);
    }
  }

  private void run(OpDef def) {
    Attrs attrs = RecordedAttrs.of(def, RecordedTensor.field(recorded, "attrs"));
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      recorded.get("inputs").forEach(this::input);
      Attempt<Node> built = Attempt.at("op " + def.name(), () -> def.run(null, attrs, operands));
      JsonNode error = recorded.path("graph_error");
      if (error.path("at").asText().equals("build")) {
        built.failure(checks, "graph", error.get("category").textValue());
        return;
      }
      if (!built.success(checks, "building the graph")) {
        return;
      }
      if (recorded.has("inferred")) {
        GraphOp.specs(checks, "inferred ", recorded.get("inferred"), built.get().outputs());
      }
      try (Session session = new Session(graph)) {
        if (!uninitialized) {
          initializers.forEach(session::run);
        }
        runs(def, session, built.get(), error);
        if (recorded.has("variables_after")) {
          variables(session);
        }
      }
    }
  }

  private void input(JsonNode input) {
    if (!input.has("variable")) {
      EagerTensor value = RecordedTensor.value(input);
      Tensor placeholder = Placeholder.of(value.dtype(), value.shape());
      feeds.add(new Feed(placeholder, value));
      operands.add(placeholder);
      return;
    }
    EagerTensor initial = RecordedTensor.value(input.get("variable"));
    boolean ref = input.get("ref").booleanValue();
    uninitialized |= input.path("uninitialized").asBoolean();
    String name = Graph.current().uniqueName("Variable") + "/";
    TensorSpec spec = new TensorSpec(initial.dtype(), initial.shape());
    Tensor variable =
        ref
            ? VariableV2.of(name, spec)
            : VarHandleOp.of(name, name.substring(0, name.length() - 1), spec);
    operands.add(variable);
    OpDef assign = OpCase.find(ref ? "Assign" : "AssignVariableOp");
    Tensor value = org.ckpt4j.ops.array.Const.of(initial, "initial_value");
    initializers.add(assign.run(null, Attrs.none(), List.of(variable, value)));
    reads.add(ref ? variable : read(variable, initial));
  }

  private static Tensor read(Tensor handle, EagerTensor initial) {
    return ReadVariableOp.DEF.call(null, Attrs.of("dtype", initial.dtype()), handle);
  }

  private void runs(OpDef def, Session session, Node node, JsonNode error) {
    int runs = recorded.path("runs").asInt(1);
    for (int i = 0; i < runs; i++) {
      Attempt<List<EagerTensor>> run =
          Attempt.at("op " + def.name(), () -> GraphOp.fetch(session, node, feeds));
      if (error.isObject()) {
        run.failure(checks, "run", error.get("category").textValue());
        return;
      }
      if (!run.success(checks, "run " + i)) {
        return;
      }
      if (i == 0) {
        Tolerance tolerance = Tolerance.of(recorded.path("tolerance"));
        EagerOp.values(checks, "output ", recorded.get("outputs"), run.get(), tolerance);
      }
    }
  }

  private void variables(Session session) {
    JsonNode want = recorded.get("variables_after");
    Tolerance tolerance = Tolerance.of(recorded.path("tolerance"));
    for (int i = 0; i < reads.size(); i++) {
      Tensor read = reads.get(i);
      Attempt<EagerTensor> value = Attempt.at("reading variables", () -> session.run(read));
      if (value.success(checks, "reading variable " + i)) {
        tolerance.check(checks, "variable " + i, want.get(i), value.get());
      }
    }
  }
}
