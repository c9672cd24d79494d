package org.ckpt4j.ops.math;

import static org.ckpt4j.tensor.DType.BFLOAT16;
import static org.ckpt4j.tensor.DType.COMPLEX128;
import static org.ckpt4j.tensor.DType.COMPLEX64;
import static org.ckpt4j.tensor.DType.FLOAT16;
import static org.ckpt4j.tensor.DType.FLOAT32;
import static org.ckpt4j.tensor.DType.FLOAT64;
import static org.ckpt4j.tensor.DType.INT16;
import static org.ckpt4j.tensor.DType.INT32;
import static org.ckpt4j.tensor.DType.INT64;
import static org.ckpt4j.tensor.DType.INT8;
import static org.ckpt4j.tensor.DType.QINT16;
import static org.ckpt4j.tensor.DType.QINT32;
import static org.ckpt4j.tensor.DType.QINT8;
import static org.ckpt4j.tensor.DType.QUINT16;
import static org.ckpt4j.tensor.DType.QUINT8;
import static org.ckpt4j.tensor.DType.UINT16;
import static org.ckpt4j.tensor.DType.UINT32;
import static org.ckpt4j.tensor.DType.UINT64;
import static org.ckpt4j.tensor.DType.UINT8;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Lists of element types that the registry allows for many operations, and rounding to a type. */
final class NumberTypes {
  static final List<DType> FLOATS = List.of(BFLOAT16, FLOAT16, FLOAT32, FLOAT64);
  static final List<DType> WIDE_FLOATS = List.of(FLOAT32, FLOAT64);
  static final List<DType> COMPLEX = List.of(COMPLEX64, COMPLEX128);
  static final List<DType> SIGNED = List.of(INT8, INT16, INT32, INT64);
  static final List<DType> UNSIGNED = List.of(UINT8, UINT16, UINT32, UINT64);
  static final List<DType> INTEGERS = join(SIGNED, UNSIGNED);
  static final List<DType> FLOATS_AND_COMPLEX = join(FLOATS, COMPLEX);
  static final List<DType> REALS = join(FLOATS, INTEGERS);
  static final List<DType> NUMBERS = join(FLOATS, INTEGERS, COMPLEX);
  static final List<DType> QUANTIZED = List.of(QINT8, QUINT8, QINT16, QUINT16, QINT32);

  /** What TensorFlow's registry calls numbertype. */
  static final List<DType> NUMBERTYPE = join(NUMBERS, QUANTIZED);

  private NumberTypes() {}

  @SafeVarargs
  static List<DType> join(List<DType>... lists) {
    List<DType> all = new ArrayList<>();
    for (List<DType> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }

  static List<DType> join(List<DType> list, DType... more) {
    return join(list, List.of(more));
  }

  static DType[] array(List<DType> types) {
    return types.toArray(DType[]::new);
  }

  /** {@code value} as the nearest number that the floating type has. */
  static double rounded(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case FLOAT64 -> value;
      default ->
          ElementArrays.doubles(ElementArrays.tensor(dtype, Shape.scalar(), new double[] {value}))[
              0];
    };
  }

  /** One number of any type, complex ones with no imaginary part. */
  static EagerTensor scalar(DType dtype, double value) {
    return dtype.isComplex()
        ? ElementArrays.complexTensor(dtype, Shape.scalar(), new double[] {value, 0})
        : ElementArrays.scalar(dtype, value);
  }

  /** The finite number farthest below zero. */
  static double lowestFloat(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> -65504;
      case BFLOAT16 -> -0x1.fep127;
      case FLOAT32 -> -Float.MAX_VALUE;
      default -> -Double.MAX_VALUE;
    };
  }

  /** The largest number of the type; of uint64, all bits. */
  static long largest(DType dtype) {
    return switch (dtype) {
      case INT8, QINT8 -> Byte.MAX_VALUE;
      case INT16, QINT16 -> Short.MAX_VALUE;
      case INT32, QINT32 -> Integer.MAX_VALUE;
      case UINT8, QUINT8 -> 0xff;
      case UINT16, QUINT16 -> 0xffff;
      case UINT32 -> 0xffffffffL;
      case UINT64 -> -1L;
      case BOOL -> 1;
      default -> Long.MAX_VALUE;
    };
  }

  static long smallest(DType dtype) {
    return switch (dtype) {
      case INT8, QINT8 -> Byte.MIN_VALUE;
      case INT16, QINT16 -> Short.MIN_VALUE;
      case INT32, QINT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> 0;
    };
  }
}
