package org.ckpt4j.tensor;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tensor's value as a checkpoint holds it, without arithmetic: element type, shape, and either
 * the little-endian bytes of all elements in row-major order, or one byte string per element
 * (strings; variants as serialized messages).
 *
 * <p>Immutable by contract: the memory behind it must not change while a writer or reader uses it.
 */
public final class RawTensor {
  private final TensorSpec spec;
  private final @Nullable TensorBytes bytes;
  private final @Nullable List<TensorBytes> elements;

  private RawTensor(
      TensorSpec spec, @Nullable TensorBytes bytes, @Nullable List<TensorBytes> elements) {
    this.spec = spec;
    this.bytes = bytes;
    this.elements = elements;
  }

  /**
   * A tensor of a fixed-width type.
   *
   * @throws IllegalArgumentException if the shape is not fully defined, the type has no fixed
   *     width, or {@code bytes} has not exactly elements times width bytes
   */
  public static RawTensor of(DType dtype, Shape shape, TensorBytes bytes) {
    if (!dtype.isFixedWidth()) {
      throw new IllegalArgumentException(dtype + " has no fixed width; use ofElements");
    }
    long expected = Math.multiplyExact(shape.numElements(), dtype.width());
    if (bytes.size() != expected) {
      throw new IllegalArgumentException(
          "%s%s takes %d bytes, given %d".formatted(dtype, shape, expected, bytes.size()));
    }
    return new RawTensor(new TensorSpec(dtype, shape), bytes, null);
  }

  public static RawTensor of(DType dtype, Shape shape, byte[] littleEndian) {
    return of(dtype, shape, TensorBytes.of(littleEndian));
  }

  /**
   * A tensor of strings, or of variants (each element a serialized {@code VariantTensorDataProto}).
   *
   * @throws IllegalArgumentException if the type is another one, or the number of elements is wrong
   */
  public static RawTensor ofElements(DType dtype, Shape shape, List<TensorBytes> elements) {
    checkElements(dtype, shape, elements);
    return new RawTensor(new TensorSpec(dtype, shape), null, List.copyOf(elements));
  }

  private static void checkElements(DType dtype, Shape shape, List<TensorBytes> elements) {
    if (dtype != DType.STRING && dtype != DType.VARIANT) {
      throw new IllegalArgumentException(dtype + " has no elements of varying length; use of");
    }
    if (shape.numElements() != elements.size()) {
      throw new IllegalArgumentException(
          "shape %s has %d elements, given %d"
              .formatted(shape, shape.numElements(), elements.size()));
    }
  }

  /**
   * As {@link #ofElements}, but keeps {@code elements} itself, which must never change: for lists
   * that compute their elements when asked.
   */
  public static RawTensor viewOfElements(DType dtype, Shape shape, List<TensorBytes> elements) {
    checkElements(dtype, shape, elements);
    return new RawTensor(new TensorSpec(dtype, shape), null, elements);
  }

  /** A string tensor of short strings. */
  public static RawTensor ofStrings(Shape shape, List<byte[]> strings) {
    return ofElements(DType.STRING, shape, strings.stream().map(TensorBytes::of).toList());
  }

  /** A string scalar. */
  public static RawTensor ofString(byte[] value) {
    return ofStrings(Shape.scalar(), List.of(value));
  }

  public TensorSpec spec() {
    return spec;
  }

  public DType dtype() {
    return spec.dtype();
  }

  public Shape shape() {
    return spec.shape();
  }

  /**
   * The elements' bytes, little-endian, row-major.
   *
   * @throws IllegalStateException for strings and variants
   */
  public TensorBytes bytes() {
    if (bytes == null) {
      throw new IllegalStateException(spec + " holds byte strings; use elements()");
    }
    return bytes;
  }

  /**
   * The byte strings of a string or variant tensor, row-major.
   *
   * @throws IllegalStateException for other types
   */
  public List<TensorBytes> elements() {
    if (elements == null) {
      throw new IllegalStateException(spec + " holds fixed-width elements; use bytes()");
    }
    return elements;
  }

  @Override
  public String toString() {
    return "RawTensor(" + Objects.toString(spec) + ")";
  }
}
