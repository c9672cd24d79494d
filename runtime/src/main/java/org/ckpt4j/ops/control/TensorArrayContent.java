package org.ckpt4j.ops.control;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.math.AddN;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor array while a graph runs: each written once, and read once if that
 * clears it. In the array of a gradient, what is written to one element adds up.
 */
final class TensorArrayContent {
  private final String name;
  private final DType dtype;
  private final boolean identicalShapes;
  private final boolean clearAfterRead;
  private final boolean gradient;
  private final List<Element> elements = new ArrayList<>();
  private boolean dynamicSize;
  private Shape elementShape;
  private boolean closed;

  private static final class Element {
    private @Nullable EagerTensor value;
    private Shape shape = Shape.unknown();
    private boolean written;
    private boolean cleared;
    private boolean read;
  }

  TensorArrayContent(
      String name,
      DType dtype,
      long size,
      Shape elementShape,
      boolean identicalShapes,
      boolean dynamicSize,
      boolean clearAfterRead,
      boolean gradient) {
    if (size < 0) {
      throw new InvalidArgumentError(
          "tensor array \"%s\" cannot have %d elements".formatted(name, size));
    }
    this.name = name;
    this.dtype = dtype;
    this.elementShape = elementShape;
    this.identicalShapes = identicalShapes;
    this.dynamicSize = dynamicSize;
    this.clearAfterRead = clearAfterRead;
    this.gradient = gradient;
    grow(size);
  }

  /** The array for the gradient of this one, which grows no more. */
  synchronized TensorArrayContent newGradient(String source) {
    checkOpen();
    dynamicSize = false;
    TensorArrayContent out =
        new TensorArrayContent(
            name + "@" + source,
            dtype,
            elements.size(),
            elementShape,
            identicalShapes,
            false,
            true,
            true);
    for (int i = 0; i < elements.size(); i++) {
      out.elements.get(i).shape = elements.get(i).shape;
    }
    return out;
  }

  String name() {
    return name;
  }

  private void grow(long size) {
    while (elements.size() < size) {
      elements.add(new Element());
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new InvalidArgumentError("tensor array \"" + name + "\" is closed");
    }
  }

  private InvalidArgumentError fault(String format, Object... args) {
    return new InvalidArgumentError("tensor array \"" + name + "\": " + format.formatted(args));
  }

  synchronized int size() {
    checkOpen();
    return elements.size();
  }

  synchronized void write(long index, EagerTensor value, KernelCall call) {
    checkOpen();
    if (value.dtype() != dtype) {
      throw fault("holds %s, and %s was written to it", dtype, value.dtype());
    }
    if (index < 0 || (index >= elements.size() && !dynamicSize)) {
      throw fault(
          "element %d cannot be written; there are %d, and it does not grow",
          index, elements.size());
    }
    grow(index + 1);
    if (!elementShape.isCompatibleWith(value.shape())) {
      throw fault(
          "a value of shape %s was written to element %d; elements have shape %s",
          value.shape(), index, elementShape);
    }
    if (identicalShapes) {
      elementShape = value.shape();
    }
    Element element = elements.get((int) index);
    if (element.read) {
      throw fault("element %d was read, so it cannot be written", index);
    }
    if (element.written && !gradient) {
      throw fault("element %d was written before", index);
    }
    if (element.written && element.value != null) {
      if (!element.value.shape().equals(value.shape())) {
        throw fault(
            "a value of shape %s cannot be added to element %d, of shape %s",
            value.shape(), index, element.value.shape());
      }
      element.value =
          AddN.DEF
              .kernel()
              .compute(call.of(AddN.DEF, Attrs.of("N", 2L, "T", dtype), element.value, value))
              .get(0);
      return;
    }
    element.value = value;
    element.shape = value.shape();
    element.written = true;
  }

  synchronized EagerTensor read(long index) {
    checkOpen();
    if (index < 0 || index >= elements.size()) {
      throw fault("element %d cannot be read; there are %d", index, elements.size());
    }
    Element element = elements.get((int) index);
    if (element.cleared) {
      throw fault(
          "element %d was read before, which cleared it; clearAfterRead(false) keeps elements",
          index);
    }
    EagerTensor value = element.value;
    if (value == null) {
      Shape shape = element.shape.isFullyDefined() ? element.shape : elementShape;
      if (!shape.isFullyDefined()) {
        throw fault(
            "element %d was not written, and its shape is not known (%s), so it cannot be zeros",
            index, shape);
      }
      value = EagerTensor.of(Fill.filled(shape, Constants.zero(dtype)));
      element.value = value;
      element.written = true;
    }
    element.read = true;
    if (clearAfterRead) {
      element.value = null;
      element.cleared = true;
    }
    return value;
  }

  /** Elements in one tensor, with a dimension more in front. */
  synchronized EagerTensor gather(long[] indices, Shape declared) {
    checkOpen();
    if (indices.length == 0) {
      Shape shape = declared.isFullyDefined() ? declared : elementShape;
      if (!shape.isFullyDefined()) {
        throw new UnimplementedError(
            "tensor array \"%s\": no elements of unknown shape %s make no tensor"
                .formatted(name, shape));
      }
      return EagerTensor.of(Fill.filled(withFront(0, shape), Constants.zero(dtype)));
    }
    List<EagerTensor> values = new ArrayList<>();
    for (long index : indices) {
      EagerTensor value = read(index);
      if (!values.isEmpty() && !value.shape().equals(values.get(0).shape())) {
        throw fault(
            "elements of shapes %s and %s make no tensor", values.get(0).shape(), value.shape());
      }
      values.add(value);
    }
    return join(values, withFront(indices.length, values.get(0).shape()));
  }

