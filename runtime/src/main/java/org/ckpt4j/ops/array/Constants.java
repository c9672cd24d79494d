package org.ckpt4j.ops.array;

import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Tensors of known values: {@code tf.constant}, {@code tf.zeros}, {@code tf.ones}. */
public final class Constants {
  private Constants() {}

  /**
   * @param shape one value for all elements, or as many in another shape; null for the value's own
   * @throws TypeError if the value is a tensor of a graph, or does not fit the shape
   */
  public static Tensor of(
      Object value, @Nullable DType dtype, @Nullable Shape shape, OpOption... options) {
    if (value instanceof Operand && !(value instanceof EagerTensor)) {
      throw new TypeError("a constant is made of values, not of " + value);
    }
    RawTensor raw = Values.of(value, dtype);
    if (shape != null) {
      raw = shaped(raw, shape);
    }
    return Const.of(EagerTensor.of(raw), Named.among(options, "Const"));
  }

  private static RawTensor shaped(RawTensor raw, Shape shape) {
    if (raw.shape().numElements() == shape.numElements()) {
      return raw.dtype().isFixedWidth()
          ? RawTensor.of(raw.dtype(), shape, raw.bytes())
          : RawTensor.ofElements(raw.dtype(), shape, raw.elements());
    }
    if (raw.shape().numElements() == 1) {
      return Fill.filled(shape, raw);
    }
    throw new TypeError(
        "a value of shape %s does not fit shape %s; give one element or all"
            .formatted(raw.shape(), shape));
  }

  public static Tensor zeros(Shape shape, DType dtype, OpOption... options) {
    return Fill.constant(shape, zero(dtype), Named.among(options, "zeros"));
  }

  public static Tensor ones(Shape shape, DType dtype, OpOption... options) {
    return Fill.constant(shape, one(dtype), Named.among(options, "ones"));
  }

  /** Zero, false, or the empty string. */
  public static RawTensor zero(DType dtype) {
    return dtype == DType.STRING
        ? RawTensor.ofString(new byte[0])
        : RawTensor.of(dtype, Shape.scalar(), new byte[dtype.width()]);
  }

  /** One, or true. */
  public static RawTensor one(DType dtype) {
    return Values.of(dtype == DType.BOOL ? (Object) true : 1, dtype);
  }
}
