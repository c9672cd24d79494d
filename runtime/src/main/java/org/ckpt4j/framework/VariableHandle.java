package org.ckpt4j.framework;

import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where one variable's value is kept while a program or a session runs.
 *
 * <p>Values are immutable tensors that are replaced, so whoever read one keeps it: a save that goes
 * on while training does needs no copy. Counterpart: the {@code Var} resource.
 */
public final class VariableHandle {
  private final String name;
  private final TensorSpec spec;
  private volatile @Nullable EagerTensor value;

  VariableHandle(String name, TensorSpec spec) {
    this.name = name;
    this.spec = spec;
  }

  /** The shared name under which a session knows it. */
  public String name() {
    return name;
  }

  /** Its declared type and shape; sizes may be unknown. */
  public TensorSpec spec() {
    return spec;
  }

  public boolean isInitialized() {
    return value != null;
  }

  /**
   * @throws FailedPreconditionError if it has no value yet
   */
  public EagerTensor read() {
    EagerTensor now = value;
    if (now == null) {
      throw new FailedPreconditionError(
          "variable \"%s\" (%s) has no value; run its initializer, assign it, or restore it first"
              .formatted(name, spec));
    }
    return now;
  }

  public void write(EagerTensor newValue) {
    value = newValue;
  }

  /** Forgets the value. */
  public void clear() {
    value = null;
  }

  @Override
  public String toString() {
    return "VariableHandle(" + name + ", " + spec + ")";
  }
}
