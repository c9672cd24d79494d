package org.ckpt4j.conformance.live;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** Cuts a random tensor into slices that cover it, along one or two of its dimensions. */
final class RandomSlices {
  private RandomSlices() {}

  static List<Item> draw(RandomTensors random, TensorKey key, DType dtype) {
    int rank = 1 + random.upTo(3);
    long[] dims = new long[rank];
    List<List<Extent>> cuts = new ArrayList<>();
    boolean numbers = random.chance(50);
    for (int d = 0; d < rank; d++) {
      dims[d] = 1L + random.upTo(6);
      cuts.add(
          d < 2 && random.chance(60)
              ? cut(random, dims[d])
              : List.of(numbers ? new Extent(0, dims[d]) : Extent.WHOLE));
    }
    Shape full = Shape.of(dims);
    List<Item> out = new ArrayList<>();
    for (List<Extent> extents : product(cuts)) {
      ShapeAndSlice part = new ShapeAndSlice(full, new TensorSlice(extents));
      out.add(
          random.upTo(out.size() + 1), // slices are added in any order
          new Item(key, random.tensor(dtype, part.sliceShape()), part));
    }
    return out;
  }

  private static List<Extent> cut(RandomTensors random, long size) {
    List<Extent> out = new ArrayList<>();
    for (long at = 0; at < size; ) {
      long length = 1L + random.upTo((int) (size - at));
      out.add(new Extent(at, length));
      at += length;
    }
    return out;
  }

  private static List<List<Extent>> product(List<List<Extent>> cuts) {
    List<List<Extent>> out = List.of(List.of());
    for (List<Extent> cut : cuts) {
      List<List<Extent>> longer = new ArrayList<>();
      for (List<Extent> before : out) {
        for (Extent extent : cut) {
          List<Extent> with = new ArrayList<>(before);
          with.add(extent);
          longer.add(with);
        }
      }
      out = longer;
    }
    return out;
  }
}
