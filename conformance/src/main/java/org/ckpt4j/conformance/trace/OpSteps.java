package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Single operations in a graph, names, and collections. */
final class OpSteps {
  private OpSteps() {}

  /** An op function: arguments and options to a tensor or operation. */
  @FunctionalInterface
  private interface Function {
    Object call(List<Object> args, OpOption[] options);
  }

  private static final Map<String, Function> FUNCTIONS = functions();

  static void register(StepTable table) {
    table.add("placeholder", OpSteps::placeholder);
    table.add("constant", OpSteps::constant);
    table.add("call", OpSteps::call);
    table.add("op_names", OpSteps::opNames);
    table.add("unique_name", OpSteps::uniqueName);
    table.add("collection", OpSteps::collection);
  }

  private static Map<String, Function> functions() {
    Map<String, Function> f = new HashMap<>();
    f.put("add", (a, o) -> TF.add(a.get(0), a.get(1), o));
    f.put("subtract", (a, o) -> TF.subtract(a.get(0), a.get(1), o));
    f.put("multiply", (a, o) -> TF.multiply(a.get(0), a.get(1), o));
    f.put("matmul", (a, o) -> TF.matmul(a.get(0), a.get(1), o));
    f.put("identity", (a, o) -> TF.identity(a.get(0), o));
    f.put("sin", (a, o) -> TF.sin(a.get(0), o));
    f.put("square", (a, o) -> TF.square(a.get(0), o));
    f.put("stop_gradient", (a, o) -> TF.stopGradient(a.get(0), o));
    f.put("relu", (a, o) -> TF.nn.relu(a.get(0), o));
    f.put("no_op", (a, o) -> TF.noOp(o));
    f.put("group", (a, o) -> TF.group(a, o));
    f.put("add_n", (a, o) -> TF.addN(a, o));
    f.put("reduce_sum", (a, o) -> TF.reduceSum(a.get(0), o));
    f.put("concat", (a, o) -> TF.concat(a, 0, o));
    // The recorded programs pass name=None, which tf.stack tells from no name at all.
    f.put("stack", (a, o) -> TF.stack(a, o.length > 0 ? o : new OpOption[] {new Named(null)}));
    f.put("cast_f64", (a, o) -> TF.cast(a.get(0), DType.FLOAT64, o));
    f.put("reshape", (a, o) -> TF.reshape(a.get(0), a.get(1), o));
    f.put("a+b", (a, o) -> TF.plus(a.get(0), a.get(1)));
    f.put("a-b", (a, o) -> TF.minus(a.get(0), a.get(1)));
    f.put("a*b", (a, o) -> TF.times(a.get(0), a.get(1)));
    f.put("a/b", (a, o) -> TF.dividedBy(a.get(0), a.get(1)));
    f.put("a**b", (a, o) -> TF.power(a.get(0), a.get(1)));
    f.put("a<b", (a, o) -> TF.lessThan(a.get(0), a.get(1)));
    f.put("-a", (a, o) -> TF.negative(a.get(0)));
    f.put("a[0]", (a, o) -> TF.at((Operand) a.get(0), 0));
    f.put("shape", (a, o) -> TF.shapeOf(a.get(0), o));
    return f;
  }

  private static ObjectNode placeholder(TraceState state, JsonNode step) {
    DType dtype = TensorCodec.dtype(step.get("dtype"));
    Shape shape = step.hasNonNull("shape") ? TensorCodec.shape(step.get("shape")) : Shape.unknown();
    Tensor made = TF1.placeholder(dtype, shape, named(step));
    state.bind(step, made);
    return Observation.of("name", made.name()).done();
  }

  private static ObjectNode constant(TraceState state, JsonNode step) {
    Tensor made = TF.constant(EagerTensor.of(TensorCodec.read(step.get("value"))), named(step));
    state.bind(step, made);
    return Observation.of("name", made.name()).done();
  }

  private static ObjectNode call(TraceState state, JsonNode step) {
    Function function = FUNCTIONS.get(step.get("fn").textValue());
    if (function == null) {
      throw new MissingFeature("op " + step.get("fn").textValue());
    }
    List<Object> args = new ArrayList<>();
    step.get("args").forEach(arg -> args.add(state.values().of(arg)));
    Object made = function.call(args, named(step));
    state.bind(step, made);
    Node op = made instanceof Node itself ? itself : ((Operand) made).op();
    String name = made instanceof Operand tensor ? tensor.name() : op.name();
    return Observation.of("name", name).and("type", op.type()).done();
  }

  private static OpOption[] named(JsonNode step) {
    @Nullable String name = step.path("name").textValue();
    return name == null ? new OpOption[0] : new OpOption[] {new Named(name)};
  }

  private static ObjectNode opNames(TraceState state, JsonNode step) {
    List<List<String>> ops = new ArrayList<>();
    for (Operation op : Graph.current().getOperations()) {
      ops.add(List.of(op.name(), op.type()));
    }
    return Observation.of("ops", ops).done();
  }

  private static ObjectNode uniqueName(TraceState state, JsonNode step) {
    boolean mark = step.path("mark_as_used").asBoolean(true);
    String name = Graph.current().uniqueName(step.get("name").textValue(), mark);
    return Observation.of("name", name).done();
  }

  private static ObjectNode collection(TraceState state, JsonNode step) {
    List<String> names = new ArrayList<>();
    String scope = step.path("scope").textValue();
    for (Object item : TF1.getCollection(step.get("key").textValue(), scope)) {
      names.add(item instanceof Operand operand ? operand.name() : ((Operation) item).name());
    }
    return Observation.of("names", names).done();
  }
}
