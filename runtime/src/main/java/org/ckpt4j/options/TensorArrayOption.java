package org.ckpt4j.options;

import org.ckpt4j.tensor.Shape;

/** Configures a {@code TensorArray}. */
public interface TensorArrayOption {
  /** {@code dynamic_size}: whether it grows when more is written. */
  record DynamicSize(boolean value) implements TensorArrayOption {}

  /** {@code clear_after_read}: whether an element can be read once only. */
  record ClearAfterRead(boolean value) implements TensorArrayOption {}

  /** {@code infer_shape}: whether all elements have the shape of the first. */
  record InferShape(boolean value) implements TensorArrayOption {}

  /** {@code element_shape}: what is known of the elements' shape. */
  record ElementShape(Shape value) implements TensorArrayOption {}

  /** {@code tensor_array_name}. */
  record ArrayName(String value) implements TensorArrayOption {}

  static TensorArrayOption dynamicSize(boolean value) {
    return new DynamicSize(value);
  }

  static TensorArrayOption clearAfterRead(boolean value) {
    return new ClearAfterRead(value);
  }

  static TensorArrayOption inferShape(boolean value) {
    return new InferShape(value);
  }

  static TensorArrayOption elementShape(Shape value) {
    return new ElementShape(value);
  }

  static TensorArrayOption tensorArrayName(String value) {
    return new ArrayName(value);
  }
}
