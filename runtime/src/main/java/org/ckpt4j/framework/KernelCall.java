package org.ckpt4j.framework;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;

/**
 * What a kernel gets: inputs, attributes, and the resources of the program or session it runs in.
 */
public final class KernelCall {
  private final OpDef def;
  private final String nodeName;
  private final Attrs attrs;
  private final List<EagerTensor> inputs;
  private final ResourceStore resources;

  public KernelCall(
      OpDef def, String nodeName, Attrs attrs, List<EagerTensor> inputs, ResourceStore resources) {
    this.def = def;
    this.nodeName = nodeName;
    this.attrs = attrs;
    this.inputs = inputs;
    this.resources = resources;
  }

  public OpDef def() {
    return def;
  }

  /** The name of the node that runs; the operation's name when eager. */
  public String nodeName() {
    return nodeName;
  }

  public <T> T attr(String name) {
    return attrs.get(name);
  }

  public Attrs attrs() {
    return attrs;
  }

  public int numInputs() {
    return inputs.size();
  }

  /** The value of an input; of a reference, the value it refers to now. */
  public EagerTensor input(int index) {
    EagerTensor input = inputs.get(index);
    return input.isReference() ? input.variable().read() : input;
  }

  public List<EagerTensor> inputsFrom(int first) {
    return java.util.stream.IntStream.range(first, inputs.size()).mapToObj(this::input).toList();
  }

  /** The variable that an input is a handle of, or a reference to. */
  public VariableHandle variable(int index) {
    return inputs.get(index).variable();
  }

  /** The failure for values that do not fit, found while running. */
  public InvalidArgumentError invalid(String format, Object... args) {
    return new InvalidArgumentError(def.name() + ": " + format.formatted(args));
  }

  public ResourceStore resources() {
    return resources;
  }
}
