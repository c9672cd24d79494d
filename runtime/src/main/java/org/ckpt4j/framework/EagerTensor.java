package org.ckpt4j.framework;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  /**
   * Whether the array lies in memory that is not ND4J's: a mapped file, which cannot be written.
   */
  private volatile boolean borrowed;

  /** The tensor in whose memory this one's elements lie; null: its own. */
  private volatile @Nullable EagerTensor memory;

  private volatile int holders;
  private volatile boolean kept;

  /** Where the array goes when nobody holds it any more; null: it is freed. */
  private volatile @Nullable ArrayPool home;

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
    if (array.dataType() != ArrayBytes.typeOf(dtype)) {
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

  /** The value that an array of {@code home} holds, which is given back when nobody holds it. */
  static EagerTensor lent(TensorSpec spec, INDArray array, ArrayPool home) {
    EagerTensor out = new EagerTensor(spec, null, array, null, false, null);
    out.home = home;
    return out;
  }

  /** Whether it has given its lent array back. */
  boolean hasLeft() {
    return array == null;
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
      now = ArrayBytes.rawOf(dtype(), elements(), home == null ? null : this);
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
      borrowed = ArrayBytes.liesWithin(null, raw, now);
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
      owner.leave();
    }
  }

  private void leave() {
    ArrayPool pool = home;
    INDArray now = array;
    if (pool == null || now == null) {
      close();
      return;
    }
    array = null;
    raw = null;
    pool.give(spec, now);
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
    if (input == this || home != null || (input.array == null && input.variable == null)) {
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
    return memory == null
        && !kept
        && !borrowed
        && holders == 1
        && now != null
        && ArrayBytes.isWhole(now);
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
}
