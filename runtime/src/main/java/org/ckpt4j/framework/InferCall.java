package org.ckpt4j.framework;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * What an operation knows when the shapes of its outputs are asked for: inputs (values or symbols)
 * and attributes. The same question is asked in both modes.
 */
public final class InferCall {
  private final OpDef def;
  private final Attrs attrs;
  private final List<? extends Tensor> inputs;
  private final boolean eager;
  private final List<@Nullable TensorSpec> handles = new ArrayList<>();

  InferCall(OpDef def, Attrs attrs, List<? extends Tensor> inputs, boolean eager) {
    this.def = def;
    this.attrs = attrs;
    this.inputs = inputs;
    this.eager = eager;
  }

  public int numInputs() {
    return inputs.size();
  }

  public Shape shape(int input) {
    return inputs.get(input).shape();
  }

  public DType dtype(int input) {
    return inputs.get(input).dtype();
  }

  public <T> T attr(String name) {
    return attrs.get(name);
  }

  public Attrs attrs() {
    return attrs;
  }

  public @Nullable Object findAttr(String name) {
    return attrs.find(name);
  }

  /**
   * The value of an input if it is known already: always when eager; in a graph, if constants and
   * known shapes alone lead to it.
   */
  public @Nullable RawTensor constant(int input) {
    EagerTensor value = KnownValues.of(inputs.get(input));
    return value == null || !value.holdsElements() ? null : value.raw();
  }

  /**
   * The shape that an input holds as numbers, as far as it is known while the graph is built: -1 is
   * an unknown size; of unknown rank if not even the number of sizes is known.
   */
  public Shape shapeFrom(int input) {
    try {
      return KnownShapes.of(inputs.get(input));
    } catch (IllegalArgumentException e) {
      throw invalid("%s", e.getMessage());
    }
  }

  /** The node of the graph that makes an input; null if the input is a value. */
  public @Nullable Node maker(int input) {
    return inputs.get(input) instanceof EagerTensor ? null : inputs.get(input).op();
  }

  /** Type and shape of the variable behind a resource handle; null if nothing is known of it. */
  public @Nullable TensorSpec variable(int input) {
    return inputs.get(input).handleSpec();
  }

  /** Says what variable the handle that is output {@code output} leads to. */
  public void setVariable(int output, TensorSpec spec) {
    while (handles.size() <= output) {
      handles.add(null);
    }
    handles.set(output, spec);
  }

  @Nullable TensorSpec handle(int output) {
    return output < handles.size() ? handles.get(output) : null;
  }

  /** Whether the operation runs at once; a graph refuses some shapes that kernels would take. */
  public boolean isEager() {
    return eager;
  }

  /**
   * The failure for inputs or attributes that do not fit: Python's ValueError while a graph is
   * built.
   */
  public RuntimeException invalid(String format, Object... args) {
    String message = def.name() + ": " + format.formatted(args);
    return eager ? new InvalidArgumentError(message) : new IllegalArgumentException(message);
  }
}