  /** All elements one after the other along their first dimension, and how long each is. */
  synchronized List<EagerTensor> concat(Shape declaredExceptFirst) {
    checkOpen();
    long[] lengths = new long[elements.size()];
    long length = 0;
    List<EagerTensor> values = new ArrayList<>();
    Shape rest = declaredExceptFirst;
    for (int i = 0; i < lengths.length; i++) {
      EagerTensor value = read(i);
      if (value.shape().rank() == 0) {
        throw fault("element %d is a scalar; scalars cannot be put one after the other", i);
      }
      Shape own = withoutFront(value.shape());
      if (!rest.isCompatibleWith(own)) {
        throw fault("element %d has shape %s beside others of rows %s", i, value.shape(), rest);
      }
      rest = own;
      lengths[i] = value.shape().dim(0);
      length += lengths[i];
      values.add(value);
    }
    if (!rest.isFullyDefined()) {
      throw new UnimplementedError(
          "tensor array \"%s\": no elements of unknown shape make no tensor".formatted(name));
    }
    return List.of(
        join(values, withFront(length, rest)),
        EagerTensor.of(org.ckpt4j.ops.array.Values.of(lengths, DType.INT64)));
  }

  /** Rows of {@code value} to elements. */
  synchronized void scatter(long[] indices, EagerTensor value, KernelCall call) {
    if (value.shape().rank() == 0 || value.shape().dim(0) != indices.length) {
      throw fault("a value of shape %s has no %d rows", value.shape(), indices.length);
    }
    Shape row = withoutFront(value.shape());
    for (int i = 0; i < indices.length; i++) {
      write(indices[i], rows(value, i, 1, row), call);
    }
  }

  /** Pieces of {@code value} to all elements in turn. */
  synchronized void split(EagerTensor value, long[] lengths, KernelCall call) {
    checkOpen();
    if (value.shape().rank() == 0) {
      throw fault("a scalar cannot be split");
    }
    long sum = 0;
    for (long length : lengths) {
      if (length < 0) {
        throw fault("a length of %d is negative", length);
      }
      sum += length;
    }
    if (sum != value.shape().dim(0)) {
      throw fault("lengths add up to %d, but the value has %d rows", sum, value.shape().dim(0));
    }
    if (lengths.length != elements.size() && !(dynamicSize && lengths.length > elements.size())) {
      throw fault("%d lengths are given for %d elements", lengths.length, elements.size());
    }
    Shape row = withoutFront(value.shape());
    long at = 0;
    for (int i = 0; i < lengths.length; i++) {
      write(i, rows(value, at, lengths[i], withFront(lengths[i], row)), call);
      at += lengths[i];
    }
  }

  synchronized void close() {
    closed = true;
    elements.clear();
  }

  private static Shape withFront(long size, Shape shape) {
    long[] dims = new long[shape.rank() + 1];
    dims[0] = size;
    System.arraycopy(shape.dims(), 0, dims, 1, shape.rank());
    return Shape.of(dims);
  }

  private static Shape withoutFront(Shape shape) {
    return Shape.of(java.util.Arrays.copyOfRange(shape.dims(), 1, shape.rank()));
  }

  /** A copy of some rows, so that it does not hold the whole. */
  private static EagerTensor rows(EagerTensor value, long first, long count, Shape shape) {
    RawTensor raw = value.raw();
    long each = shape.rank() == 0 || count == 0 ? 1 : shape.numElements() / count;
    if (shape.rank() != value.shape().rank()) {
      each = shape.numElements();
    }
    int from = Math.toIntExact(first * each);
    int length = Math.toIntExact(shape.numElements());
    if (!raw.dtype().isFixedWidth()) {
      return EagerTensor.of(
          RawTensor.ofElements(
              raw.dtype(), shape, List.copyOf(raw.elements().subList(from, from + length))));
    }
    int width = raw.dtype().width();
    byte[] copy = new byte[Math.multiplyExact(length, width)];
    raw.bytes().window((long) from * width, copy.length).get(copy);
    return EagerTensor.of(RawTensor.of(raw.dtype(), shape, copy));
  }

  private EagerTensor join(List<EagerTensor> values, Shape shape) {
    if (!dtype.isFixedWidth()) {
      List<TensorBytes> all = new ArrayList<>();
      values.forEach(value -> all.addAll(value.raw().elements()));
      return EagerTensor.of(RawTensor.ofElements(dtype, shape, all));
    }
    int size = Math.toIntExact(Math.multiplyExact(shape.numElements(), dtype.width()));
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (EagerTensor value : values) {
      RawTensor raw = value.raw();
      out.put(raw.bytes().window(0, Math.toIntExact(raw.bytes().size())));
    }
    return EagerTensor.of(RawTensor.of(dtype, shape, TensorBytes.of(out.rewind())));
  }
}
