package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * The elements of one variable while an operation changes some of them; {@link #commit} makes the
 * change visible. The caller holds the variable's lock.
 */
final class VariableElements {
  private final VariableHandle variable;
  private final EagerTensor before;
  private final ByteBuffer bytes;

  private VariableElements(VariableHandle variable, EagerTensor before) {
    this.variable = variable;
    this.before = before;
    this.bytes = ElementArrays.allocate(before.dtype(), before.shape().numElements());
    bytes.put(0, ElementArrays.bytes(before), 0, bytes.capacity());
  }

  /**
   * @throws InvalidArgumentError if the variable holds another type than the operation changes
   */
  static VariableElements open(VariableHandle variable, DType dtype) {
    EagerTensor before = variable.read();
    requireType(variable, before, dtype);
    return new VariableElements(variable, before);
  }

  static void requireType(VariableHandle variable, EagerTensor value, DType dtype) {
    if (value.dtype() != dtype) {
      throw new InvalidArgumentError(
          "variable \"%s\" holds %s, changed as %s"
              .formatted(variable.name(), value.dtype(), dtype));
    }
  }

  /**
   * The variable that an operation changes or looks up.
   *
   * @throws NotFoundError if it goes by handle and has no value; TensorFlow then has no resource
   * @throws org.ckpt4j.errors.FailedPreconditionError if it goes by reference and has no value
   */
  static VariableHandle require(KernelCall call, boolean reference) {
    VariableHandle variable = call.variable(0);
    if (reference) {
      variable.read();
    } else if (!variable.isInitialized()) {
      throw new NotFoundError(
          "variable \"%s\" (%s) has no value; run its initializer, assign it, or restore it first"
              .formatted(variable.name(), variable.spec()));
    }
    return variable;
  }

  DType dtype() {
    return before.dtype();
  }

  Shape shape() {
    return before.shape();
  }

  /** All elements, row by row, to be read and written. */
  ByteBuffer bytes() {
    return bytes;
  }

  void commit() {
    variable.write(ElementArrays.tensor(dtype(), shape(), bytes));
  }
}
