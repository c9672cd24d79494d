package org.ckpt4j.variables;

import java.util.List;
import java.util.OptionalInt;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a partitioned variable an initializer makes.
 *
 * @param fullShape the shape of the whole
 * @param offset where the part begins, by dimension
 */
public record PartitionInfo(Shape fullShape, List<Long> offset) {
  /**
   * Checks both.
   *
   * @throws TypeError if either is missing
   * @throws IllegalArgumentException if they differ in length, or the part begins outside of the
   *     whole
   */
  @SuppressWarnings("ConstantValue") // programs without null checks get a message, too
  public PartitionInfo {
    if (fullShape == null || offset == null) {
      throw new TypeError("a part needs the shape of the whole and where it begins, not null");
    }
    offset = List.copyOf(offset);
    requireRank(fullShape, offset.size());
    for (int i = 0; i < offset.size(); i++) {
      if (offset.get(i) < 0 || offset.get(i) >= fullShape.dim(i)) {
        throw new IllegalArgumentException(
            "a part that begins at %s lies outside of shape %s".formatted(offset, fullShape));
      }
    }
  }

  private static void requireRank(Shape fullShape, int rank) {
    if (fullShape.rank() != rank) {
      throw new IllegalArgumentException(
          "a part of %d dimensions cannot be part of shape %s".formatted(rank, fullShape));
    }
  }

  /**
   * The dimension along which a part of this shape is cut; empty if it is the whole.
   *
   * @throws TypeError if the shape is missing
   * @throws IllegalArgumentException if it is no part of the whole, or cut along several dimensions
   */
  public OptionalInt singleSliceDim(@Nullable Shape shape) {
    if (shape == null) {
      throw new TypeError("the shape of the part is missing");
    }
    requireRank(fullShape, shape.rank());
    OptionalInt found = OptionalInt.empty();
    for (int i = 0; i < shape.rank(); i++) {
      if (offset.get(i) + shape.dim(i) > fullShape.dim(i)) {
        throw new IllegalArgumentException(
            "a part of shape %s that begins at %s exceeds dimension %d of shape %s"
                .formatted(shape, offset, i, fullShape));
      }
    }
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) != fullShape.dim(i)) {
        if (found.isPresent()) {
          throw new IllegalArgumentException(
              "a part of shape %s is cut from %s along dimensions %d and %d; one is allowed"
                  .formatted(shape, fullShape, found.getAsInt(), i));
        }
        found = OptionalInt.of(i);
      }
    }
    return found;
  }

  /** Where a part of this shape begins along the dimension it is cut; 0 if it is the whole. */
  public long singleOffset(Shape shape) {
    OptionalInt dim = singleSliceDim(shape);
    return dim.isPresent() ? offset.get(dim.getAsInt()) : 0;
  }
}
