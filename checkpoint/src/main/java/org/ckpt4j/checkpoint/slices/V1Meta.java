package org.ckpt4j.checkpoint.slices;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ProtoReader;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * The record under the empty key: which tensors a table holds, in which slices.
 *
 * <pre>
 *   SavedTensorSlices     1: meta
 *   SavedTensorSliceMeta  1: tensor (repeated)   2: versions
 *   SavedSliceMeta        1: name   2: shape   3: type   4: slice (repeated)
 *   VersionDef            1: producer   2: min_consumer   3: bad_consumers (repeated)
 * </pre>
 *
 * @param tensors in stored order; names may repeat
 */
record V1Meta(List<Item> tensors, int producer, int minConsumer, List<Integer> badConsumers) {
  /** The version of the format that this code reads and writes. */
  private static final int VERSION = 1;

  /** Limits of TensorFlow's shapes in messages. */
  private static final int MAX_RANK = 254;

  /**
   * One tensor.
   *
   * @param type a number, for files may hold types that there are not
   */
  record Item(TensorKey name, Shape shape, int type, List<TensorSlice> slices) {
    Item {
      slices = List.copyOf(slices);
    }
  }

  V1Meta {
    tensors = List.copyOf(tensors);
    badConsumers = List.copyOf(badConsumers);
  }

  static V1Meta of(List<Item> tensors) {
    return new V1Meta(tensors, VERSION, 0, List.of());
  }

