package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.GetVariable;
import org.ckpt4j.variables.GlobalStep;
import org.ckpt4j.variables.InitialValue;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Partitioner;
import org.ckpt4j.variables.Partitioners;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** Variables: made, found, initialized, read and assigned. */
final class VariableSteps {
  private VariableSteps() {}

  static void register(StepTable table) {
    table.add("get_variable", VariableSteps::getVariable);
    table.add("variable", VariableSteps::variable);
    table.add("global_step", VariableSteps::globalStep);
    table.add("initial_values", VariableSteps::initialValues);
    table.add("init", VariableSteps::initialize);
    table.add("values", VariableSteps::values);
    table.add("assign", VariableSteps::assign);
  }

  static GetVariableOption initializer(JsonNode x) {
    JsonNode value = x.path("value");
    return switch (x.get("kind").textValue()) {
      case "zeros" -> TF1.zerosInitializer();
      case "ones" -> TF1.onesInitializer();
      case "const" -> TF1.constantInitializer(plain(value));
      case "tensor" -> new InitialValue(TF.constant(EagerTensor.of(TensorCodec.read(value))));
      case "value" -> new InitialValue(plain(value));
      default -> throw new MalformedTrace("no initializer " + x);
    };
  }

  /** A number, or a list of numbers, as a Java program has them. */
  private static Object plain(JsonNode value) {
    if (value.isArray()) {
      List<Object> items = new ArrayList<>();
      value.forEach(item -> items.add(plain(item)));
      return items;
    }
    // Python's floats become float32 where nothing else is asked for, as Java's float does.
    return value.isIntegralNumber()
        ? (Object) value.intValue()
        : (Object) (float) value.doubleValue();
  }

  static Regularizer regularizer() {
    return v -> TF.identity(v, new Named("reg"));
  }

  static Partitioner partitioner(JsonNode x) {
    return Partitioners.fixedSize(x.get("num_shards").intValue(), x.path("axis").asInt(0));
  }

