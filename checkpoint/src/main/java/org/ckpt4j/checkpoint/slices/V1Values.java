package org.ckpt4j.checkpoint.slices;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ProtoReader;
import org.ckpt4j.checkpoint.coding.Varint;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * The values of one slice as the {@code TensorProto} of a V1 record: only the field of its type, no
 * type, no shape, exactly as many values as elements.
 */
final class V1Values {
  /** How many elements are handled through one window. */
  private static final int RUN = 1 << 13;

  /** The largest record, and what TensorFlow allows for all in it that is not a value. */
  static final long MAX_RECORD = 1L << 31;

  private static final long HEADER_BYTES = 1 << 10;

  private V1Values() {}

  /**
   * @param message the {@code TensorProto}
   * @throws CorruptCheckpointException if it holds more or fewer values than {@code shape} has
   *     elements
   */
  static RawTensor read(DType dtype, V1Field field, Shape shape, FileSlice message)
      throws CorruptCheckpointException {
    long count = shape.numElements();
    if (count > message.length() / field.leastBytes()) {
      throw message.corrupt(
          "%s of shape %s takes %d values, its record has %d bytes",
          dtype, shape, count, message.length());
    }
    if (field == V1Field.STRING) {
      return readStrings(shape, (int) count, message);
    }
    ProtoReader fields = new ProtoReader(message.copy());
    Filler out = new Filler(dtype, field, count);
    while (fields.next()) {
      if (fields.is(field.number(), ProtoReader.BYTES)) {
        FileSlice packed = fields.bytes();
        if (field.isFixed() && packed.length() == count * dtype.width() && out.isEmpty()) {
          // The usual case: the bytes as they lie in the file. More of the field makes it too long.
          out.share(packed.view());
        } else {
          out.putPacked(packed);
        }
      } else if (fields.number() == field.number()) {
        out.putSingle(fields);
      }
    }
    return RawTensor.of(dtype, shape, out.finish(message));
  }

  private static RawTensor readStrings(Shape shape, int count, FileSlice message)
      throws CorruptCheckpointException {
    List<TensorBytes> strings = new ArrayList<>(count);
    ProtoReader fields = new ProtoReader(message.copy());
    int found = 0;
    while (fields.next()) {
      if (fields.is(V1Field.STRING.number(), ProtoReader.BYTES)) {
        found++;
        if (found <= count) {
          strings.add(TensorBytes.of(fields.bytes().view()));
        }
      }
    }
    if (found != count) {
      throw wrongCount(message, shape.numElements(), found);
    }
    return RawTensor.ofElements(DType.STRING, shape, strings);
  }

  private static CorruptCheckpointException wrongCount(
      FileSlice message, long expected, long found) {
    return message.corrupt("its record holds %d values, expected %d", found, expected);
  }

  /** Collects the values of one field. Those beyond the expected number are only counted. */
  private static final class Filler {
    private final V1Field field;
    private final int width;
    private final long size;
    private TensorBytes bytes;
    private long at;
    private boolean allocated;
    private ByteBuffer window = ByteBuffer.allocate(0);

    private Filler(DType dtype, V1Field field, long count) {
      this.field = field;
      this.width = dtype.width();
      this.size = count * width;
      this.bytes = TensorBytes.of(window);
    }

    private boolean isEmpty() {
      return at == 0;
    }

    private void share(ByteBuffer packed) {
      bytes = TensorBytes.of(packed);
      at = packed.remaining();
    }

    private void putPacked(FileSlice packed) throws CorruptCheckpointException {
      while (packed.hasRemaining()) {
        if (field.isFixed()) {
          int part = partWidth();
          put(part == Integer.BYTES ? packed.readFixed32() : packed.readFixed64(), part);
        } else {
          putNumber(packed.readVarint64());
        }
      }
    }

    private void putSingle(ProtoReader value) {
      if (!field.isFixed()) {
        if (value.is(field.number(), ProtoReader.VARINT)) {
          putNumber(value.value());
        }
      } else if (value.is(
          field.number(),
          partWidth() == Integer.BYTES ? ProtoReader.FIXED32 : ProtoReader.FIXED64)) {
        put(value.value(), partWidth());
      }
    }

