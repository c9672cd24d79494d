package org.ckpt4j.framework;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The way between bytes and ND4J's arrays, and the memory of these: the part of {@link EagerTensor}
 * that loads ND4J, apart so that it loads only when it is needed.
 */
final class ArrayBytes {
  /** Below this many bytes copying is cheaper than wrapping. */
  private static final long WRAP_FROM = 64 * 1024;

  private static final int CHUNK = 1 << 23;

  static {
    Nd4jBackend.require();
  }

  private ArrayBytes() {}

  static INDArray arrayOf(RawTensor raw) {
    DataType type = typeOf(raw.dtype());
    long[] dims = raw.shape().dims();
    long elements = raw.shape().numElements();
    if (elements == 0) {
      return Nd4j.create(type, dims);
    }
    TensorBytes bytes = raw.bytes();
    if (bytes.size() >= WRAP_FROM && bytes.size() <= Integer.MAX_VALUE) {
      ByteBuffer whole = bytes.window(0, (int) bytes.size());
      if (whole.isDirect()) {
        var pointer = new BytePointer(whole);
        if (pointer.address() % raw.dtype().width() == 0) {
          return Nd4j.create(Nd4j.createBuffer(pointer, elements, type), dims);
        }
      }
    }
    INDArray out = uninitialized(type, dims);
    copy(bytes, out);
    return out;
  }

  private static void copy(TensorBytes bytes, INDArray out) {
    if (bytes.size() == 0) {
      return;
    }
    OffHeap target = memory(out, bytes.size());
    for (long at = 0; at < bytes.size(); at += CHUNK) {
      int length = (int) Math.min(CHUNK, bytes.size() - at);
      target.view(at, length).put(bytes.window(at, length));
    }
  }

  /**
   * @param tenant the tensor whose memory it is only until it lets go of it; null: it is the
   *     array's for good
   */
  static RawTensor rawOf(DType dtype, INDArray array, @Nullable EagerTensor tenant) {
    Shape shape = Shape.of(array.shape());
    if (shape.numElements() == 0) {
      return RawTensor.of(dtype, shape, new byte[0]);
    }
    INDArray dense = isDense(array) ? array : array.dup('c');
    long size = Math.multiplyExact(shape.numElements(), dtype.width());
    return RawTensor.of(
        dtype, shape, new OffHeap(dense, addressOf(dense), size, dense == array ? tenant : null));
  }

  /** Row by row without gaps: {@code ordering()} alone does not say so of views and transposes. */
  private static boolean isDense(INDArray array) {
    long expected = 1;
    for (int i = array.rank() - 1; i >= 0; i--) {
      if (array.size(i) != 1 && array.stride(i) != expected) {
        return false;
      }
      expected *= array.size(i);
    }
    return true;
  }

  static INDArray uninitialized(DataType type, long... dims) {
    long elements = 1;
    for (long dim : dims) {
      elements = Math.multiplyExact(elements, dim);
    }
    if (elements == 0) {
      return Nd4j.create(type, dims);
    }
    var memory = new BytePointer(Math.multiplyExact(elements, type.width()));
    return Nd4j.create(Nd4j.createBuffer(memory, elements, type), dims);
  }

  static void close(INDArray array) {
    if (!array.wasClosed() && array.closeable()) {
      // The buffer's pointer leads to the one that owns the memory; closing forgets it.
      Pointer memory = array.data().pointer();
      array.close();
      memory.deallocate();
    }
  }

  /** Whether it is all of its buffer, row by row. */
  static boolean isWhole(INDArray array) {
    return array.closeable()
        && array.offset() == 0
        && array.data().length() == array.length()
        && isDense(array);
  }

  static INDArray copyOf(@Nullable INDArray array, @Nullable RawTensor raw) {
    if (array != null && !isDense(array)) {
      return array.dup('c');
    }
    if (array != null) {
      INDArray out = uninitialized(array.dataType(), array.shape());
      if (!array.isEmpty()) {
        long size = array.length() * array.dataType().width();
        Pointer.memcpy(
            new Window(out, addressOf(out), size), new Window(array, addressOf(array), size), size);
      }
      return out;
    }
    RawTensor bytes = Objects.requireNonNull(raw);
    INDArray out = uninitialized(typeOf(bytes.dtype()), bytes.shape().dims());
    copy(bytes.bytes(), out);
    return out;
  }

