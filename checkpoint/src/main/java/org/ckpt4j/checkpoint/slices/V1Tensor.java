package org.ckpt4j.checkpoint.slices;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.bundle.SliceBox;
import org.ckpt4j.checkpoint.bundle.SliceCover;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** One tensor of a V1 checkpoint with all its slices, from whichever of its files they come. */
final class V1Tensor {
  /** A slice and the file that has its values. */
  record Part(V1Table table, TensorSlice slice) {}

  /** A part as numbers. */
  record Placed(Part part, SliceBox box) {}

  private final TensorKey name;
  private final Shape shape;
  private final int type;
  private final V1Table first;
  private final List<Part> parts = new ArrayList<>(1);

  V1Tensor(TensorKey name, Shape shape, int type, V1Table first) {
    this.name = name;
    this.shape = shape;
    this.type = type;
    this.first = first;
  }

  /** Takes over what a file says of this tensor. */
  void add(V1Table table, V1Meta.Item item) throws CorruptCheckpointException {
    if (!item.shape().equals(shape) || item.type() != type) {
      throw table.corrupt(
          name,
          "is listed twice, with shape %s and type %d, and with shape %s and type %d"
              .formatted(shape, type, item.shape(), item.type()));
    }
    for (TensorSlice slice : item.slices()) {
      parts.add(new Part(table, slice));
    }
  }

  TensorKey name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  List<Part> parts() {
    return parts;
  }

  List<TensorSlice> slices() {
    return parts.stream().map(Part::slice).toList();
  }

  /** Whether it was saved as one piece, without the text of a slice. */
  boolean isWhole() {
    return parts.size() == 1
        && parts.get(0).slice().isWhole()
        && parts.get(0).slice().rank() == shape.rank();
  }

  /**
   * @throws CorruptCheckpointException if there is no such type
   */
  DType dtype() throws CorruptCheckpointException {
    return DType.findByNumber(type)
        .orElseThrow(() -> invalid("is of type %d, which does not exist".formatted(type)));
  }

  /**
   * How its values are stored.
   *
   * @throws CorruptCheckpointException if V1 files cannot hold its type
   */
  V1Field field() throws CorruptCheckpointException {
    DType dtype = dtype();
    return V1Field.find(dtype)
        .orElseThrow(() -> invalid("is of %s, which V1 files cannot hold".formatted(dtype)));
  }

  /**
   * The parts as numbers.
   *
   * @throws CorruptCheckpointException if one does not lie within the tensor, or two overlap
   */
  List<Placed> placed() throws CorruptCheckpointException {
    List<Placed> out = new ArrayList<>(parts.size());
    for (Part part : parts) {
      try {
        out.add(new Placed(part, SliceBox.of(shape, part.slice())));
      } catch (IndexOutOfBoundsException e) {
        CorruptCheckpointException corrupt =
            new CorruptCheckpointException(
                Category.INTERNAL,
                first.file(),
                -1,
                name.toString(),
                String.valueOf(e.getMessage()));
        corrupt.initCause(e);
        throw corrupt;
      }
    }
    var overlap = SliceCover.findOverlap(out.stream().map(Placed::box).toList());
    if (overlap.isPresent()) {
      throw new CorruptCheckpointException(
          Category.INTERNAL,
          first.file(),
          -1,
          name.toString(),
          "its slices %s and %s overlap".formatted(overlap.get().get(0), overlap.get().get(1)));
    }
    return out;
  }

  CorruptCheckpointException invalid(String detail) {
    return new CorruptCheckpointException(
        Category.INVALID_ARGUMENT, first.file(), -1, name.toString(), detail);
  }
}