    /** A complex element is two values. */
    private int partWidth() {
      return switch (field) {
        case FLOAT, COMPLEX64 -> Integer.BYTES;
        default -> Long.BYTES;
      };
    }

    private void putNumber(long value) {
      put(field == V1Field.BOOL ? (value == 0 ? 0 : 1) : value, width);
    }

    private void put(long value, int bytesEach) {
      if (at + bytesEach > size) {
        at += bytesEach;
        return;
      }
      if (!window.hasRemaining()) {
        nextWindow();
      }
      switch (bytesEach) {
        case 1 -> window.put((byte) value);
        case 2 -> window.putShort((short) value);
        case 4 -> window.putInt((int) value);
        default -> window.putLong(value);
      }
      at += bytesEach;
    }

    private void nextWindow() {
      if (!allocated) {
        TensorBytes before = bytes;
        bytes = TensorBytes.allocate(size);
        allocated = true;
        before.copyTo(0, bytes, 0, at);
      }
      long length = Math.min(Math.min((long) RUN * width, size - at), bytes.contiguous(at));
      window = bytes.window(at, (int) length);
    }

    private TensorBytes finish(FileSlice message) throws CorruptCheckpointException {
      if (at != size) {
        throw wrongCount(message, size / width, at / width);
      }
      return size == 0 ? TensorBytes.of(new byte[0]) : bytes;
    }
  }

  /**
   * TensorFlow's estimate of how large the record of {@code value} may become; it writes none above
   * 2 GiB.
   */
  static long mostBytes(RawTensor value) {
    long elements = value.shape().numElements();
    int each = V1Field.mostBytes(value.dtype());
    long size = HEADER_BYTES + (elements > MAX_RECORD ? MAX_RECORD : elements) * each;
    if (!value.dtype().isFixedWidth()) {
      for (TensorBytes string : value.elements()) {
        size += string.size();
      }
    }
    return size;
  }

  /** The {@code TensorProto} of {@code value}, which is not larger than a record may be. */
  static ByteBuilder write(V1Field field, RawTensor value) {
    if (field == V1Field.STRING) {
      ByteBuilder out = new ByteBuilder();
      for (TensorBytes string : value.elements()) {
        out.writeBytesField(field.number(), new ByteBuilder().write(string.toByteArray()));
      }
      return out;
    }
    int length = Math.toIntExact(packedBytes(field, value));
    if (length == 0) {
      return new ByteBuilder(0);
    }
    // The length is known before, so the values go where they stay.
    ByteBuilder out =
        new ByteBuilder(length + 16)
            .writeVarint((long) field.number() << 3 | ProtoReader.BYTES)
            .writeVarint(length);
    eachRun(
        value,
        run -> {
          if (field.isFixed()) {
            out.write(run);
          }
          while (!field.isFixed() && run.hasRemaining()) {
            out.writeVarint(number(value.dtype(), run));
          }
        });
    return out;
  }

  private static long packedBytes(V1Field field, RawTensor value) {
    if (field.isFixed()) {
      return value.bytes().size();
    }
    long[] size = {0};
    eachRun(
        value,
        run -> {
          while (run.hasRemaining()) {
            size[0] += Varint.size(number(value.dtype(), run));
          }
        });
    return size[0];
  }

  private static void eachRun(RawTensor value, Consumer<ByteBuffer> task) {
    TensorBytes bytes = value.bytes();
    int width = value.dtype().width();
    for (long at = 0; at < bytes.size(); ) {
      long length = Math.min((long) RUN * width, bytes.size() - at);
      task.accept(bytes.window(at, (int) length));
      at += length;
    }
  }

  private static long number(DType dtype, ByteBuffer in) {
    return switch (dtype) {
      case INT32, QINT32 -> in.getInt();
      case INT16 -> in.getShort();
      case UINT16, FLOAT16 -> in.getShort() & 0xffff;
      case INT8, QINT8 -> in.get();
      case UINT8, QUINT8 -> in.get() & 0xff;
      case BOOL -> in.get() == 0 ? 0 : 1;
      case INT64 -> in.getLong();
      default -> throw new IllegalArgumentException(dtype + " is not stored as numbers");
    };
  }
}
