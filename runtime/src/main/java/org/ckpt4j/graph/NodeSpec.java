package org.ckpt4j.graph;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;

/**
 * A node that is to be added to a graph exactly so.
 *
 * @param name its full name
 * @param device as it was asked for; empty if none was
 * @param loopHead whether an input stands for a back edge that is connected later, by {@link
 *     Operation#updateInput}; then shapes are inferred again
 */
public record NodeSpec(
    String name,
    OpDef def,
    Attrs attrs,
    List<SymbolicTensor> inputs,
    List<Operation> controlInputs,
    String device,
    boolean loopHead) {
  public NodeSpec {
    inputs = List.copyOf(inputs);
    controlInputs = List.copyOf(controlInputs);
  }
}
