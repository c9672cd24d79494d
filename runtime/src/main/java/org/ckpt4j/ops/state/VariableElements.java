package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * The elements of one variable while an operation changes some of them. The caller holds the
 * variable's lock.
 *
 * <p>Large values that nobody else holds are changed where they lie; others are copied first.
 */
final class VariableElements {
  /** Smaller values are replaced: that needs no natives. */
  private static final int IN_PLACE_FROM = 4096;

  private final EagerTensor value;
  private final ByteBuffer bytes;

  private VariableElements(EagerTensor value, ByteBuffer bytes) {
    this.value = value;
    this.bytes = bytes;
  }

  /**
   * Lets {@code change} change the variable's elements. Everything that may fail is checked
   * beforehand.
   *
   * @throws InvalidArgumentError if the variable holds another type than the operation changes
   */
  static void change(VariableHandle variable, DType dtype, Consumer<VariableElements> change) {
    EagerTensor before = variable.read();
    requireType(variable, before, dtype);
    long size = before.shape().numElements() * dtype.width();
    if (size >= IN_PLACE_FROM && (dtype.isFloating() || dtype.isInteger()) && held(dtype)) {
      variable.update(value -> change.accept(new VariableElements(value, value.memoryToWrite())));
      return;
    }
    ByteBuffer copy = ElementArrays.allocate(dtype, before.shape().numElements());
    copy.put(0, ElementArrays.bytes(before), 0, copy.capacity());
    change.accept(new VariableElements(before, copy));
    variable.write(ElementArrays.tensor(dtype, before.shape(), copy));
  }

  /** Whether ND4J has arrays of the type. */
  private static boolean held(DType dtype) {
    return switch (dtype) {
      case FLOAT8_E5M2, FLOAT8_E4M3FN, INT4, UINT4 -> false;
      default -> true;
    };
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
    return value.dtype();
  }

  Shape shape() {
    return value.shape();
  }

  /** All elements, row by row, to be read and written. */
  ByteBuffer bytes() {
    return bytes;
  }
}