  static V1Meta read(FileSlice record) throws CorruptCheckpointException {
    List<Item> tensors = new ArrayList<>();
    Versions versions = new Versions();
    boolean found = false;
    ProtoReader fields = new ProtoReader(record.copy());
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        found = true;
        readMeta(fields.bytes(), tensors, versions);
      }
    }
    if (!found) {
      throw record.corrupt(
          Category.INTERNAL, "the first record lists no tensors (a V2 index under a V1 name?)");
    }
    versions.check(record);
    return new V1Meta(tensors, versions.producer, versions.minConsumer, versions.badConsumers);
  }

  private static void readMeta(FileSlice meta, List<Item> tensors, Versions versions)
      throws CorruptCheckpointException {
    ProtoReader fields = new ProtoReader(meta);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        tensors.add(readItem(fields.bytes()));
      } else if (fields.is(2, ProtoReader.BYTES)) {
        versions.read(fields.bytes());
      }
    }
  }

  private static Item readItem(FileSlice item) throws CorruptCheckpointException {
    TensorKey name = TensorKey.of("");
    List<Long> dims = new ArrayList<>(4);
    int type = 0;
    List<TensorSlice> slices = new ArrayList<>(1);
    ProtoReader fields = new ProtoReader(item.copy());
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        name = TensorKey.ofBytes(fields.bytes().toByteArray());
      } else if (fields.is(2, ProtoReader.BYTES)) {
        readShape(fields.bytes(), dims);
      } else if (fields.is(3, ProtoReader.VARINT)) {
        type = (int) fields.value();
      } else if (fields.is(4, ProtoReader.BYTES)) {
        slices.add(readSlice(fields.bytes()));
      }
    }
    return new Item(name, shape(dims, item.about(name)), type, slices);
  }

  private static void readShape(FileSlice shape, List<Long> dims)
      throws CorruptCheckpointException {
    ProtoReader fields = new ProtoReader(shape);
    while (fields.next()) {
      if (fields.is(2, ProtoReader.BYTES)) {
        long size = 0;
        ProtoReader dim = new ProtoReader(fields.bytes());
        while (dim.next()) {
          if (dim.is(1, ProtoReader.VARINT)) {
            size = dim.value();
          }
        }
        if (dims.size() == MAX_RANK) {
          throw shape.corrupt("a shape has more than %d dimensions", MAX_RANK);
        }
        dims.add(size);
      } else if (fields.is(3, ProtoReader.VARINT) && fields.value() != 0) {
        throw shape.corrupt("a stored shape must be known, this one has not even a rank");
      }
    }
  }

  private static Shape shape(List<Long> dims, FileSlice item) throws CorruptCheckpointException {
    long elements = 1;
    for (long size : dims) {
      if (size < 0) {
        throw item.corrupt("shape %s has a negative dimension", dims);
      }
      if (size != 0 && elements > Long.MAX_VALUE / size) {
        throw item.corrupt("shape %s has more than 2^63 elements", dims);
      }
      elements *= size;
    }
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** Also of the slice that a record of values names. */
  static TensorSlice readSlice(FileSlice slice) throws CorruptCheckpointException {
    List<TensorSlice.Extent> extents = new ArrayList<>(4);
    ProtoReader fields = new ProtoReader(slice.copy());
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        if (extents.size() == MAX_RANK) {
          throw slice.corrupt("a slice has more than %d dimensions", MAX_RANK);
        }
        extents.add(readExtent(fields.bytes()));
      }
    }
    return new TensorSlice(extents);
  }

  private static TensorSlice.Extent readExtent(FileSlice extent) throws CorruptCheckpointException {
    long start = 0;
    long length = -1;
    ProtoReader fields = new ProtoReader(extent);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        start = fields.value();
      } else if (fields.is(2, ProtoReader.VARINT)) {
        length = fields.value();
      }
    }
    if (start == 0 && length == -1) {
      return TensorSlice.Extent.WHOLE;
    }
    if (start < 0 || length <= 0 || start > Long.MAX_VALUE - length) {
      throw extent.corrupt("a slice has the extent (%d,%d)", start, length);
    }
    return new TensorSlice.Extent(start, length);
  }

  /** The value of the record under the empty key. */
  byte[] write() {
    ByteBuilder meta = new ByteBuilder();
    for (Item tensor : tensors) {
      ByteBuilder item = new ByteBuilder();
      writeName(item, tensor.name());
      ByteBuilder shape = new ByteBuilder();
      for (long size : tensor.shape().dims()) {
        shape.writeBytesField(2, new ByteBuilder().writeVarintField(1, size));
      }
      item.writeBytesField(2, shape).writeVarintField(3, tensor.type());
      for (TensorSlice slice : tensor.slices()) {
        item.writeBytesField(4, writeSlice(slice));
      }
      meta.writeBytesField(1, item);
    }
    meta.writeBytesField(2, new ByteBuilder().writeVarintField(1, producer));
    return new ByteBuilder().writeBytesField(1, meta).toByteArray();
  }

  /** The empty name is left out. */
  static void writeName(ByteBuilder out, TensorKey name) {
    if (name.length() > 0) {
      out.writeBytesField(1, new ByteBuilder().write(name.bytes()));
    }
  }

  static ByteBuilder writeSlice(TensorSlice slice) {
    ByteBuilder out = new ByteBuilder();
    for (TensorSlice.Extent extent : slice.extents()) {
      ByteBuilder item = new ByteBuilder();
      if (!extent.isWhole()) {
        // The length is in a oneof and would be written even if it were 0.
        item.writeVarintField(1, extent.start()).writeVarint(2 << 3).writeVarint(extent.length());
      }
      out.writeBytesField(1, item);
    }
    return out;
  }

  private static final class Versions {
    private int producer;
    private int minConsumer;
    private final List<Integer> badConsumers = new ArrayList<>();

    private void read(FileSlice in) throws CorruptCheckpointException {
      ProtoReader fields = new ProtoReader(in);
      while (fields.next()) {
        if (fields.is(1, ProtoReader.VARINT)) {
          producer = (int) fields.value();
        } else if (fields.is(2, ProtoReader.VARINT)) {
          minConsumer = (int) fields.value();
        } else if (fields.is(3, ProtoReader.VARINT)) {
          badConsumers.add((int) fields.value());
        } else if (fields.is(3, ProtoReader.BYTES)) {
          FileSlice packed = fields.bytes();
          while (packed.hasRemaining()) {
            badConsumers.add((int) packed.readVarint64());
          }
        }
      }
    }

    private void check(FileSlice record) throws CorruptCheckpointException {
      if (minConsumer > VERSION) {
        throw record.corrupt(
            Category.INVALID_ARGUMENT,
            "asks for a reader of version %d or newer, this one is %d; update ckpt4j",
            minConsumer,
            VERSION);
      }
      if (producer < 0) {
        throw record.corrupt(
            Category.INVALID_ARGUMENT,
            "was written by version %d, the oldest that can be read is 0; write it again",
            producer);
      }
      if (badConsumers.contains(VERSION)) {
        throw record.corrupt(
            Category.INVALID_ARGUMENT,
            "says that readers of version %d, as this one, must not read it",
            VERSION);
      }
    }
  }
}
