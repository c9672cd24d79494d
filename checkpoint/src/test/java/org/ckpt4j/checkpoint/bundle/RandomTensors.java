package org.ckpt4j.checkpoint.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** Tensors, keys and partitions of every kind, drawn from a seed. */
final class RandomTensors {
  private static final List<DType> TYPES =
      Arrays.stream(DType.values()).filter(dtype -> dtype != DType.RESOURCE).toList();

  private final SplittableRandom random;

  RandomTensors(SplittableRandom random) {
    this.random = random;
  }

  DType dtype() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  Shape shape(int mostElements, boolean mayBeEmpty) {
    long[] dims = new long[random.nextInt(6)];
    long elements = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = random.nextInt(mayBeEmpty ? 0 : 1, 7);
      if (elements * dims[i] > mostElements) {
        dims[i] = 1;
      }
      elements *= dims[i];
    }
    return Shape.of(dims);
  }

  RawTensor tensor(DType dtype, Shape shape) {
    int elements = (int) shape.numElements();
    if (dtype.isFixedWidth()) {
      byte[] bytes = new byte[elements * dtype.width()];
      random.nextBytes(bytes);
      return RawTensor.of(dtype, shape, bytes);
    }
    List<TensorBytes> strings = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(9)];
      random.nextBytes(bytes);
      strings.add(TensorBytes.of(bytes));
    }
    return RawTensor.ofElements(dtype, shape, strings);
  }

  /** Not empty; any bytes, often with common beginnings. */
  TensorKey key() {
    byte[] start = random.nextBoolean() ? new byte[] {} : new byte[] {'a', '/', 'b'};
    byte[] bytes = Arrays.copyOf(start, start.length + random.nextInt(1, 12));
    for (int i = start.length; i < bytes.length; i++) {
      // A key that begins with a zero byte is taken for a slice's.
      bytes[i] = (byte) random.nextInt(i == 0 ? 1 : 0, 256);
    }
    return TensorKey.ofBytes(bytes);
  }

  /** Cuts a shape without zeros into a grid of parts. */
  List<TensorSlice> partition(Shape shape) {
    List<List<Extent>> parts = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < shape.rank(); i++) {
      List<List<Extent>> longer = new ArrayList<>();
      List<Extent> cuts = cuts(shape.dim(i));
      for (List<Extent> part : parts) {
        for (Extent cut : cuts) {
          List<Extent> next = new ArrayList<>(part);
          next.add(cut);
          longer.add(next);
        }
      }
      parts = longer;
    }
    return parts.stream().map(TensorSlice::new).toList();
  }

  private List<Extent> cuts(long size) {
    if (random.nextBoolean()) {
      return List.of(random.nextBoolean() ? Extent.WHOLE : new Extent(0, size));
    }
    List<Extent> out = new ArrayList<>();
    for (long at = 0; at < size; ) {
      long length = random.nextLong(1, size - at + 1);
      out.add(new Extent(at, length));
      at += length;
    }
    return out;
  }

  /** Any part of a shape without zeros. */
  TensorSlice part(Shape shape) {
    List<Extent> extents = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      long start = random.nextLong(shape.dim(i));
      extents.add(
          random.nextInt(3) == 0
              ? Extent.WHOLE
              : new Extent(start, random.nextLong(1, shape.dim(i) - start + 1)));
    }
    return new TensorSlice(extents);
  }

  /** What {@code slice} cuts out, element by element: the plain way, to compare with. */
  static RawTensor cut(RawTensor whole, TensorSlice slice) {
    Shape shape = slice.sliceShape(whole.shape());
    List<byte[]> elements = new ArrayList<>();
    long[] at = new long[shape.rank()];
    for (long n = 0; n < shape.numElements(); n++) {
      long place = 0;
      for (int i = 0; i < at.length; i++) {
        place = place * whole.shape().dim(i) + slice.extents().get(i).start() + at[i];
      }
      elements.add(element(whole, (int) place));
      for (int i = at.length - 1; i >= 0 && ++at[i] == shape.dim(i); i--) {
        at[i] = 0;
      }
    }
    if (!whole.dtype().isFixedWidth()) {
      return RawTensor.ofElements(
          whole.dtype(), shape, elements.stream().map(TensorBytes::of).toList());
    }
    byte[] bytes = new byte[elements.size() * whole.dtype().width()];
    for (int i = 0; i < elements.size(); i++) {
      System.arraycopy(elements.get(i), 0, bytes, i * whole.dtype().width(), whole.dtype().width());
    }
    return RawTensor.of(whole.dtype(), shape, bytes);
  }

  private static byte[] element(RawTensor whole, int place) {
    int width = whole.dtype().width();
    return whole.dtype().isFixedWidth()
        ? whole.bytes().slice((long) place * width, width).toByteArray()
        : whole.elements().get(place).toByteArray();
  }

  /** All that is in a tensor, as text. */
  static String text(RawTensor tensor) {
    return tensor.spec()
        + " "
        + (tensor.dtype().isFixedWidth()
            ? Arrays.toString(tensor.bytes().toByteArray())
            : tensor.elements().stream().map(e -> Arrays.toString(e.toByteArray())).toList());
  }
}