  private static ObjectNode getVariable(TraceState state, JsonNode step) {
    List<GetVariableOption> options = new ArrayList<>();
    if (step.hasNonNull("shape")) {
      options.add(new Shaped(TensorCodec.shape(step.get("shape"))));
    }
    if (step.hasNonNull("dtype")) {
      options.add(new Typed(TensorCodec.dtype(step.get("dtype"))));
    }
    if (step.hasNonNull("initializer")) {
      options.add(initializer(step.get("initializer")));
    }
    if (step.path("regularizer").asBoolean()) {
      options.add(regularizer());
    }
    if (step.hasNonNull("trainable")) {
      options.add(new Trainable(step.get("trainable").booleanValue()));
    }
    if (step.hasNonNull("collections")) {
      options.add(new Collections(texts(step.get("collections"))));
    }
    if (step.hasNonNull("use_resource")) {
      options.add(new UseResource(step.get("use_resource").booleanValue()));
    }
    if (step.hasNonNull("partitioner")) {
      options.add(partitioner(step.get("partitioner")));
    }
    String name = step.path("name").textValue();
    GetVariableOption[] given = options.toArray(GetVariableOption[]::new);
    Object made =
        step.path("local").asBoolean()
            ? GetVariable.anyLocal(name, given)
            : GetVariable.any(name, given);
    return bound(state, step, made);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.textValue()));
    return texts;
  }

  /**
   * A variable of a VALUE or of {@code variable}: {@code value} with the options {@code step} has.
   */
  static Variable plain(JsonNode value, JsonNode step) {
    List<VariableOption> options = new ArrayList<>();
    DType dtype = TensorCodec.dtype(step.has("dtype") ? step.get("dtype") : value.get("dtype"));
    options.add(new Typed(dtype));
    if (step.hasNonNull("name")) {
      options.add(new Named(step.get("name").textValue()));
    }
    if (step.hasNonNull("trainable")) {
      options.add(new Trainable(step.get("trainable").booleanValue()));
    }
    if (step.hasNonNull("collections")) {
      options.add(new Collections(texts(step.get("collections"))));
    }
    if (step.hasNonNull("use_resource")) {
      options.add(new UseResource(step.get("use_resource").booleanValue()));
    }
    return new Variable(
        EagerTensor.of(TensorCodec.read(value)), options.toArray(VariableOption[]::new));
  }

  private static ObjectNode variable(TraceState state, JsonNode step) {
    return bound(state, step, plain(step.get("value"), step));
  }

  private static ObjectNode globalStep(TraceState state, JsonNode step) {
    Variable made =
        switch (step.get("method").textValue()) {
          case "create" -> GlobalStep.create();
          case "get_or_create" -> GlobalStep.getOrCreate();
          default -> GlobalStep.find().orElse(null);
        };
    return made == null ? Observation.of("none", true).done() : bound(state, step, made);
  }

  /** What a step that makes or finds a variable observes, and binds. */
  static ObjectNode bound(TraceState state, JsonNode step, Object made) {
    Observation seen = describe(made);
    Optional<String> alias = state.aliasOf(made);
    alias.ifPresent(known -> seen.and("same_as", known));
    state.bind(step, made);
    return seen.done();
  }

  private static Observation describe(Object made) {
    if (made instanceof PartitionedVariable whole) {
      return Observation.of("name", whole.name())
          .and("shape", whole.shape())
          .and("dtype", whole.dtype().tfName())
          .and(
              "parts",
              whole.parts().stream()
                  .map(
                      part -> Observation.of("name", part.name()).and("shape", part.shape()).done())
                  .toList());
    }
    Variable variable = (Variable) made;
    return Observation.of("name", variable.name())
        .and("shape", variable.shape())
        .and("dtype", variable.dtype().tfName())
        .and("trainable", variable.trainable());
  }

  private static ObjectNode initialValues(TraceState state, JsonNode step) {
    Graph graph = Graph.current();
    List<Variable> variables = new ArrayList<>();
    for (String key : List.of(GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES)) {
      for (Object item : graph.getCollection(key)) {
        if (variables.stream().noneMatch(known -> known == item)) {
          variables.add((Variable) item);
        }
      }
    }
    List<Object> pairs = new ArrayList<>();
    if (variables.isEmpty()) {
      return Observation.of("values", pairs).done();
    }
    try (Session session = new Session(graph)) {
      session.run(variables.stream().map(Variable::initializer).toList());
      List<@Nullable EagerTensor> values = session.run(variables);
      for (int i = 0; i < variables.size(); i++) {
        pairs.add(List.of(variables.get(i).name(), TensorCodec.observed(values.get(i).raw())));
      }
    }
    return Observation.of("values", pairs).done();
  }

  private static ObjectNode initialize(TraceState state, JsonNode step) {
    Session session = state.requireSession();
    if (step.has("vars")) {
      List<Object> initializers = new ArrayList<>();
      for (JsonNode alias : step.get("vars")) {
        Object variable = state.get(alias.textValue());
        if (variable instanceof PartitionedVariable whole) {
          whole.parts().forEach(part -> initializers.add(part.initializer()));
        } else {
          initializers.add(((Variable) variable).initializer());
        }
      }
      session.run(initializers);
    } else {
      session.run(List.of(TF1.globalVariablesInitializer(), TF1.localVariablesInitializer()));
    }
    return Observation.nothing();
  }

  private static ObjectNode values(TraceState state, JsonNode step) {
    List<ObjectNode> values = new ArrayList<>();
    for (JsonNode alias : step.get("vars")) {
      values.add(read(state, state.get(alias.textValue())));
    }
    return Observation.of("values", values).done();
  }

  private static ObjectNode read(TraceState state, @Nullable Object thing) {
    Operand variable =
        thing instanceof PartitionedVariable whole ? whole.asTensor() : (Operand) thing;
    if (Contexts.current().isEager()) {
      return TensorCodec.observed(((EagerTensor) variable.asTensor()).raw());
    }
    try {
      return TensorCodec.observed(state.requireSession().run(variable).raw());
    } catch (FailedPreconditionError e) {
      return Observation.of("uninitialized", true).done();
    }
  }

  private static ObjectNode assign(TraceState state, JsonNode step) {
    Variable variable = state.get(step, "var", Variable.class);
    var assigned = variable.assign(EagerTensor.of(TensorCodec.read(step.get("value"))));
    if (!Contexts.current().isEager()) {
      state.requireSession().run(assigned);
    }
    return Observation.nothing();
  }
}
