package org.ckpt4j.graph.graphdef;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.List;
import java.util.function.IntFunction;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.proto.DataType;
import org.ckpt4j.proto.TensorProto;
import org.ckpt4j.proto.TensorShapeProto;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * A tensor's value as a {@code TensorProto}, in every encoding TensorFlow reads.
 *
 * <pre>
 *   tensor_content   the bytes of all elements, or (fixed widths) nothing
 *   xxx_val          one value an element; if there are fewer, the last repeats; none: all zero
 * </pre>
 */
public final class TensorProtos {
  /** Shapes that TensorFlow takes have no more dimensions. */
  static final int MAX_RANK = 254;

  /** From this many bytes on, a value whose elements are all equal is written as one of them. */
  private static final int WORTH_LISTING = 64;

  private TensorProtos() {}

  /**
   * The value; a single element that repeats stays one in memory.
   *
   * @throws IllegalArgumentException if type, shape and values do not go together
   */
  public static RawTensor read(TensorProto message) {
    DType dtype = readType(message.getDtypeValue());
    Shape shape = readShape(message.getTensorShape());
    if (!shape.isFullyDefined()) {
      throw new IllegalArgumentException("a tensor's value has the unknown shape " + shape);
    }
    long count = count(shape);
    if (dtype == DType.STRING) {
      return readStrings(message, shape, count);
    }
    if (!dtype.isFixedWidth()) {
      throw new UnsupportedOperationException(
          "a constant of type " + dtype + " (a handle or a variant) is not supported");
    }
    ByteString content = message.getTensorContent();
    if (!content.isEmpty()) {
      if (count > content.size() || content.size() != count * dtype.width()) {
        throw new IllegalArgumentException(
            "a value of %s%s has %d bytes of content".formatted(dtype, shape, content.size()));
      }
      return RawTensor.of(dtype, shape, TensorBytes.of(content.toByteArray()));
    }
    ByteBuffer given = values(message, dtype);
    int found = given.capacity() / dtype.width();
    if (found > count) {
      throw new IllegalArgumentException(
          "a value of %s%s lists %d elements, which are too many".formatted(dtype, shape, found));
    }
    return RawTensor.of(
        dtype,
        shape,
        found == count ? TensorBytes.of(given) : new LastRepeats(given, count, dtype.width()));
  }

  private static RawTensor readStrings(TensorProto message, Shape shape, long count) {
    List<ByteString> given = message.getStringValList();
    if (given.size() > count || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a value of string%s lists %d elements".formatted(shape, given.size()));
    }
    TensorBytes[] found =
        given.stream().map(s -> TensorBytes.of(s.toByteArray())).toArray(TensorBytes[]::new);
    TensorBytes last = found.length == 0 ? TensorBytes.of(new byte[0]) : found[found.length - 1];
    return RawTensor.viewOfElements(
        DType.STRING,
        shape,
        new AbstractList<>() {
          @Override
          public TensorBytes get(int index) {
            return index < found.length ? found[index] : last;
          }

          @Override
          public int size() {
            return (int) count;
          }
        });
  }

