package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.module.Module;
import org.ckpt4j.variables.EagerVariableStore;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** Names in eager mode: modules, and stores of variables. */
final class EagerNameSteps {
  private EagerNameSteps() {}

  static void register(StepTable table) {
    table.addBlock("module_scope", EagerNameSteps::moduleScope);
    table.add("module_info", EagerNameSteps::moduleInfo);
    table.add("eager_store", EagerNameSteps::eagerStore);
    table.addBlock("with_store", EagerNameSteps::withStore);
    table.add("shim", EagerNameSteps::shim);
    table.addBlock("shim_call", EagerNameSteps::shimCall);
  }

  static Module module(JsonNode value) {
    String given = value.path("name").textValue();
    String className = value.path("class").asText("Module");
    // Java cannot make a class at run time; the name is all that a class's name decides.
    return new Module(given == null ? Module.defaultName(className) : given);
  }

  private static ObjectNode moduleScope(TraceState state, JsonNode step, Runnable body) {
    Module module = state.get(step, "module", Module.class);
    try (var scope = module.nameScope()) {
      String inside = Contexts.current().nameScope();
      body.run();
      return Observation.of("scope", inside).done();
    }
  }

  private static ObjectNode moduleInfo(TraceState state, JsonNode step) {
    Module module = state.get(step, "module", Module.class);
    return Observation.of("name", module.name())
        .and("variables", module.variables().stream().map(Variable::name).toList())
        .and(
            "trainable_variables",
            module.trainableVariables().stream().map(Variable::name).toList())
        .and("submodules", module.submodules().stream().map(Module::name).toList())
        .done();
  }

  private static ObjectNode eagerStore(TraceState state, JsonNode step) {
    state.bind(step, new EagerVariableStore());
    return Observation.nothing();
  }

  private static ObjectNode withStore(TraceState state, JsonNode step, Runnable body) {
    EagerVariableStore store = state.get(step, "store", EagerVariableStore.class);
    try (var entered = store.asDefault()) {
      body.run();
    }
    return Observation.of("variables", store.variables().stream().map(Variable::name).toList())
        .and(
            "trainable_variables", store.trainableVariables().stream().map(Variable::name).toList())
        .done();
  }

  /** Python's class of the same name, whose call runs whatever it is given. */
  private static final class ShimModule extends Module {
    ShimModule(@Nullable String name) {
      super(name);
    }

    void call(Runnable body) {
      trackTf1StyleVariables(
          () -> {
            body.run();
            return true;
          });
    }
  }

  private static ObjectNode shim(TraceState state, JsonNode step) {
    if (!step.get("kind").textValue().equals("module")) {
      throw new MissingFeature("keras");
    }
    state.bind(step, new ShimModule(step.path("name").textValue()));
    return Observation.nothing();
  }

  private static ObjectNode shimCall(TraceState state, JsonNode step, Runnable body) {
    ShimModule shim = state.get(step, "shim", ShimModule.class);
    String[] inside = {""};
    shim.call(
        () -> {
          inside[0] = Contexts.current().nameScope();
          body.run();
        });
    return Observation.of("scope", inside[0])
        .and("variables", shim.variables().stream().map(Variable::name).toList())
        .and("trainable_variables", shim.trainableVariables().stream().map(Variable::name).toList())
        .and("losses", 0)
        .done();
  }
}
