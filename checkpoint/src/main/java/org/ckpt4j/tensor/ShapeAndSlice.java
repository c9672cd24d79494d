package org.ckpt4j.tensor;

/**
 * The text that tells a save or restore op which part of a variable a tensor is: {@code "4 2
 * 0,2:-"}, the full shape's sizes, then the slice, separated by single blanks.
 *
 * <p>The empty text means the whole tensor and has no such value. Counterpart: {@code
 * shape_and_slice}.
 *
 * @param fullShape shape of the whole variable
 * @param slice the part
 */
public record ShapeAndSlice(Shape fullShape, TensorSlice slice) {
  /**
   * @throws IndexOutOfBoundsException if the slice does not lie within the shape
   */
  public ShapeAndSlice {
    Shape unused = slice.sliceShape(fullShape);
  }

  /**
   * @throws IllegalArgumentException if the text has no such form, or a dimension is negative
   *     (TensorFlow: invalid argument)
   * @throws IndexOutOfBoundsException if the slice has another rank than the shape, or ends behind
   *     it (TensorFlow: an internal error)
   */
  public static ShapeAndSlice parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "\"%s\" is no shape and slice; expected the sizes and the slice separated by blanks, like"
                  .formatted(text)
              + " \"4 2 0,2:-\"");
    }
    TensorSlice slice = TensorSlice.parse(parts[parts.length - 1]);
    long[] dims = new long[parts.length - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = parseDimension(parts[i], text);
    }
    return new ShapeAndSlice(Shape.of(dims), slice);
  }

  private static long parseDimension(String digits, String text) {
    long size;
    try {
      size = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "shape and slice \"%s\": dimension \"%s\" is not a number".formatted(text, digits), e);
    }
    if (size < 0) {
      throw new IllegalArgumentException(
          "shape and slice \"%s\": dimension %d is negative".formatted(text, size));
    }
    return size;
  }

  /** Shape of the part. */
  public Shape sliceShape() {
    return slice.sliceShape(fullShape);
  }

  /** The text: {@code 4 2 0,2:-}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (long dim : fullShape.dims()) {
      out.append(dim).append(' ');
    }
    return out.append(slice).toString();
  }
}
