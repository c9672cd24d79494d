package org.ckpt4j.graph;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Kernel;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.RunScope;
import org.jspecify.annotations.Nullable;

/** One operation of a plan, with all at hand that running it again and again takes. */
final class PlannedNode {
  final Operation op;
  final FlowRole role;
  final int numInputs;
  final int numOutputs;
  private final OpDef def;
  private final Kernel kernel;
  private final Attrs attrs;
  private final String name;

  PlannedNode(Operation op) {
    this.op = op;
    this.def = op.def();
    this.role = FlowRole.of(def);
    this.kernel = def.kernel();
    this.attrs = op.attrs();
    this.name = op.name();
    this.numInputs = op.inputs().size();
    this.numOutputs = op.outputs().size();
    for (Object value : attrs.asMap().values()) {
      if (value instanceof EagerTensor constant) {
        constant.keep();
      }
    }
  }

  /**
   * Runs the kernel. The outputs are not held yet; which of them lie in the memory of an input is
   * settled.
   */
  List<EagerTensor> compute(EagerTensor[] inputs, RunScope run) {
    List<EagerTensor> outputs = kernel.compute(new KernelCall(def, name, attrs, inputs, run));
    if (outputs.size() != numOutputs) {
      throw new IllegalStateException(
          "%s has %d outputs, its kernel gave %d"
              .formatted(def.name(), numOutputs, outputs.size()));
    }
    boolean objects = false;
    for (EagerTensor input : inputs) {
      objects |= input.holdsObject();
      for (int i = 0; i < numOutputs; i++) {
        outputs.get(i).shareMemoryOf(input);
      }
    }
    for (int i = 0; i < numOutputs; i++) {
      objects |= outputs.get(i).holdsObject();
    }
    if (objects && !def.countsHolders()) {
      keepAll(inputs, outputs);
    }
    return outputs;
  }

  /** An input that is passed on: as it is, or read if it is a reference and the output is none. */
  EagerTensor value(@Nullable EagerTensor[] inputs, int index, RunScope run) {
    EagerTensor input = java.util.Objects.requireNonNull(inputs[index]);
    return input.isReference() && !op.output(0).isReference()
        ? new KernelCall(def, name, attrs, new EagerTensor[] {input}, run).input(0)
        : input;
  }

  /** What lists, queues and the like got or gave, they may hold without saying so. */
  private static void keepAll(EagerTensor[] inputs, List<EagerTensor> outputs) {
    for (EagerTensor input : inputs) {
      input.keep();
    }
    outputs.forEach(EagerTensor::keep);
  }

  @Override
  public String toString() {
    return op.toString();
  }
}
