package org.ckpt4j.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Shapes that a graph's tensors will hold as numbers, as far as they are known while it is built:
 * seen through the operations that programs make shapes with.
 *
 * <p>Counterpart: {@code ShapeRefiner::ConstantPartialShape}.
 */
final class KnownShapes {
  private KnownShapes() {}

  /**
   * @throws IllegalArgumentException if the tensor cannot hold a shape
   */
  static Shape of(Tensor tensor) {
    Shape sizes = tensor.shape();
    if (sizes.hasKnownRank() && sizes.rank() > 1) {
      throw new IllegalArgumentException("a shape is a vector of sizes; this is of shape " + sizes);
    }
    if (tensor instanceof EagerTensor || sizes.isScalar()) {
      return ofNumbers(KnownValues.of(tensor), sizes);
    }
    if (sizes.hasKnownRank() && sizes.dim(0) == 0) {
      return Shape.scalar();
    }
    Node node = tensor.op();
    return switch (node.type()) {
      case "Shape", "ShapeN" -> node.inputs().get(tensor.outputIndex()).shape();
      case "VariableShape" -> ofVariable(node.inputs().get(0).handleSpec());
      case "Pack" -> packed(node);
      case "Concat" -> joined(node.inputs().subList(1, node.inputs().size()));
      case "ConcatV2" -> joined(node.inputs().subList(0, node.inputs().size() - 1));
      case "StridedSlice" -> sliced(node, tensor);
      case "Cast" -> cast(node, tensor);
      default -> ofNumbers(KnownValues.of(tensor), sizes);
    };
  }

  private static Shape ofNumbers(@Nullable EagerTensor value, Shape sizes) {
    if (value == null) {
      if (sizes.isScalar()) {
        throw new IllegalArgumentException(
            "a shape must be a vector of sizes, or the scalar -1 for an unknown one");
      }
      return sizes.hasKnownRank() && sizes.dim(0) >= 0
          ? unknown((int) sizes.dim(0))
          : Shape.unknown();
    }
    if (value.dtype() != DType.INT32 && value.dtype() != DType.INT64) {
      throw new IllegalArgumentException("sizes are int32 or int64, not " + value.dtype());
    }
    long[] numbers = ElementArrays.longs(value);
    if (value.shape().isScalar()) {
      if (numbers[0] != Shape.UNKNOWN_SIZE) {
        throw new IllegalArgumentException(
            "a shape must be a vector of sizes, or the scalar -1; this is " + numbers[0]);
      }
      return Shape.unknown();
    }
    for (long number : numbers) {
      if (number < Shape.UNKNOWN_SIZE) {
        throw new IllegalArgumentException("a shape holds the size " + number);
      }
    }
    return Shape.of(numbers);
  }

  private static Shape ofVariable(@Nullable TensorSpec variable) {
    return variable == null ? Shape.unknown() : variable.shape();
  }

  private static Shape unknown(int rank) {
    long[] sizes = new long[rank];
    Arrays.fill(sizes, Shape.UNKNOWN_SIZE);
    return Shape.of(sizes);
  }

  private static Shape packed(Node pack) {
    long[] sizes = new long[pack.inputs().size()];
    for (int i = 0; i < sizes.length; i++) {
      EagerTensor size = KnownValues.of(pack.inputs().get(i));
      boolean known = size != null && size.shape().isScalar();
      sizes[i] = known ? Math.max(Shape.UNKNOWN_SIZE, size.longValue()) : Shape.UNKNOWN_SIZE;
    }
    return Shape.of(sizes);
  }

  private static Shape joined(List<? extends Tensor> parts) {
    List<Long> sizes = new ArrayList<>();
    for (Tensor part : parts) {
      Shape shape = of(part);
      if (!shape.hasKnownRank()) {
        return Shape.unknown();
      }
      for (long size : shape.dims()) {
        sizes.add(size);
      }
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static Shape cast(Node cast, Tensor tensor) {
    EagerTensor value = KnownValues.of(tensor);
    if (value != null) {
      return ofNumbers(value, tensor.shape());
    }
    DType to = tensor.dtype();
    if (to != DType.INT32 && to != DType.INT64) {
      return ofNumbers(null, tensor.shape());
    }
    return of(cast.inputs().get(0));
  }

  /** A slice of one dimension without masks for ellipsis, new axes and dropped ones. */
  private static Shape sliced(Node slice, Tensor tensor) {
    Attrs attrs = slice.attrs();
    boolean plain =
        attrs.<Long>get("ellipsis_mask") == 0
            && attrs.<Long>get("new_axis_mask") == 0
            && attrs.<Long>get("shrink_axis_mask") == 0
            && attrs.<Long>get("begin_mask") <= 1
            && attrs.<Long>get("end_mask") <= 1;
    Shape whole = plain ? of(slice.inputs().get(0)) : Shape.unknown();
    EagerTensor stride = KnownValues.of(slice.inputs().get(3));
    EagerTensor begin = KnownValues.of(slice.inputs().get(1));
    EagerTensor end = KnownValues.of(slice.inputs().get(2));
    boolean beginMasked = plain && attrs.<Long>get("begin_mask") == 1;
    boolean endMasked = plain && attrs.<Long>get("end_mask") == 1;
    if (!whole.hasKnownRank()
        || !isOne(stride)
        || !(beginMasked || isOne(begin))
        || !(endMasked || isOne(end))) {
      return ofNumbers(KnownValues.of(tensor), tensor.shape());
    }
    long step = stride.longValue();
    if (step == 0) {
      return Shape.unknown();
    }
    long rank = whole.rank();
    long first = beginMasked ? (step > 0 ? 0 : rank - 1) : clamp(begin.longValue(), rank, step);
    long last = endMasked ? (step > 0 ? rank : -1) : clamp(end.longValue(), rank, step);
    List<Long> sizes = new ArrayList<>();
    for (long i = first; step > 0 ? i < last : i > last; i += step) {
      sizes.add(whole.dim((int) i));
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static boolean isOne(@Nullable EagerTensor value) {
    return value != null && value.shape().numElements() == 1;
  }

  private static long clamp(long index, long rank, long step) {
    long at = index < 0 ? index + rank : index;
    return step > 0 ? Math.max(0, Math.min(rank, at)) : Math.max(-1, Math.min(rank - 1, at));
  }
}
