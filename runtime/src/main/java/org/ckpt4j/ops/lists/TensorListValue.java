package org.ckpt4j.ops.lists;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.VariantArithmetic;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A list of tensors as a value: pushing and taking give another list.
 *
 * <p>Lists that grow from each other share their items, so that pushing n times costs n steps: one
 * sees the first {@code size} of {@code items}, and whoever pushes behind the last of them appends.
 * An item that nobody set is null.
 */
final class TensorListValue implements VariantArithmetic {
  private final DType type;
  private final Shape elementShape;
  private final long most;
  private final List<@Nullable EagerTensor> items;
  private final int size;

  private TensorListValue(
      DType type, Shape elementShape, long most, List<@Nullable EagerTensor> items, int size) {
    this.type = type;
    this.elementShape = elementShape;
    this.most = most;
    this.items = items;
    this.size = size;
  }

  /**
   * @param items given away
   * @param most how many it may hold; -1 for any number
   */
  static TensorListValue of(
      DType type, Shape elementShape, long most, List<@Nullable EagerTensor> items) {
    return new TensorListValue(type, elementShape, most, items, items.size());
  }

  DType type() {
    return type;
  }

  Shape elementShape() {
    return elementShape;
  }

  int size() {
    return size;
  }

  EagerTensor tensor() {
    return EagerTensor.ofObject(DType.VARIANT, this);
  }

  /** The items, null where none was set. */
  List<@Nullable EagerTensor> items() {
    synchronized (items) {
      return new ArrayList<>(items.subList(0, size));
    }
  }

  @Nullable EagerTensor item(long index) {
    checkIndex(index);
    synchronized (items) {
      return items.get((int) index);
    }
  }

  void checkIndex(long index) {
    if (index < 0 || index >= size) {
      throw new InvalidArgumentError(
          "there is no element %d in a list of %d elements".formatted(index, size));
    }
  }

  void checkType(DType wanted) {
    if (type != wanted) {
      throw new InvalidArgumentError("a list of %s is used as one of %s".formatted(type, wanted));
    }
  }

  void checkItem(EagerTensor item) {
    checkType(item.dtype());
    if (!elementShape.isCompatibleWith(item.shape())) {
      throw new InvalidArgumentError(
          "an element of shape %s does not go into a list of elements of shape %s"
              .formatted(item.shape(), elementShape));
    }
  }

  TensorListValue pushed(EagerTensor item) {
    checkItem(item);
    if (most >= 0 && size >= most) {
      throw new InvalidArgumentError(
          "the list holds %d elements and takes no more".formatted(most));
    }
    synchronized (items) {
      if (items.size() == size) {
        items.add(item);
        return new TensorListValue(type, elementShape, most, items, size + 1);
      }
    }
    List<@Nullable EagerTensor> copy = items();
    copy.add(item);
    return of(type, elementShape, most, copy);
  }

  TensorListValue popped() {
    return new TensorListValue(type, elementShape, most, items, size - 1);
  }

  TensorListValue with(long index, EagerTensor item) {
    checkItem(item);
    checkIndex(index);
    List<@Nullable EagerTensor> copy = items();
    copy.set((int) index, item);
    return of(type, elementShape, most, copy);
  }

  TensorListValue resized(long newSize) {
    if (newSize < 0 || newSize > ListMaking.MOST) {
      throw new InvalidArgumentError("a list cannot have " + newSize + " elements");
    }
    List<@Nullable EagerTensor> copy = items();
    while (copy.size() > newSize) {
      copy.remove(copy.size() - 1);
    }
    copy.addAll(Collections.nCopies((int) newSize - copy.size(), null));
    return of(type, elementShape, most, copy);
  }

  /**
   * The shape of every element: as the list says, as the caller says, as other elements have it.
   */
  Shape fullShape(Shape wanted) {
    Shape merged = ElementShapes.merge(elementShape, wanted);
    if (!merged.isFullyDefined()) {
      for (EagerTensor item : items()) {
        if (item != null) {
          merged = ElementShapes.merge(merged, item.shape());
        }
      }
    }
    if (!merged.isFullyDefined()) {
      throw new InvalidArgumentError(
          "nothing tells the shape of an element that was not set; known is " + merged);
    }
    return merged;
  }

  /** The items, zeros in place of those that nobody set, all of one shape. */
  List<EagerTensor> filled(Shape shape) {
    List<EagerTensor> out = new ArrayList<>(size);
    EagerTensor zero = null;
    for (EagerTensor item : items()) {
      if (item == null) {
        zero = zero == null ? Rows.zeros(type, shape) : zero;
        out.add(zero);
      } else if (!item.shape().equals(shape)) {
        throw new InvalidArgumentError(
            "elements of shapes %s and %s cannot be put together".formatted(item.shape(), shape));
      } else {
        out.add(item);
      }
    }
    return out;
  }

  @Override
  public VariantArithmetic plus(Object other, BinaryOperator<EagerTensor> add) {
    if (!(other instanceof TensorListValue list) || list.type != type || list.size != size) {
      throw new InvalidArgumentError("%s and %s cannot be added".formatted(this, other));
    }
    List<@Nullable EagerTensor> sums = new ArrayList<>(size);
    List<@Nullable EagerTensor> theirs = list.items();
    int at = 0;
    for (EagerTensor mine : items()) {
      EagerTensor their = theirs.get(at++);
      sums.add(mine == null ? their : their == null ? mine : add.apply(mine, their));
    }
    return of(type, ElementShapes.merge(elementShape, list.elementShape), most, sums);
  }

  @Override
  public VariantArithmetic zeros(UnaryOperator<EagerTensor> zerosLike) {
    List<@Nullable EagerTensor> zeros = new ArrayList<>(size);
    for (EagerTensor item : items()) {
      zeros.add(item == null ? null : zerosLike.apply(item));
    }
    return of(type, elementShape, most, zeros);
  }

  @Override
  public String toString() {
    return "a list of %d elements of %s%s".formatted(size, type, elementShape);
  }
}
