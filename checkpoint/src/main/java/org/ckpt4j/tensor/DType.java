package org.ckpt4j.tensor;

import java.util.Locale;
import java.util.Optional;

/**
 * TensorFlow's element types: each with its number in files, its name, and the bytes an element
 * takes in a checkpoint.
 *
 * <p>Counterpart: {@code tf.DType}. Reference types (number + 100) exist in graphs, never in files,
 * and are not listed here.
 */
public enum DType {
  FLOAT32(1, 4, Kind.FLOATING),
  FLOAT64(2, 8, Kind.FLOATING),
  INT32(3, 4, Kind.SIGNED),
  UINT8(4, 1, Kind.UNSIGNED),
  INT16(5, 2, Kind.SIGNED),
  INT8(6, 1, Kind.SIGNED),
  STRING(7, 0, Kind.VARIABLE_LENGTH),
  COMPLEX64(8, 8, Kind.COMPLEX),
  INT64(9, 8, Kind.SIGNED),
  BOOL(10, 1, Kind.BOOLEAN),
  QINT8(11, 1, Kind.QUANTIZED),
  QUINT8(12, 1, Kind.QUANTIZED),
  QINT32(13, 4, Kind.QUANTIZED),
  BFLOAT16(14, 2, Kind.FLOATING),
  QINT16(15, 2, Kind.QUANTIZED),
  QUINT16(16, 2, Kind.QUANTIZED),
  UINT16(17, 2, Kind.UNSIGNED),
  COMPLEX128(18, 16, Kind.COMPLEX),
  FLOAT16(19, 2, Kind.FLOATING),
  RESOURCE(20, 0, Kind.HANDLE),
  VARIANT(21, 0, Kind.VARIABLE_LENGTH),
  UINT32(22, 4, Kind.UNSIGNED),
  UINT64(23, 8, Kind.UNSIGNED),
  FLOAT8_E5M2(24, 1, Kind.FLOATING),
  FLOAT8_E4M3FN(25, 1, Kind.FLOATING),
  /** One byte an element in files; TensorFlow 2.15 writes -1 as {@code 0f}: the low four bits. */
  INT4(29, 1, Kind.SIGNED),
  /** One byte an element in files. */
  UINT4(30, 1, Kind.UNSIGNED);

  private enum Kind {
    FLOATING,
    SIGNED,
    UNSIGNED,
    COMPLEX,
    BOOLEAN,
    QUANTIZED,
    VARIABLE_LENGTH,
    HANDLE
  }

  private static final DType[] BY_NUMBER = new DType[31];

  static {
    for (DType dtype : values()) {
      BY_NUMBER[dtype.number] = dtype;
    }
  }

  private final int number;
  private final int width;
  private final Kind kind;
  private final String tfName;

  DType(int number, int width, Kind kind) {
    this.number = number;
    this.width = width;
    this.kind = kind;
    this.tfName = name().toLowerCase(Locale.ROOT);
  }

  /** The enum number of TensorFlow's {@code DataType} message, as files hold it. */
  public int number() {
    return number;
  }

  /** TensorFlow's name: {@code float32}, {@code int64}, {@code string}. */
  public String tfName() {
    return tfName;
  }

  /** The name of {@link #number} in TensorFlow's messages: {@code DT_FLOAT}, {@code DT_INT64}. */
  public String dataTypeName() {
    return switch (this) {
      case FLOAT16 -> "DT_HALF";
      case FLOAT32 -> "DT_FLOAT";
      case FLOAT64 -> "DT_DOUBLE";
      default -> "DT_" + name();
    };
  }

  /** Bytes an element takes in a checkpoint; 0 for strings, variants and resources. */
  public int width() {
    return width;
  }

  /** Whether every element takes {@link #width()} bytes. */
  public boolean isFixedWidth() {
    return width > 0;
  }

  /** Whether TensorFlow's {@code is_floating} holds: half, bfloat16, float8, float and double. */
  public boolean isFloating() {
    return kind == Kind.FLOATING;
  }

  /**
   * Whether TensorFlow's {@code is_integer} holds: signed and unsigned, not quantized, not bool.
   */
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  public boolean isUnsigned() {
    return kind == Kind.UNSIGNED;
  }

  public boolean isComplex() {
    return kind == Kind.COMPLEX;
  }

  public boolean isQuantized() {
    return kind == Kind.QUANTIZED;
  }

  /** The type with this number, or empty if TensorFlow 2.15 has none. */
  public static Optional<DType> findByNumber(int number) {
    return number < 0 || number >= BY_NUMBER.length
        ? Optional.empty()
        : Optional.ofNullable(BY_NUMBER[number]);
  }

  /** The type TensorFlow calls by this name ({@code "float32"}), or empty. */
  public static Optional<DType> findByName(String tfName) {
    for (DType dtype : values()) {
      if (dtype.tfName.equals(tfName)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return tfName;
  }
}
