package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.tensor.DType;

/** The gradient of gathering slices: rows of the first dimension stay rows, others are added up. */
final class GatherGradient {
  private GatherGradient() {}

  /** Of {@code GatherV2}: sparse rows where the axis is known to be the first. */
  static Operand of(GradientCall call, Operand dy) {
    Tensor params = call.input(0);
    long batch = call.<Long>attr("batch_dims");
    int rank = rank(params);
    int indicesRank = rank(call.input(1));
    int axis = axis(call.input(2), rank);
    int b = (int) (batch < 0 ? batch + indicesRank : batch);
    if (axis == 0 && b == 0) {
      return rows(call, dy);
    }
    return added(params, call.input(1), dy.asTensor(), axis, b, indicesRank);
  }

  /** Of slices along the first dimension. */
  static IndexedSlices rows(GradientCall call, Operand dy) {
    Tensor params = call.input(0);
    Tensor shape = ShapeOp.of(params, DType.INT32);
    Tensor indices = call.input(1);
    Tensor size = ExpandDims.of(ShapeOp.size(indices, DType.INT32), 0);
    Tensor rest = StridedSlice.at(shape, new Index.Span(1, null, null));
    Tensor values = Reshape.of(dy, ConcatV2.of(List.of(size, rest), 0));
    return new IndexedSlices(values, Reshape.of(indices, size), shape);
  }

  private static int rank(Tensor tensor) {
    if (!tensor.shape().hasKnownRank()) {
      throw new UnsupportedOperationException(
          "the gradient of a gather of unknown rank is not supported yet; set the shape of "
              + tensor);
    }
    return tensor.shape().rank();
  }

  private static int axis(Tensor given, int rank) {
    Object value =
        given instanceof EagerTensor || !given.op().type().equals("Const")
            ? given
            : given.op().attrs().get("value");
    if (!(value instanceof EagerTensor number)) {
      throw new UnsupportedOperationException(
          "the gradient of a gather along an axis that is not constant is not supported yet");
    }
    return Dims.axis(
        number.longValue(), rank, (f, a) -> new IllegalArgumentException(f.formatted(a)));
  }

  /**
   * The slices added up where they came from: batch dimensions first, then the gathered one, and
   * back.
   */
  private static Tensor added(
      Tensor params, Tensor indices, Tensor dy, int axis, int b, int indicesRank) {
    int rank = params.shape().rank();
    int gathered = indicesRank - b;
    // dy: batch, outer, gathered, inner -> batch, gathered, outer, inner
    List<Integer> order = new ArrayList<>();
    addRange(order, 0, b);
    addRange(order, axis, axis + gathered);
    addRange(order, b, axis);
    addRange(order, axis + gathered, rank - 1 + gathered);
    Tensor updates = Transpose.of(dy, ints(order));
    List<Integer> moved = new ArrayList<>();
    addRange(moved, 0, b);
    moved.add(axis);
    addRange(moved, b, axis);
    addRange(moved, axis + 1, rank);
    Tensor shape = Gather.of(ShapeOp.of(params, DType.INT32), ints(moved));
    Tensor where = ScatterNd.of(batched(indices, b), updates, shape);
    return Transpose.of(where, Transpose.invert(ints(moved)));
  }

  /** The indices with the numbers of their batches before them. */
  private static Tensor batched(Tensor indices, int b) {
    Tensor own = Cast.of(indices, DType.INT32);
    Tensor shape = ShapeOp.of(own);
    List<Object> columns = new ArrayList<>();
    for (int d = 0; d < b; d++) {
      Tensor numbers = Range.of(0, StridedSlice.at(shape, d), 1);
      int rank = own.shape().rank();
      int[] dims = new int[rank];
      java.util.Arrays.fill(dims, 1);
      dims[d] = -1;
      columns.add(Arithmetic.ADD.operator(Reshape.of(numbers, dims), Likes.zeros(own)));
    }
    columns.add(own);
    return Pack.of(columns, -1);
  }

  private static void addRange(List<Integer> list, int from, int to) {
    for (int i = from; i < to; i++) {
      list.add(i);
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