  /** Whether the elements, of an array or in bytes, lie in the memory of {@code other}. */
  static boolean liesWithin(
      @Nullable INDArray array, @Nullable RawTensor raw, @Nullable INDArray other) {
    if (other == null || other.isEmpty() || other.wasClosed()) {
      return false;
    }
    long address;
    if (array != null) {
      if (array.isEmpty()) {
        return false;
      }
      address = addressOf(array);
    } else if (raw != null && raw.dtype().isFixedWidth() && raw.shape().numElements() > 0) {
      address = addressOf(raw.bytes());
    } else {
      return false;
    }
    long start = other.data().address();
    long end = start + other.data().length() * other.dataType().width();
    return address >= start && address < end;
  }

  private static long addressOf(INDArray array) {
    return array.data().address() + array.offset() * array.dataType().width();
  }

  /** Where off-heap bytes begin; 0 for others. */
  private static long addressOf(TensorBytes bytes) {
    if (bytes instanceof OffHeap offHeap) {
      return offHeap.address();
    }
    if (bytes.size() <= OffHeap.COPIED) {
      return 0; // its windows are copies, or on the heap
    }
    ByteBuffer start = bytes.window(0, 1 + OffHeap.COPIED);
    return start.isDirect() ? new BytePointer(start).address() : 0;
  }

  /** The memory of an array from its first element on. */
  static OffHeap memory(INDArray array, long size) {
    return new OffHeap(array, addressOf(array), size, null);
  }

  /** Which ND4J type holds which of ours. */
  static DataType typeOf(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.FLOAT;
      case FLOAT64 -> DataType.DOUBLE;
      case FLOAT16 -> DataType.FLOAT16;
      case BFLOAT16 -> DataType.BFLOAT16;
      case INT8 -> DataType.INT8;
      case INT16 -> DataType.INT16;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case UINT8 -> DataType.UINT8;
      case UINT16 -> DataType.UINT16;
      case UINT32 -> DataType.UINT32;
      case UINT64 -> DataType.UINT64;
      case BOOL -> DataType.BOOL;
      default ->
          throw new UnsupportedOperationException(
              dtype + " can be held, saved and restored, but not computed with");
    };
  }

  /**
   * An array's memory. It keeps the array alive, its windows do not: whoever reads a large one
   * holds on to the tensor. Small ones are copies, so that a value read in passing is safe.
   *
   * @param tenant the tensor that may use the memory for now, if it is lent
   */
  record OffHeap(INDArray owner, long address, long size, @Nullable EagerTensor tenant)
      implements TensorBytes {
    private static final int COPIED = 4096;

    @Override
    public TensorBytes slice(long from, long length) {
      Objects.checkFromIndexSize(from, length, size);
      return new OffHeap(owner, address + from, length, tenant);
    }

    @Override
    public ByteBuffer window(long at, int length) {
      if (owner.wasClosed() || (tenant != null && tenant.hasLeft())) {
        throw new IllegalStateException(
            "the memory of this value was freed; keep() it, or hold() it for as long as it is used");
      }
      ByteBuffer view = view(at, length);
      if (length > COPIED) {
        return view;
      }
      try {
        return ByteBuffer.allocate(length).put(view).flip().order(ByteOrder.LITTLE_ENDIAN);
      } finally {
        Reference.reachabilityFence(owner);
      }
    }

    @Override
    public byte[] toByteArray() {
      try {
        return TensorBytes.super.toByteArray();
      } finally {
        Reference.reachabilityFence(owner);
      }
    }

    /** The memory itself, to be written only while the array is being made. */
    ByteBuffer view(long at, int length) {
      Objects.checkFromIndexSize(at, length, size);
      return new Window(owner, address + at, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** A pointer into an array's memory that frees nothing. */
  private static final class Window extends BytePointer {
    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // kept so that the memory outlives the pointer
    private final INDArray owner;

    Window(INDArray owner, long address, long length) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }
}
