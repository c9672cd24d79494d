package org.ckpt4j.checkpoint.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ProtoReader;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/**
 * The value of a tensor's key in an index, a {@code BundleEntryProto}.
 *
 * <pre>
 *   1 dtype   2 shape { 2 dim* { 1 size } }   3 shard_id   4 offset   5 size   6 crc32c (fixed32, masked)
 *   7 slices* { 1 extent* { 1 start  2 length } }      only of a partitioned tensor as a whole
 * </pre>
 *
 * @param dtype the type's number, which need not be one that is known
 * @param maskedCrc32c the checksum as stored
 */
public record BundleEntry(
    int dtype,
    Shape shape,
    int shard,
    long offset,
    long size,
    int maskedCrc32c,
    List<TensorSlice> slices) {
  /** The most dimensions a stored shape may have. */
  static final int MAX_RANK = 254;

  public BundleEntry {
    slices = List.copyOf(slices);
  }

  /** A partitioned tensor as a whole; its values are under the keys of its slices. */
  static BundleEntry partitioned(DType dtype, Shape shape, List<TensorSlice> slices) {
    return new BundleEntry(dtype.number(), shape, 0, 0, 0, 0, slices);
  }

  public boolean isPartitioned() {
    return !slices.isEmpty();
  }

  public BundleEntry withShard(int value) {
    return new BundleEntry(dtype, shape, value, offset, size, maskedCrc32c, slices);
  }

  BundleEntry withSlices(List<TensorSlice> value) {
    return new BundleEntry(dtype, shape, shard, offset, size, maskedCrc32c, value);
  }

  /**
   * The type.
   *
   * @throws CorruptCheckpointException if the number is none that TensorFlow stores
   */
  DType storedType(FileSlice in) throws CorruptCheckpointException {
    DType known = DType.findByNumber(dtype).orElse(DType.RESOURCE);
    if (known == DType.RESOURCE) {
      throw in.corrupt(Category.INVALID_ARGUMENT, "type number %d is not one of values", dtype);
    }
    return known;
  }

  static BundleEntry read(FileSlice in) throws CorruptCheckpointException {
    int dtype = 0;
    int shard = 0;
    long offset = 0;
    long size = 0;
    int crc = 0;
    long[] dims = {};
    List<TensorSlice> slices = List.of();
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        dtype = (int) fields.value();
      } else if (fields.is(2, ProtoReader.BYTES)) {
        dims = readShape(fields.bytes(), dims);
      } else if (fields.is(3, ProtoReader.VARINT)) {
        shard = (int) fields.value();
      } else if (fields.is(4, ProtoReader.VARINT)) {
        offset = fields.value();
      } else if (fields.is(5, ProtoReader.VARINT)) {
        size = fields.value();
      } else if (fields.is(6, ProtoReader.FIXED32)) {
        crc = (int) fields.value();
      } else if (fields.is(7, ProtoReader.BYTES)) {
        slices = slices.isEmpty() ? new ArrayList<>() : slices;
        slices.add(readSlice(fields.bytes()));
      }
    }
    return new BundleEntry(dtype, Shape.of(dims), shard, offset, size, crc, slices);
  }

  private static long[] readShape(FileSlice in, long[] before) throws CorruptCheckpointException {
    long[] dims = Arrays.copyOf(before, before.length + 8);
    int rank = before.length;
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(2, ProtoReader.BYTES)) {
        if (rank == MAX_RANK) {
          throw in.corrupt("shape has more than %d dimensions", MAX_RANK);
        }
        dims = rank < dims.length ? dims : Arrays.copyOf(dims, MAX_RANK);
        dims[rank++] = readDim(fields.bytes());
      } else if (fields.is(3, ProtoReader.VARINT) && fields.value() != 0) {
        throw in.corrupt("shape of unknown rank");
      }
    }
    dims = Arrays.copyOf(dims, rank);
    checkElements(in, dims);
    return dims;
  }

  private static long readDim(FileSlice in) throws CorruptCheckpointException {
    long size = 0;
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        size = fields.value();
      }
    }
    return size;
  }

  private static void checkElements(FileSlice in, long[] dims) throws CorruptCheckpointException {
    long elements = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw in.corrupt("shape %s has a negative dimension", Arrays.toString(dims));
      }
      if (Math.multiplyHigh(elements, dim) != 0 || elements * dim < 0) {
        throw in.corrupt("shape %s has more than 2^63 - 1 elements", Arrays.toString(dims));
      }
      elements *= dim;
    }
  }

  private static TensorSlice readSlice(FileSlice in) throws CorruptCheckpointException {
    List<Extent> extents = new ArrayList<>();
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        extents.add(readExtent(fields.bytes()));
      }
    }
    return new TensorSlice(extents);
  }

  private static Extent readExtent(FileSlice in) throws CorruptCheckpointException {
    long start = 0;
    long length = -1;
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        start = fields.value();
      } else if (fields.is(2, ProtoReader.VARINT)) {
        length = fields.value();
      }
    }
    if (start == 0 && length == -1) {
      return Extent.WHOLE;
    }
    if (start < 0 || length <= 0 || start > Long.MAX_VALUE - length) {
      throw in.corrupt("slice begins at %d and is %d long", start, length);
    }
    return new Extent(start, length);
  }

  byte[] toBytes() {
    ByteBuilder out = new ByteBuilder();
    out.writeVarintField(1, dtype).writeBytesField(2, shapeBytes());
    out.writeVarintField(3, shard).writeVarintField(4, offset).writeVarintField(5, size);
    out.writeFixed32Field(6, maskedCrc32c);
    for (TensorSlice slice : slices) {
      out.writeBytesField(7, sliceBytes(slice));
    }
    return out.toByteArray();
  }

  private ByteBuilder shapeBytes() {
    ByteBuilder out = new ByteBuilder();
    for (int i = 0; i < shape.rank(); i++) {
      out.writeBytesField(2, new ByteBuilder(16).writeVarintField(1, shape.dim(i)));
    }
    return out;
  }

  private static ByteBuilder sliceBytes(TensorSlice slice) {
    ByteBuilder out = new ByteBuilder();
    for (Extent extent : slice.extents()) {
      ByteBuilder item = new ByteBuilder(24);
      if (!extent.isWhole()) {
        // TF's length is in a oneof, so it would be written even if it were 0.
        item.writeVarintField(1, extent.start()).writeVarint(2 << 3).writeVarint(extent.length());
      }
      out.writeBytesField(1, item);
    }
    return out;
  }
}
