package org.ckpt4j;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.sparse.SparseSegmentOps;
import org.ckpt4j.ops.sparse.SparseTensor;
import org.ckpt4j.options.OpOption;

/** {@code tf.sparse}: tensors of which only some values are held. */
public final class SparseApi {
  SparseApi() {}

  /** {@code tf.sparse.SparseTensor(indices, values, dense_shape)}. */
  public SparseTensor tensor(Object indices, Object values, Object denseShape) {
    return SparseTensor.of(indices, values, denseShape);
  }

  public SparseTensor add(SparseTensor a, SparseTensor b, Object threshold, OpOption... options) {
    return a.add(b, threshold, options);
  }

  public Tensor reduceSum(SparseTensor input, Object axis, boolean keepDims, OpOption... options) {
    return input.reduceSum(axis, keepDims, options);
  }

  public SparseTensor reorder(SparseTensor input, OpOption... options) {
    return input.reorder(options);
  }

  public SparseTensor reshape(SparseTensor input, Object shape, OpOption... options) {
    return input.reshape(shape, options);
  }

  public Tensor segmentMean(Object data, Object indices, Object ids, OpOption... options) {
    return SparseSegmentOps.MEAN.of(data, indices, ids, options);
  }

  public Tensor segmentSqrtN(Object data, Object indices, Object ids, OpOption... options) {
    return SparseSegmentOps.SQRT_N.of(data, indices, ids, options);
  }

  public Tensor segmentSum(Object data, Object indices, Object ids, OpOption... options) {
    return SparseSegmentOps.SUM.of(data, indices, ids, options);
  }

  public SparseTensor slice(SparseTensor input, Object start, Object size, OpOption... options) {
    return input.slice(start, size, options);
  }

  public SparseTensor softmax(SparseTensor input, OpOption... options) {
    return input.softmax(options);
  }

  public Tensor sparseDenseMatmul(SparseTensor a, Object b, OpOption... options) {
    return a.matmul(b, false, false, options);
  }

  public Tensor sparseDenseMatmul(
      SparseTensor a, Object b, boolean adjointA, boolean adjointB, OpOption... options) {
    return a.matmul(b, adjointA, adjointB, options);
  }

  public Tensor toDense(SparseTensor input, Object defaultValue, OpOption... options) {
    return input.toDense(defaultValue, options);
  }
}
