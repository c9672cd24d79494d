package org.ckpt4j.checkpoint.slices;

import java.util.Optional;
import org.ckpt4j.tensor.DType;

/**
 * In which field of a {@code TensorProto}, and how, a V1 file holds the values of a type.
 *
 * <pre>
 *   float_val 5   double_val 6   int_val 7     string_val 8   scomplex_val 9
 *   int64_val 10  bool_val 11    dcomplex_val 12   half_val 13
 * </pre>
 */
enum V1Field {
  /** Packed little-endian bytes, the same as in memory. */
  FLOAT(5, true, 4),
  DOUBLE(6, true, 8),
  COMPLEX64(9, true, 8),
  COMPLEX128(12, true, 16),
  /** Packed varints; negative ones take ten bytes. */
  INT(7, false, 0),
  INT64(10, false, 0),
  BOOL(11, false, 0),
  /** The 16 bits as an unsigned number. */
  HALF(13, false, 0),
  /** One field an element. */
  STRING(8, false, 0);

  private final int number;
  private final boolean fixed;
  private final int width;

  V1Field(int number, boolean fixed, int width) {
    this.number = number;
    this.fixed = fixed;
    this.width = width;
  }

  /** Empty for the types that TensorFlow cannot store in V1 files either. */
  static Optional<V1Field> find(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> Optional.of(FLOAT);
      case FLOAT64 -> Optional.of(DOUBLE);
      case INT32, UINT8, INT16, INT8, UINT16, QINT8, QUINT8, QINT32 -> Optional.of(INT);
      case STRING -> Optional.of(STRING);
      case COMPLEX64 -> Optional.of(COMPLEX64);
      case INT64 -> Optional.of(INT64);
      case BOOL -> Optional.of(BOOL);
      case COMPLEX128 -> Optional.of(COMPLEX128);
      case FLOAT16 -> Optional.of(HALF);
      case BFLOAT16,
          QINT16,
          QUINT16,
          RESOURCE,
          VARIANT,
          UINT32,
          UINT64,
          FLOAT8_E5M2,
          FLOAT8_E4M3FN,
          INT4,
          UINT4 ->
          Optional.empty();
    };
  }

  /** Its number in the message. */
  int number() {
    return number;
  }

  /** Whether the packed field holds the bytes of the elements as they are in memory. */
  boolean isFixed() {
    return fixed;
  }

  /** The fewest bytes that an element takes in a record. */
  int leastBytes() {
    return this == STRING ? 2 : fixed ? width : 1;
  }

  /** The most bytes that an element of a type takes in a record, strings without their content. */
  static int mostBytes(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 4;
      case FLOAT64, COMPLEX64 -> 8;
      case COMPLEX128 -> 16;
      case BOOL -> 1;
      case UINT8, QUINT8 -> 2;
      case UINT16, FLOAT16 -> 3;
      // Negative numbers, and the length of a string as TensorFlow estimates it.
      default -> 10;
    };
  }
}
