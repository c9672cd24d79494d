package org.ckpt4j.framework;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A value: an ND4J array, or raw bytes or strings, or a handle of a variable, or a reference to
 * one.
 *
 * <p>The one class that wraps ND4J's arrays. A value made from bytes stays bytes until a kernel
 * asks for {@link #array()}; so ND4J, and its natives, are not loaded before something computes,
 * and types ND4J lacks are held all the same. Immutable: nobody writes to the array or the bytes of
 * a tensor that others may see.
 */
public final class EagerTensor implements Tensor {
  private static final AtomicIntegerFieldUpdater<EagerTensor> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(EagerTensor.class, "holders");

  private final TensorSpec spec;
  private final @Nullable VariableHandle variable;
  private final boolean reference;
  private final @Nullable Object content;
  private volatile @Nullable RawTensor raw;
  private volatile @Nullable INDArray array;

  /** The tensor in whose memory this one's elements lie; null: its own. */
  private volatile @Nullable EagerTensor memory;

  private volatile int holders;
  private volatile boolean kept;

  private EagerTensor(
      TensorSpec spec,
      @Nullable RawTensor raw,
      @Nullable INDArray array,
      @Nullable VariableHandle variable,
      boolean reference,
      @Nullable Object content) {
    this.spec = spec;
    this.raw = raw;
    this.array = array;
    this.variable = variable;
    this.reference = reference;
    this.content = content;
  }

  /** The value that these bytes or strings are. Nothing is copied. */
  public static EagerTensor of(RawTensor value) {
    return new EagerTensor(value.spec(), value, null, null, false, null);
  }

  /**
   * The value that this array holds; the caller gives the array away.
   *
   * @throws IllegalArgumentException if ND4J's type is not the one {@code dtype} is computed in
   */
  public static EagerTensor of(DType dtype, INDArray array) {
    if (array.dataType() != ArrayTypes.of(dtype)) {
      throw new IllegalArgumentException(
          "an array of %s cannot be a tensor of %s".formatted(array.dataType(), dtype));
    }
    return new EagerTensor(
        new TensorSpec(dtype, Shape.of(array.shape())), null, array, null, false, null);
  }

  /**
   * A new array that a kernel writes in full: row by row, its memory straight from the system,
   * which is many times cheaper than what ND4J takes itself. The memory is freed with the value
   * that is made of the array, or by {@link #free}.
   */
  public static INDArray uninitialized(DataType type, Shape shape) {
    return ArrayBytes.uninitialized(type, shape.dims());
  }

  /** Frees an array that was needed only within a kernel. */
  public static void free(INDArray array) {
    ArrayBytes.close(array);
  }

  /** A handle of a variable, as {@code VarHandleOp} gives it. */
  public static EagerTensor ofHandle(VariableHandle variable) {
    return new EagerTensor(
        new TensorSpec(DType.RESOURCE, Shape.scalar()), null, null, variable, false, null);
  }

  /** A reference to a variable's value, as {@code VariableV2} gives it. */
  public static EagerTensor ofReference(VariableHandle variable) {
    return new EagerTensor(variable.spec(), null, null, variable, true, null);
  }

  /**
   * A scalar that holds an object rather than elements: a VARIANT (a list of tensors), or a
   * RESOURCE that is no variable (a stack, a table, a queue). The object of a VARIANT is immutable.
   */
  public static EagerTensor ofObject(DType dtype, Object content) {
    return new EagerTensor(new TensorSpec(dtype, Shape.scalar()), null, null, null, false, content);
  }

  /**
   * The same value as a tensor of its own: whoever follows where tensors come from tells them
   * apart. Nothing is copied.
   */
  EagerTensor alias() {
    EagerTensor same = new EagerTensor(spec, raw, array, variable, reference, content);
    same.memory = owner();
    return same;
  }

  /**
   * The object it holds.
   *
   * @throws InvalidArgumentError if it holds none, or one of another kind
   */
  public <T> T object(Class<T> kind) {
    if (!kind.isInstance(content)) {
      throw new InvalidArgumentError(
          "%s holds no %s, but %s".formatted(spec, kind.getSimpleName(), content));
    }
    return kind.cast(content);
  }

  @Override
  public DType dtype() {
    return spec.dtype();
  }

  @Override
  public Shape shape() {
    return spec.shape();
  }

  public TensorSpec spec() {
    return spec;
  }

  /** Whether it has elements, rather than being a handle or a reference. */
  public boolean holdsElements() {
    return variable == null && content == null;
  }

  @Override
  public boolean isReference() {
    return reference;
  }

  @Override
  public @Nullable TensorSpec handleSpec() {
    return variable == null ? null : variable.spec();
  }

  /**
   * The variable it leads to.
   *
   * @throws IllegalArgumentException if it is a plain value
   */
  public VariableHandle variable() {
    if (variable == null) {
      throw new IllegalArgumentException("a value of " + spec + " is no handle of a variable");
    }
    return variable;
  }

  /**
   * The value as bytes or strings: the memory of the array itself, where it lies dense and row by
   * row.
   *
   * @throws IllegalStateException if it is a handle or a reference
   */
  public RawTensor raw() {
    RawTensor now = raw;
    if (now == null) {
      now = ArrayBytes.rawOf(dtype(), elements());
      raw = now;
    }
    return now;
  }

  /**
   * The value as an ND4J array, which must not be changed. Bytes are taken over without a copy
   * where they are off-heap, aligned and large.
   *
   * @throws UnsupportedOperationException if ND4J has no such type
   */
  public INDArray array() {
    INDArray now = array;
    if (now == null) {
      now = ArrayBytes.arrayOf(raw());
      array = now;
      raw = null; // the array has the bytes; keeping both would hold the value twice
    }
    return now;
  }

  private INDArray elements() {
    INDArray now = array;
    if (now == null) {
      throw new IllegalStateException(this + " has no elements; read the variable it leads to");
    }
    return now;
  }

  /** The one element as a whole number; booleans are 0 and 1. */
  public long longValue() {
    ByteBuffer one = onlyElement();
    return dtype().isFloating()
        ? (long) Elements.getDouble(one, dtype(), 0)
        : Elements.getLong(one, dtype(), 0);
  }

  /** The one element as a number. */
  public double doubleValue() {
    ByteBuffer one = onlyElement();
    return dtype().isFloating()
        ? Elements.getDouble(one, dtype(), 0)
        : Elements.getLong(one, dtype(), 0);
  }

  public boolean booleanValue() {
    return longValue() != 0;
  }

  /** The one string, decoded as UTF-8. */
  public String stringValue() {
    requireOneElement();
    return new String(raw().elements().get(0).toByteArray(), StandardCharsets.UTF_8);
  }

  private ByteBuffer onlyElement() {
    requireOneElement();
    return raw().bytes().window(0, dtype().width());
  }

  private void requireOneElement() {
    if (shape().numElements() != 1) {
      throw new org.ckpt4j.errors.TypeError(
          "only a tensor of one element is a number; this is " + spec);
    }
  }

  // Holders: whose memory is freed when.

  private EagerTensor owner() {
    EagerTensor owner = this;
    for (EagerTensor next = owner.memory; next != null; next = owner.memory) {
      owner = next;
    }
    return owner;
  }

  /**
   * Counts one more who holds this value: a place in a run, a variable, a container. Each calls
   * {@link #release} in the end; the last one frees an off-heap array.
   */
  public EagerTensor hold() {
    HOLDERS.incrementAndGet(owner());
    return this;
  }

  /** One who called {@link #hold} does not need it any more. */
  public void release() {
    EagerTensor owner = owner();
    if (HOLDERS.decrementAndGet(owner) == 0 && !owner.kept) {
      owner.close();
    }
  }

  /** As {@link #release}, but frees nothing: the value is handed on. */
  public void unhold() {
    HOLDERS.decrementAndGet(owner());
  }

  /**
   * From now on the memory is freed by nobody but the garbage collector, or {@link #close}: the
   * value was handed to a program, or to something that counts nothing.
   */
  public EagerTensor keep() {
    owner().kept = true;
    return this;
  }

  /**
   * Frees the value's off-heap memory now; using the value, or one that shares its memory, is an
   * error from then on. Values in bytes on the heap stay as they are.
   */
  public void close() {
    INDArray now = owner().array;
    if (now != null) {
      ArrayBytes.close(now);
    }
  }

  /** Whether it leads to an object that may hold other values: a list, a stack, a queue. */
  public boolean holdsObject() {
    return content != null;
  }

  /** Notes that this value's elements lie within the memory of {@code input}, if they do. */
  public void shareMemoryOf(EagerTensor input) {
    if (input == this || (input.array == null && input.variable == null)) {
      return;
    }
    EagerTensor other = input;
    if (input.variable != null) {
      EagerTensor value = input.variable.isInitialized() ? input.variable.read() : null;
      if (value == null || value == this || value.array == null) {
        return;
      }
      other = value;
    }
    EagerTensor owner = other.owner();
    if (owner != owner() && ArrayBytes.liesWithin(array, raw, owner.array)) {
      memory = owner;
    }
  }

  boolean isHeldOnceInOwnArray() {
    INDArray now = array;
    return memory == null && !kept && holders == 1 && now != null && ArrayBytes.isWhole(now);
  }

  /** Another value of the same elements, in an array of its own. */
  EagerTensor copyInOwnArray() {
    return of(dtype(), ArrayBytes.copyOf(array, raw));
  }

  /**
   * The memory of its dense array, little-endian: to be written only by what {@link
   * VariableHandle#update} runs.
   *
   * @throws org.ckpt4j.errors.ResourceExhaustedError if it has more bytes than a buffer
   */
  public ByteBuffer memoryToWrite() {
    long size = Math.multiplyExact(shape().numElements(), (long) dtype().width());
    if (size > Integer.MAX_VALUE - 8) {
      throw new org.ckpt4j.errors.ResourceExhaustedError(
          "a value of %s has more bytes than one operation can change".formatted(spec));
    }
    return ArrayBytes.memory(array(), size).view(0, (int) size);
  }

  /** The array was written to: what was read from it before says nothing any more. */
  void changed() {
    raw = null;
  }

  @Override
  public int outputIndex() {
    return 0;
  }

  /**
   * @throws AttributeError always: a value was not made by a node
   */
  @Override
  public Node op() {
    throw new AttributeError("a value has no operation; only tensors of a graph do");
  }

  /**
   * @throws AttributeError always: a value has no name
   */
  @Override
  public String name() {
    throw new AttributeError("a value has no name; only tensors of a graph and variables do");
  }

  @Override
  public String toString() {
    return "EagerTensor(" + spec + (variable == null ? "" : ", " + variable) + ")";
  }

  /** Which ND4J type holds which of ours; apart, so that ND4J loads only when it is needed. */
  private static final class ArrayTypes {
    static DataType of(DType dtype) {
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
  }

  /** The way between bytes and arrays. */
  private static final class ArrayBytes {
    /** Below this many bytes copying is cheaper than wrapping. */
    private static final long WRAP_FROM = 64 * 1024;

    private static final int CHUNK = 1 << 23;

    static {
      Nd4jBackend.require();
    }

    static INDArray arrayOf(RawTensor raw) {
      DataType type = ArrayTypes.of(raw.dtype());
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

    static RawTensor rawOf(DType dtype, INDArray array) {
      Shape shape = Shape.of(array.shape());
      if (shape.numElements() == 0) {
        return RawTensor.of(dtype, shape, new byte[0]);
      }
      INDArray dense = isDense(array) ? array : array.dup('c');
      long size = Math.multiplyExact(shape.numElements(), dtype.width());
      return RawTensor.of(dtype, shape, memory(dense, size));
    }

    /**
     * Row by row without gaps: {@code ordering()} alone does not say so of views and transposes.
     */
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
              new Window(out, addressOf(out), size),
              new Window(array, addressOf(array), size),
              size);
        }
        return out;
      }
      RawTensor bytes = Objects.requireNonNull(raw);
      INDArray out = uninitialized(ArrayTypes.of(bytes.dtype()), bytes.shape().dims());
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

    private static OffHeap memory(INDArray array, long size) {
      return new OffHeap(array, addressOf(array), size);
    }
  }

  /**
   * An array's memory. It keeps the array alive, its windows do not: whoever reads a large one
   * holds on to the tensor. Small ones are copies, so that a value read in passing is safe.
   */
  private record OffHeap(INDArray owner, long address, long size) implements TensorBytes {
    private static final int COPIED = 4096;

    @Override
    public TensorBytes slice(long from, long length) {
      Objects.checkFromIndexSize(from, length, size);
      return new OffHeap(owner, address + from, length);
    }

    @Override
    public ByteBuffer window(long at, int length) {
      if (owner.wasClosed()) {
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
