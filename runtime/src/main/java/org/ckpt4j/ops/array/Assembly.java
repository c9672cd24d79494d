package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is being put together from elements of others, whatever their type: by runs that
 * lie together, and by boxes with a step for each dimension.
 *
 * <p>All operations that only move elements say what goes where in these two words. Positions and
 * steps count elements. What nobody fills is zero, false, or the empty string.
 */
final class Assembly {
  private static final TensorBytes EMPTY_STRING = TensorBytes.of(new byte[0]);

  private final DType dtype;
  private final Shape shape;
  private final @Nullable ByteBuffer target;
  private final TensorBytes @Nullable [] strings;
  private @Nullable ByteBuffer source;
  private List<TensorBytes> sourceStrings = List.of();
  private @Nullable EagerTensor from;

  Assembly(DType dtype, Shape shape) {
    this.dtype = dtype;
    this.shape = shape;
    if (dtype.isFixedWidth()) {
      target = ElementArrays.allocate(dtype, shape.numElements());
      strings = null;
    } else {
      target = null;
      strings = new TensorBytes[ElementArrays.length(shape)];
      Arrays.fill(strings, EMPTY_STRING);
    }
  }

  /** Elements are taken from this tensor from now on. */
  Assembly from(EagerTensor tensor) {
    if (tensor != from) {
      from = tensor;
      if (target != null) {
        source = ElementArrays.bytes(tensor);
      } else {
        sourceStrings = tensor.raw().elements();
      }
    }
    return this;
  }

  /** Moves {@code count} elements that lie together. */
  Assembly run(long from, long to, long count) {
    if (target != null) {
      int width = dtype.width();
      target.put((int) to * width, source(), (int) from * width, (int) count * width);
    } else {
      for (int i = 0; i < count; i++) {
        strings[(int) to + i] = sourceStrings.get((int) from + i);
      }
    }
    return this;
  }

  /** All elements of a tensor, from {@code to} on. */
  Assembly all(EagerTensor tensor, long to) {
    return from(tensor).run(0, to, tensor.shape().numElements());
  }

  /** The same element everywhere. */
  Assembly fill(EagerTensor scalar) {
    from(scalar).box(new long[] {shape.numElements()}, 0, new long[] {0}, 0, new long[] {1});
    return this;
  }

  /**
   * Moves a box.
   *
   * @param dims its size, by dimension
   * @param from its first element in the source
   * @param fromSteps steps in the source, by dimension; zero repeats, negative ones go backwards
   * @param to its first element here
   * @param toSteps steps here
   */
  Assembly box(long[] dims, long from, long[] fromSteps, long to, long[] toSteps) {
    Box box = Box.of(dims, fromSteps, toSteps);
    if (box == null) {
      return this;
    }
    ElementMover mover =
        target != null
            ? ElementMover.ofBytes(dtype.width(), source(), target)
            : ElementMover.ofItems(sourceStrings, strings);
    box.move(mover, (int) from, (int) to);
    return this;
  }

  private ByteBuffer source() {
    ByteBuffer now = source;
    if (now == null) {
      throw new IllegalStateException("name the source first");
    }
    return now;
  }

  EagerTensor tensor() {
    return target != null
        ? ElementArrays.tensor(dtype, shape, target)
        : EagerTensor.of(RawTensor.ofElements(dtype, shape, Arrays.asList(strings)));
  }

  /** The same elements in the same order under another shape. Nothing is copied. */
  static EagerTensor reshaped(EagerTensor tensor, Shape shape) {
    if (tensor.shape().equals(shape)) {
      return tensor;
    }
    RawTensor raw = tensor.raw();
    return EagerTensor.of(
        raw.dtype().isFixedWidth()
            ? RawTensor.of(raw.dtype(), shape, raw.bytes())
            : RawTensor.viewOfElements(raw.dtype(), shape, raw.elements()));
  }
}
