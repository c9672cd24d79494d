package org.ckpt4j.framework;

import java.util.function.Consumer;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where one variable's value is kept while a program or a session runs.
 *
 * <p>A value that anybody else may see is never changed, only replaced; so whoever read one keeps
 * it, and a save that goes on while training does sees what it read. Only a value that nobody but
 * the variable holds is changed in place, by {@link #update}. Counterpart: the {@code Var}
 * resource.
 */
public final class VariableHandle {
  private final String name;
  private final TensorSpec spec;
  private final @Nullable ResourceStore store;
  private volatile @Nullable EagerTensor value;

  VariableHandle(String name, TensorSpec spec, @Nullable ResourceStore store) {
    this.name = name;
    this.spec = spec;
    this.store = store;
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
   * The value, to be used within the kernel that asks; elsewhere take {@link #snapshot}.
   *
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

  /** The value, held: the caller releases it. */
  synchronized EagerTensor readHeld() {
    return read().hold();
  }

  /**
   * The value, to be kept for as long as anybody likes.
   *
   * @throws FailedPreconditionError if it has no value yet
   */
  public synchronized EagerTensor snapshot() {
    return read().keep();
  }

  public synchronized void write(EagerTensor newValue) {
    replace(newValue.hold());
  }

  private void replace(@Nullable EagerTensor held) {
    EagerTensor before = value;
    value = held;
    if (before != null) {
      if (store == null) {
        before.unhold(); // a reader of the eager world may have it; the collector finds out
      } else {
        store.retire(before);
      }
    }
  }

  /**
   * Lets {@code change} write into the value's own ND4J array, or into a copy if anybody else holds
   * the value. What is written is seen by all who read later. Check everything beforehand: a change
   * that fails midway leaves what it has written.
   *
   * @param change gets the value, whose {@link EagerTensor#array} is dense and row by row
   * @throws FailedPreconditionError if it has no value yet
   */
  public synchronized void update(Consumer<EagerTensor> change) {
    EagerTensor now = read();
    if (!now.isHeldOnceInOwnArray()) {
      now = now.copyInOwnArray();
      write(now);
    }
    change.accept(now);
    now.changed();
  }

  /** Forgets the value. */
  public synchronized void clear() {
    replace(null);
  }

  @Override
  public String toString() {
    return "VariableHandle(" + name + ", " + spec + ")";
  }
}
