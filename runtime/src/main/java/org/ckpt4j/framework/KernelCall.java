package org.ckpt4j.framework;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;

/**
 * What a kernel gets: inputs, attributes, and the resources of the program or session it runs in.
 */
public final class KernelCall {
  private final OpDef def;
  private final String nodeName;
  private final Attrs attrs;
  private final EagerTensor[] inputs;
  private final RunScope run;

  /** The array is given away. */
  public KernelCall(OpDef def, String nodeName, Attrs attrs, EagerTensor[] inputs, RunScope run) {
    this.def = def;
    this.nodeName = nodeName;
    this.attrs = attrs;
    this.inputs = inputs;
    this.run = run;
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
    return inputs.length;
  }

  /** The value of an input; of a reference, the value it refers to now. */
  public EagerTensor input(int index) {
    EagerTensor input = inputs[index];
    return input.isReference() ? read(index) : input;
  }

  /** An input as it was passed: a reference stays one. */
  public EagerTensor passed(int index) {
    return inputs[index];
  }

  public List<EagerTensor> inputsFrom(int first) {
    EagerTensor[] values = new EagerTensor[inputs.length - first];
    for (int i = 0; i < values.length; i++) {
      values[i] = input(first + i);
    }
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** The variable that an input is a handle of, or a reference to. */
  public VariableHandle variable(int index) {
    return inputs[index].variable();
  }

  /** The failure for values that do not fit, found while running. */
  public InvalidArgumentError invalid(String format, Object... args) {
    return new InvalidArgumentError(def.name() + ": " + format.formatted(args));
  }

  /**
   * The value of the variable that an input leads to, which no update changes while the kernel runs
   * or its output is used.
   *
   * @throws org.ckpt4j.errors.FailedPreconditionError if it has no value yet
   */
  public EagerTensor read(int index) {
    EagerTensor value = inputs[index].variable().readHeld();
    run.releaseAfterCall(value);
    return value;
  }

  /** Lets go of a held value, such as one taken from a stack, once the outputs are held. */
  public void releaseAfterwards(EagerTensor value) {
    run.releaseAfterCall(value);
  }

  public ResourceStore resources() {
    return run.resources();
  }

  /** The same call, of another operation with inputs and attributes of its own. */
  public KernelCall of(OpDef other, Attrs otherAttrs, EagerTensor... otherInputs) {
    return new KernelCall(other, nodeName, otherAttrs, otherInputs, run);
  }

  /** What belongs to the run that this call is a part of. */
  public RunScope run() {
    return run;
  }

  /**
   * Runs a function of the graph's library.
   *
   * @throws NotFoundError if there is none of this name
   */
  public List<EagerTensor> callFunction(FunctionRef function, List<EagerTensor> arguments) {
    return function(function).call(arguments, run);
  }

  /**
   * A function of the graph's library.
   *
   * @throws NotFoundError if there is none of this name
   */
  public FunctionBody function(FunctionRef function) {
    FunctionBody body = run.functions().find(function);
    if (body == null) {
      throw new NotFoundError(
          "%s \"%s\" calls function \"%s\", which is not in the graph's library"
              .formatted(def.name(), nodeName, function.name()));
    }
    return body;
  }
}
