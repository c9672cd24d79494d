package org.ckpt4j.tensor;

import java.util.Objects;

/** What a tensor is, without its value: element type and shape. */
public record TensorSpec(DType dtype, Shape shape) {
  public TensorSpec {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
