package org.ckpt4j.ops.state;

import org.ckpt4j.tensor.DType;

/** The element types that operations on variables are registered for. */
final class VariableTypes {
  private VariableTypes() {}

  /** All types with arithmetic. */
  static DType[] numbers() {
    return new DType[] {
      DType.FLOAT32,
      DType.FLOAT64,
      DType.INT32,
      DType.UINT8,
      DType.INT16,
      DType.INT8,
      DType.COMPLEX64,
      DType.INT64,
      DType.QINT8,
      DType.QUINT8,
      DType.QINT32,
      DType.BFLOAT16,
      DType.QINT16,
      DType.QUINT16,
      DType.UINT16,
      DType.COMPLEX128,
      DType.FLOAT16,
      DType.UINT32,
      DType.UINT64
    };
  }

  static DType[] indices() {
    return new DType[] {DType.INT32, DType.INT64};
  }
}
