package org.ckpt4j.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionBody;
import org.ckpt4j.framework.RunScope;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * A function of a graph's library: a graph of its own, whose inputs are tensors to be fed
 * (placeholders), and which of its tensors it gives back.
 *
 * <p>A call runs what the outputs need, the control outputs, and every stateful operation, as
 * TensorFlow does. Counterpart: {@code FunctionDef}.
 */
public final class GraphFunction implements FunctionBody {
  private final String name;
  private final Graph body;
  private final List<SymbolicTensor> inputs;
  private final List<SymbolicTensor> outputs;
  private final List<Operation> controlOutputs;
  private final Map<Integer, RunPlan> plans = new ConcurrentHashMap<>();
  private volatile @Nullable Object origin;

  /**
   * @param body a graph made by {@link Graph#ofFunction}
   * @param inputs what a call feeds, in order
   * @param controlOutputs what must have run when a call is over
   */
  public GraphFunction(
      String name,
      Graph body,
      List<SymbolicTensor> inputs,
      List<SymbolicTensor> outputs,
      List<Operation> controlOutputs) {
    this.name = name;
    this.body = body;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.controlOutputs = List.copyOf(controlOutputs);
  }

  @Override
  public String name() {
    return name;
  }

  /** What it was read from, to be written again as it was; null if it was made here. */
  public @Nullable Object origin() {
    return origin;
  }

  public void setOrigin(Object message) {
    origin = message;
  }

  public Graph body() {
    return body;
  }

  public List<SymbolicTensor> inputTensors() {
    return inputs;
  }

  public List<SymbolicTensor> outputTensors() {
    return outputs;
  }

  public List<Operation> controlOutputs() {
    return controlOutputs;
  }

  @Override
  public List<TensorSpec> inputs() {
    return specs(inputs);
  }

  @Override
  public List<TensorSpec> outputs() {
    return specs(outputs);
  }

  private static List<TensorSpec> specs(List<SymbolicTensor> tensors) {
    return tensors.stream().map(t -> new TensorSpec(t.dtype(), t.shape())).toList();
  }

  @Override
  public List<EagerTensor> call(List<EagerTensor> arguments, RunScope run) {
    if (arguments.size() != inputs.size()) {
      throw new InvalidArgumentError(
          "function \"%s\" takes %d arguments, given %d"
              .formatted(name, inputs.size(), arguments.size()));
    }
    EagerTensor[] fed = new EagerTensor[arguments.size()];
    for (int i = 0; i < fed.length; i++) {
      fed[i] = arguments.get(i);
      if (fed[i].dtype() != inputs.get(i).dtype()) {
        throw new InvalidArgumentError(
            "function \"%s\": argument %d must be %s, given %s"
                .formatted(name, i, inputs.get(i).dtype(), fed[i].dtype()));
      }
    }
    RunPlan plan = plans.computeIfAbsent(body.version(), version -> plan());
    return List.of(plan.run(fed, run));
  }

  private RunPlan plan() {
    Set<Operation> targets = new LinkedHashSet<>(controlOutputs);
    Set<Operation> fed = new LinkedHashSet<>();
    inputs.forEach(input -> fed.add(input.op()));
    List<Operation> stateful = new ArrayList<>();
    for (Operation op : body.getOperations()) {
      if (op.def().isStateful() && !fed.contains(op)) {
        stateful.add(op);
      }
    }
    targets.addAll(stateful);
    return RunPlan.of(outputs, List.copyOf(targets), inputs);
  }

  @Override
  public String toString() {
    return "GraphFunction(\"" + name + "\", " + inputs() + " -> " + outputs() + ")";
  }
}
