package org.ckpt4j.ops;

import java.util.Arrays;
import org.ckpt4j.tensor.DType;

/** The sets of types that TensorFlow's registry allows again and again. */
public final class DTypeSets {
  private DTypeSets() {}

  /** half, bfloat16, float, double. */
  public static DType[] floats() {
    return new DType[] {DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64};
  }

  /** All real numbers: {@code realnumbertype}. */
  public static DType[] real() {
    return new DType[] {
      DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.UINT8, DType.INT16, DType.INT8,
      DType.INT64, DType.BFLOAT16, DType.UINT16, DType.FLOAT16, DType.UINT32, DType.UINT64
    };
  }

  /** All numbers, complex and quantized ones too: {@code numbertype}. */
  public static DType[] numbers() {
    return with(
        real(),
        DType.COMPLEX64,
        DType.COMPLEX128,
        DType.QINT8,
        DType.QUINT8,
        DType.QINT32,
        DType.QINT16,
        DType.QUINT16);
  }

  /** What decompositions of matrices are computed in. */
  public static DType[] matrices() {
    return new DType[] {
      DType.FLOAT64, DType.FLOAT32, DType.FLOAT16, DType.COMPLEX64, DType.COMPLEX128
    };
  }

  /** int32 and int64. */
  public static DType[] indices() {
    return new DType[] {DType.INT32, DType.INT64};
  }

  public static DType[] with(DType[] types, DType... more) {
    DType[] all = Arrays.copyOf(types, types.length + more.length);
    System.arraycopy(more, 0, all, types.length, more.length);
    return all;
  }
}
