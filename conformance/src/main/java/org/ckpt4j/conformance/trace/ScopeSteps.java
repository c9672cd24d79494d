package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.AuxiliaryNameScope;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.VariableScopeOption;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Reuse;
import org.ckpt4j.variables.VariableScope;

/** Graphs, name scopes and variable scopes. */
final class ScopeSteps {
  private ScopeSteps() {}

  static void register(StepTable table) {
    table.addBlock("graph", ScopeSteps::graph);
    table.addBlock("name_scope", ScopeSteps::nameScope);
    table.addBlock("variable_scope", ScopeSteps::variableScope);
    table.add("get_variable_scope", ScopeSteps::getVariableScope);
    table.add("reuse_variables", ScopeSteps::reuseVariables);
    table.add("get_name_scope", ScopeSteps::getNameScope);
  }

  private static ObjectNode graph(TraceState state, JsonNode step, Runnable body) {
    Graph graph = step.has("ref") ? state.get(step, "ref", Graph.class) : new Graph();
    if (!step.has("ref")) {
      state.bind(step, graph);
    }
    Session session = state.sessionOf(graph);
    try (var inGraph = graph.asDefault();
        var inSession = session.asDefault()) {
      state.push(session);
      try {
        body.run();
      } finally {
        state.pop();
      }
    }
    return Observation.nothing();
  }

  private static ObjectNode nameScope(TraceState state, JsonNode step, Runnable body) {
    String name = state.values().text(step.get("name"));
    try (var scope =
        switch (step.path("api").asText("v2")) {
          case "v1" -> TF1.nameScope(name, step.path("default_name").textValue());
          case "v2" -> TF.nameScope(name);
          default -> NameScope.enter(name);
        }) {
      state.bind(step, scope.name());
      body.run();
      return Observation.of("scope", scope.name()).done();
    }
  }

  private static ObjectNode variableScope(TraceState state, JsonNode step, Runnable body) {
    Object scope = state.values().of(step.get("scope"));
    VariableScopeOption[] options = options(step);
    try (var entered =
        scope instanceof VariableScope earlier
            ? TF1.variableScope(earlier, options)
            : TF1.variableScope((String) scope, options)) {
      VariableScope inside = entered.scope();
      state.bind(step, inside);
      Observation seen = describe(inside);
      if (!Contexts.current().isEager()) {
        seen.and("name_scope", Contexts.current().nameScope());
      }
      body.run();
      return seen.done();
    }
  }

  private static VariableScopeOption[] options(JsonNode step) {
    List<VariableScopeOption> options = new ArrayList<>();
    if (step.hasNonNull("default_name")) {
      options.add(new DefaultName(step.get("default_name").textValue()));
    }
    if (step.has("auxiliary_name_scope")) {
      options.add(new AuxiliaryNameScope(step.get("auxiliary_name_scope").booleanValue()));
    }
    if (step.has("use_resource")) {
      options.add(new UseResource(step.get("use_resource").booleanValue()));
    }
    if (step.hasNonNull("reuse")) {
      options.add(reuse(step.get("reuse")));
    }
    if (step.hasNonNull("dtype")) {
      options.add(new Typed(TensorCodec.dtype(step.get("dtype"))));
    }
    if (step.hasNonNull("initializer")) {
      if (!(VariableSteps.initializer(step.get("initializer"))
          instanceof Initializer initializer)) {
        throw new MissingFeature("a scope's initializer that is a value");
      }
      options.add(initializer);
    }
    if (step.path("regularizer").asBoolean()) {
      options.add(VariableSteps.regularizer());
    }
    if (step.hasNonNull("partitioner")) {
      options.add(VariableSteps.partitioner(step.get("partitioner")));
    }
    return options.toArray(VariableScopeOption[]::new);
  }

  private static Reuse reuse(JsonNode value) {
    return value.isTextual() ? Reuse.AUTO_REUSE : Reuse.of(value.booleanValue());
  }

  private static Observation describe(VariableScope scope) {
    return Observation.of("name", scope.name())
        .and("original_name_scope", scope.originalNameScope())
        .and(
            "reuse", scope.reuse() == Reuse.AUTO_REUSE ? "AUTO_REUSE" : scope.reuse() == Reuse.TRUE)
        .and("dtype", scope.dtype().tfName());
  }

  private static ObjectNode getVariableScope(TraceState state, JsonNode step) {
    VariableScope scope = TF1.getVariableScope();
    state.bind(step, scope);
    return describe(scope).done();
  }

  private static ObjectNode reuseVariables(TraceState state, JsonNode step) {
    VariableScope scope = state.get(step, "scope", VariableScope.class);
    scope.reuseVariables();
    return Observation.of("reuse", scope.reuse() != Reuse.FALSE).done();
  }

  private static ObjectNode getNameScope(TraceState state, JsonNode step) {
    return Observation.of("scope", Contexts.current().nameScope()).done();
  }
}
