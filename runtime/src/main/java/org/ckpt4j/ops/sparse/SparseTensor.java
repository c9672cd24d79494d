package org.ckpt4j.ops.sparse;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/**
 * A tensor of which only some values are held: where each is, what it is, and the shape of the
 * whole. Counterpart: {@code tf.sparse.SparseTensor}.
 */
public record SparseTensor(Tensor indices, Tensor values, Tensor denseShape) {
  /** Of whatever makes tensors: indices {@code [n, rank]}, values {@code [n]}, a shape. */
  public static SparseTensor of(Object indices, Object values, Object denseShape) {
    return new SparseTensor(
        ToTensor.beside(DType.INT64, indices, "indices"),
        ToTensor.of(values, null, "values"),
        ToTensor.beside(DType.INT64, denseShape, "dense_shape"));
  }

  public DType dtype() {
    return values.dtype();
  }

  private static Node run(String op, Attrs attrs, OpOption[] options, Operand... inputs) {
    return StandardOps.run(op, Named.find(options), attrs, List.of(inputs));
  }

  /** Counterpart: {@code tf.sparse.to_dense}. */
  public Tensor toDense(Object defaultValue, OpOption... options) {
    return run(
            "SparseToDense",
            Attrs.none(),
            options,
            indices,
            denseShape,
            values,
            ToTensor.of(defaultValue, dtype(), "default_value"))
        .output(0);
  }

  /** Counterpart: {@code tf.sparse.sparse_dense_matmul}. */
  public Tensor matmul(Object dense, boolean adjointA, boolean adjointB, OpOption... options) {
    return run(
            "SparseTensorDenseMatMul",
            Attrs.of("adjoint_a", adjointA, "adjoint_b", adjointB),
            options,
            indices,
            values,
            denseShape,
            ToTensor.of(dense, dtype(), "b"))
        .output(0);
  }

  /** Counterpart: {@code tf.sparse.reorder}. */
  public SparseTensor reorder(OpOption... options) {
    Node node = run("SparseReorder", Attrs.none(), options, indices, values, denseShape);
    return new SparseTensor(node.output(0), node.output(1), denseShape);
  }

  /** Counterpart: {@code tf.sparse.reshape}. */
  public SparseTensor reshape(Object shape, OpOption... options) {
    Tensor wanted = ToTensor.of(shape, DType.INT64, "shape");
    Node node = run("SparseReshape", Attrs.none(), options, indices, denseShape, wanted);
    return new SparseTensor(node.output(0), values, node.output(1));
  }

  /** Counterpart: {@code tf.sparse.reduce_sum}, to a dense tensor. */
  public Tensor reduceSum(Object axis, boolean keepDims, OpOption... options) {
    return run(
            "SparseReduceSum",
            Attrs.of("keep_dims", keepDims),
            options,
            indices,
            values,
            denseShape,
            ToTensor.beside(DType.INT32, axis, "reduction_axes"))
        .output(0);
  }

  /** Counterpart: {@code tf.sparse.softmax}. */
  public SparseTensor softmax(OpOption... options) {
    Tensor found =
        run("SparseSoftmax", Attrs.none(), options, indices, values, denseShape).output(0);
    return new SparseTensor(indices, found, denseShape);
  }

  /** Counterpart: {@code tf.sparse.add} of two sparse tensors. */
  public SparseTensor add(SparseTensor other, Object threshold, OpOption... options) {
    Node node =
        run(
            "SparseAdd",
            Attrs.none(),
            options,
            indices,
            values,
            denseShape,
            other.indices,
            other.values,
            other.denseShape,
            ToTensor.of(threshold, null, "thresh"));
    return new SparseTensor(node.output(0), node.output(1), node.output(2));
  }

  /** Counterpart: {@code tf.sparse.slice}. */
  public SparseTensor slice(Object start, Object size, OpOption... options) {
    Node node =
        run(
            "SparseSlice",
            Attrs.none(),
            options,
            indices,
            values,
            denseShape,
            ToTensor.of(start, DType.INT64, "start"),
            ToTensor.of(size, DType.INT64, "size"));
    return new SparseTensor(node.output(0), node.output(1), node.output(2));
  }
}