  /** The listed elements, no more than there are to be plus one. */
  private static ByteBuffer values(TensorProto message, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> {
        ByteBuffer out = room(message.getFloatValCount(), dtype);
        message.getFloatValList().forEach(out::putFloat);
        yield out.rewind();
      }
      case FLOAT64 -> {
        ByteBuffer out = room(message.getDoubleValCount(), dtype);
        message.getDoubleValList().forEach(out::putDouble);
        yield out.rewind();
      }
      case COMPLEX64 -> {
        int whole = message.getScomplexValCount() / 2;
        ByteBuffer out = room(whole, dtype);
        for (int i = 0; i < 2 * whole; i++) {
          out.putFloat(message.getScomplexVal(i));
        }
        yield out.rewind();
      }
      case COMPLEX128 -> {
        int whole = message.getDcomplexValCount() / 2;
        ByteBuffer out = room(whole, dtype);
        for (int i = 0; i < 2 * whole; i++) {
          out.putDouble(message.getDcomplexVal(i));
        }
        yield out.rewind();
      }
      case INT64 -> whole(dtype, message.getInt64ValCount(), message::getInt64Val);
      case UINT64 -> whole(dtype, message.getUint64ValCount(), message::getUint64Val);
      case UINT32 ->
          whole(dtype, message.getUint32ValCount(), i -> Long.valueOf(message.getUint32Val(i)));
      case BOOL -> whole(dtype, message.getBoolValCount(), i -> message.getBoolVal(i) ? 1L : 0L);
      case FLOAT16, BFLOAT16 -> {
        ByteBuffer out = room(message.getHalfValCount(), dtype);
        message.getHalfValList().forEach(bits -> out.putShort((short) (int) bits));
        yield out.rewind();
      }
      case FLOAT8_E5M2, FLOAT8_E4M3FN -> {
        ByteString bytes = message.getFloat8Val();
        yield room(bytes.size(), dtype).put(bytes.toByteArray()).rewind();
      }
      default -> whole(dtype, message.getIntValCount(), i -> Long.valueOf(message.getIntVal(i)));
    };
  }

  private static ByteBuffer room(int elements, DType dtype) {
    long size = (long) elements * dtype.width();
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(elements + " listed elements are too many");
    }
    return ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer whole(DType dtype, int found, IntFunction<Long> element) {
    ByteBuffer out = room(found, dtype);
    for (int i = 0; i < found; i++) {
      Elements.putLong(out, dtype, i, element.apply(i));
    }
    return out;
  }

  private static long count(Shape shape) {
    long count = 1;
    for (long dim : shape.dims()) {
      if (dim != 0 && count > (Long.MAX_VALUE >> 5) / dim) {
        throw new IllegalArgumentException("no tensor has the shape " + shape);
      }
      count *= dim;
    }
    return count;
  }

  /**
   * The message of a value: content for several elements of a fixed width, else listed elements.
   *
   * @throws IllegalArgumentException if it is beyond what a message may hold
   */
  public static TensorProto write(RawTensor value) {
    DType dtype = value.dtype();
    TensorProto.Builder out =
        TensorProto.newBuilder()
            .setDtype(writeType(dtype))
            .setTensorShape(writeShape(value.shape()));
    if (!dtype.isFixedWidth()) {
      value.elements().forEach(e -> out.addStringVal(ByteString.copyFrom(e.toByteArray())));
      return out.build();
    }
    long size = value.bytes().size();
    if (size > Integer.MAX_VALUE - 1024) {
      throw new IllegalArgumentException(
          "a constant of %s is too large for a graph's message (2 GiB)".formatted(value.spec()));
    }
    ByteBuffer bytes = value.bytes().window(0, (int) size);
    int width = dtype.width();
    if (value.shape().numElements() != 1 && !(size > WORTH_LISTING && repeats(bytes, width))) {
      return out.setTensorContent(ByteString.copyFrom(bytes)).build();
    }
    switch (dtype) {
      case FLOAT32 -> out.addFloatVal(bytes.getFloat(0));
      case FLOAT64 -> out.addDoubleVal(bytes.getDouble(0));
      case COMPLEX64 -> out.addScomplexVal(bytes.getFloat(0)).addScomplexVal(bytes.getFloat(4));
      case COMPLEX128 -> out.addDcomplexVal(bytes.getDouble(0)).addDcomplexVal(bytes.getDouble(8));
      case INT64 -> out.addInt64Val(bytes.getLong(0));
      case UINT64 -> out.addUint64Val(bytes.getLong(0));
      case UINT32 -> out.addUint32Val(bytes.getInt(0));
      case BOOL -> out.addBoolVal(bytes.get(0) != 0);
      case FLOAT16, BFLOAT16 -> out.addHalfVal(bytes.getShort(0) & 0xffff);
      case FLOAT8_E5M2, FLOAT8_E4M3FN -> out.setFloat8Val(ByteString.copyFrom(bytes));
      default -> out.addIntVal((int) Elements.getLong(bytes, dtype, 0));
    }
    return out.build();
  }

  /** Whether each element has the bytes of the one before. */
  private static boolean repeats(ByteBuffer bytes, int width) {
    int rest = bytes.remaining() - width;
    return bytes.slice(0, rest).mismatch(bytes.slice(width, rest)) < 0;
  }

  /** Of a reference type, the type it refers to. */
  static DType readType(int number) {
    return DType.findByNumber(number > 100 ? number - 100 : number)
        .orElseThrow(
            () -> new IllegalArgumentException("no element type has the number " + number));
  }

  static DataType writeType(DType dtype) {
    return DataType.forNumber(dtype.number());
  }

  static Shape readShape(TensorShapeProto message) {
    if (message.getUnknownRank()) {
      return Shape.unknown();
    }
    if (message.getDimCount() > MAX_RANK) {
      throw new IllegalArgumentException("a shape has " + message.getDimCount() + " dimensions");
    }
    long[] dims = new long[message.getDimCount()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = message.getDim(i).getSize();
      if (dims[i] < Shape.UNKNOWN_SIZE) {
        throw new IllegalArgumentException("a shape has the size " + dims[i]);
      }
    }
    return Shape.of(dims);
  }

  static TensorShapeProto writeShape(Shape shape) {
    TensorShapeProto.Builder out = TensorShapeProto.newBuilder();
    if (!shape.hasKnownRank()) {
      return out.setUnknownRank(true).build();
    }
    for (long dim : shape.dims()) {
      out.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return out.build();
  }

  /** Given elements, and then the last of them (or zeros) as often as the shape asks. */
  private record LastRepeats(ByteBuffer given, long count, int width) implements TensorBytes {
    @Override
    public long size() {
      return count * width;
    }

    @Override
    public ByteBuffer window(long at, int length) {
      java.util.Objects.checkFromIndexSize(at, length, size());
      byte[] out = new byte[length];
      int own = (int) Math.max(0, Math.min(length, given.capacity() - at));
      if (own > 0) {
        given.get((int) at, out, 0, own);
      }
      if (given.capacity() > 0) {
        int last = given.capacity() - width;
        for (int i = own; i < length; i++) {
          out[i] = given.get(last + (int) ((at + i) % width));
        }
      }
      return ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
