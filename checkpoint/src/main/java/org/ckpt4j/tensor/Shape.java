package org.ckpt4j.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a tensor's dimensions; single sizes, or all of them, may be unknown.
 *
 * <p>Counterpart: {@code tf.TensorShape}. Immutable. An unknown size is {@link #UNKNOWN_SIZE}.
 */
public final class Shape {
  /** Stands for a dimension whose size is not known. */
  public static final long UNKNOWN_SIZE = -1;

  private static final Shape SCALAR = new Shape(new long[0]);
  private static final Shape UNKNOWN = new Shape(null);

  private final long @Nullable [] dims;

  private Shape(long @Nullable [] dims) {
    this.dims = dims;
  }

  /**
   * @throws IllegalArgumentException if a size is below -1
   */
  public static Shape of(long... dims) {
    for (long dim : dims) {
      if (dim < UNKNOWN_SIZE) {
        throw new IllegalArgumentException(
            "dimension "
                + dim
                + " in "
                + Arrays.toString(dims)
                + "; sizes are >= 0, or -1 if unknown");
      }
    }
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  public static Shape scalar() {
    return SCALAR;
  }

  /** A shape of which not even the rank is known. */
  public static Shape unknown() {
    return UNKNOWN;
  }

  public boolean hasKnownRank() {
    return dims != null;
  }

  /**
   * @throws IllegalStateException if the rank is unknown
   */
  public int rank() {
    return known().length;
  }

  /** The size of dimension {@code i}, or {@link #UNKNOWN_SIZE}. */
  public long dim(int i) {
    return known()[i];
  }

  /** A copy of the sizes. */
  public long[] dims() {
    return known().clone();
  }

  public boolean isScalar() {
    return dims != null && dims.length == 0;
  }

  public boolean isFullyDefined() {
    if (dims == null) {
      return false;
    }
    for (long dim : dims) {
      if (dim == UNKNOWN_SIZE) {
        return false;
      }
    }
    return true;
  }

  /**
   * Product of the sizes.
   *
   * @throws IllegalStateException if a size is unknown
   * @throws ArithmeticException if the product does not fit a long
   */
  public long numElements() {
    if (!isFullyDefined()) {
      throw new IllegalStateException("shape " + this + " is not fully defined");
    }
    long n = 1;
    boolean zero = false;
    for (long dim : known()) {
      zero |= dim == 0;
      n = zero ? 0 : Math.multiplyExact(n, dim);
    }
    return n;
  }

  /** Whether a tensor could have both shapes. */
  public boolean isCompatibleWith(Shape other) {
    if (dims == null || other.dims == null) {
      return true;
    }
    if (dims.length != other.dims.length) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != other.dims[i] && dims[i] != UNKNOWN_SIZE && other.dims[i] != UNKNOWN_SIZE) {
        return false;
      }
    }
    return true;
  }

  private long[] known() {
    if (dims == null) {
      throw new IllegalStateException("the rank of this shape is unknown");
    }
    return dims;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As Python prints a list: {@code [2, 3]}, {@code []}, {@code [None, 3]}, {@code <unknown>}. */
  @Override
  public String toString() {
    return dims == null ? "<unknown>" : Arrays.toString(dims).replace("-1", "None");
  }
}
