package org.ckpt4j.framework;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A result that a kernel is about to write, all of it, before anybody else sees it. What is there
 * at first is anything.
 *
 * <p>Within a session's run large results lie off the heap, in memory that the session's earlier
 * runs have used.
 */
public final class NewTensor {
  private final EagerTensor tensor;
  private final @Nullable ByteBuffer heap;

  private NewTensor(EagerTensor tensor, @Nullable ByteBuffer heap) {
    this.tensor = tensor;
    this.heap = heap;
  }

  /** A result that is written through {@link #bytes}. */
  public static NewTensor of(DType dtype, Shape shape) {
    ArrayPool pool = ArrayPool.current();
    long size = shape.numElements() * dtype.width();
    if (pool == null || size < ArrayPool.SMALLEST || size > Integer.MAX_VALUE - 8) {
      ByteBuffer bytes = ElementArrays.allocate(dtype, shape.numElements());
      return new NewTensor(ElementArrays.tensor(dtype, shape, bytes), bytes);
    }
    return new NewTensor(pooled(pool, new TensorSpec(dtype, shape)), null);
  }

  /** A result that ND4J or the BLAS writes, through {@link #array}. */
  public static NewTensor offHeap(DType dtype, Shape shape) {
    ArrayPool pool = ArrayPool.current();
    long size = shape.numElements() * dtype.width();
    return new NewTensor(
        pool == null || size < ArrayPool.SMALLEST
            ? EagerTensor.of(dtype, EagerTensor.uninitialized(ArrayBytes.typeOf(dtype), shape))
            : pooled(pool, new TensorSpec(dtype, shape)),
        null);
  }

  private static EagerTensor pooled(ArrayPool pool, TensorSpec spec) {
    return EagerTensor.lent(spec, pool.take(spec), pool);
  }

  /** The memory, little-endian. */
  public ByteBuffer bytes() {
    return heap != null ? heap : tensor.memoryToWrite();
  }

  public FloatBuffer floats() {
    return bytes().asFloatBuffer();
  }

  /** The array of a result made by {@link #offHeap}. */
  public INDArray array() {
    return tensor.array();
  }

  /** What was written; not to be written to any more. */
  public EagerTensor tensor() {
    return tensor;
  }
}
