package org.ckpt4j.framework;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations at once.
 *
 * <p>Each thread has one at the bottom of its stack. Entering a new one gives a program a clean
 * slate: no names, no scopes, nothing remembered.
 */
public final class EagerContext extends ExecutionContext {
  private final RunScope run = new RunScope(new ResourceStore(), FunctionLibrary.EMPTY);

  private @Nullable ExecutionContext destination;

  /**
   * From now on what the program calls outside of any graph goes to {@code context}; null: runs at
   * once again. Counterpart: {@code tf.compat.v1.disable_eager_execution}.
   */
  public void redirect(@Nullable ExecutionContext context) {
    destination = context;
  }

  @Override
  ExecutionContext destination() {
    return destination == null ? this : destination;
  }

  @Override
  public boolean isEager() {
    return true;
  }

  /** What eager operations keep from call to call. */
  public ResourceStore resources() {
    return run.resources();
  }

  @Override
  public Node execute(
      OpDef def, @Nullable String name, Attrs attrs, List<? extends Operand> operands) {
    EagerTensor[] values = new EagerTensor[operands.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(operands.get(i).asTensor() instanceof EagerTensor value)) {
        throw new org.ckpt4j.errors.TypeError(
            "%s was called eagerly with %s, which belongs to a graph; enter the graph first"
                .formatted(def.name(), operands.get(i)));
      }
      values[i] = value;
    }
    List<EagerTensor> inputs = List.of(values);
    Inferred inferred = infer(def, attrs, inputs, true);
    String nodeName = name == null ? def.name() : name;
    var call = new KernelCall(def, nodeName, inferred.attrs(), values, run);
    Executed executed;
    try {
      List<EagerTensor> outputs = own(def, inputs, def.kernel().compute(call));
      outputs.forEach(EagerTensor::keep);
      executed = new Executed(def, inferred.attrs(), inputs, outputs);
    } finally {
      run.callEnded();
    }
    Contexts.tellCalled(executed);
    return executed;
  }

  /**
   * Outputs that are no one else's tensors: a kernel may hand back an input, or what a variable
   * holds, but a tape must tell the results of two operations apart.
   */
  private static List<EagerTensor> own(
      OpDef def, List<EagerTensor> inputs, List<EagerTensor> outputs) {
    for (EagerTensor output : outputs) {
      if (def.isStateful() || isAmong(inputs, output)) {
        List<EagerTensor> all = new ArrayList<>(outputs.size());
        for (EagerTensor each : outputs) {
          all.add(each.holdsElements() ? each.alias() : each);
        }
        return all;
      }
    }
    return outputs;
  }

  private static boolean isAmong(List<EagerTensor> inputs, EagerTensor output) {
    for (EagerTensor input : inputs) {
      if (input == output) {
        return true;
      }
    }
    return false;
  }

  /** Eager names are never made unique, and carry the scope. */
  @Override
  public String uniqueName(String name) {
    return nameScope().isEmpty() ? name : nameScope() + "/" + name;
  }

  @Override
  protected String resolveNameScope(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return "";
    }
    if (name.endsWith("/")) {
      return name;
    }
    return uniqueName(name) + "/";
  }

  @Override
  public Scope enterControlDependencies(@Nullable List<Node> nodes) {
    return Contexts.entered("control dependencies", () -> {});
  }

  @Override
  public Scope enterColocation(@Nullable Operand operand) {
    return Contexts.entered("colocation", () -> {});
  }

  @Override
  public Scope enterAttribute(String name, Object value) {
    return Contexts.entered("attribute " + name, () -> {});
  }

  @Override
  public String toString() {
    return "eager mode";
  }

  private record Executed(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, List<EagerTensor> outputs) implements Node {
    @Override
    public String name() {
      throw new org.ckpt4j.errors.AttributeError(def.name() + " ran at once and has no name");
    }
  }
}
