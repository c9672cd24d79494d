package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code StridedSlice}: Python's slicing, {@code t[0, 1:5:2, ..., tf.newaxis]}. */
public final class StridedSlice {
  private static final List<String> MASKS =
      List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

  public static final OpDef DEF =
      OpDef.named("StridedSlice")
          .inputs("input: T", "begin: Index", "end: Index", "strides: Index")
          .outputs("output: T")
          .attr("begin_mask", AttrKind.INT, 0)
          .attr("end_mask", AttrKind.INT, 0)
          .attr("ellipsis_mask", AttrKind.INT, 0)
          .attr("new_axis_mask", AttrKind.INT, 0)
          .attr("shrink_axis_mask", AttrKind.INT, 0)
          .infer(StridedSlice::infer)
          .compute(StridedSlice::compute)
          .gradientLater()
          .build();

  private StridedSlice() {}

  /** {@code t[i]}, {@code t[i, j]}: the dimensions indexed fall away. */
  public static Tensor at(Operand tensor, long... indices) {
    Tensor input = tensor.asTensor();
    long[] end = Arrays.stream(indices).map(i -> i + 1).toArray();
    long[] strides = new long[indices.length];
    Arrays.fill(strides, 1);
    long shrink = (1L << indices.length) - 1;
    // The end of t[-1] is the end of the dimension, which no number names.
    long open = 0;
    for (int i = 0; i < end.length; i++) {
      open |= end[i] == 0 ? 1L << i : 0;
    }
    try (NameScope scope = NameScope.enter("strided_slice")) {
      return DEF.call(
          scope.name(),
          Attrs.of("shrink_axis_mask", shrink, "end_mask", open),
          input,
          ToTensor.of(indices, DType.INT32, "stack"),
          ToTensor.of(end, DType.INT32, "stack_1"),
          ToTensor.of(strides, DType.INT32, "stack_2"));
    }
  }

  private static List<Shape> infer(InferCall call) {
    RawTensor begin = call.constant(1);
    RawTensor end = call.constant(2);
    RawTensor strides = call.constant(3);
    Shape in = call.shape(0);
    if (begin == null || end == null || strides == null || !in.isFullyDefined()) {
      return List.of(Shape.unknown());
    }
    long[] masks = MASKS.stream().mapToLong(call::<Long>attr).toArray();
    try {
      return List.of(
          SlicePlan.of(in, Fill.longs(begin), Fill.longs(end), Fill.longs(strides), masks).shape);
    } catch (IllegalArgumentException e) {
      throw call.invalid("%s", e.getMessage());
    }
  }

  private static EagerTensor compute(KernelCall call) {
    long[] masks = MASKS.stream().mapToLong(call::<Long>attr).toArray();
    EagerTensor in = call.input(0);
    SlicePlan plan;
    try {
      plan =
          SlicePlan.of(
              in.shape(),
              Fill.longs(call.input(1).raw()),
              Fill.longs(call.input(2).raw()),
              Fill.longs(call.input(3).raw()),
              masks);
    } catch (IllegalArgumentException e) {
      throw new InvalidArgumentError("StridedSlice: " + e.getMessage(), e);
    }
    RawTensor box = Cutting.cut(in, plan.from, plan.strides, plan.box).raw();
    return EagerTensor.of(
        box.dtype().isFixedWidth()
            ? RawTensor.of(box.dtype(), plan.shape, box.bytes())
            : RawTensor.ofElements(box.dtype(), plan.shape, box.elements()));
  }

  /** The masks resolved: for each dimension of the input where to begin, how to step, how many. */
  private record SlicePlan(long[] from, long[] strides, Shape box, Shape shape) {
    static SlicePlan of(Shape in, long[] begin, long[] end, long[] strides, long[] masks) {
      int rank = in.rank();
      int sparse = begin.length;
      int ellipsis = masks[2] == 0 ? sparse : Long.numberOfTrailingZeros(masks[2]);
      if (Long.bitCount(masks[2]) > 1) {
        throw new IllegalArgumentException("more than one ellipsis");
      }
      int newAfter = 0;
      for (int i = ellipsis + 1; i < sparse; i++) {
        newAfter += bit(masks[3], i) ? 1 : 0;
      }
      long[] from = new long[rank];
      long[] step = new long[rank];
      long[] count = new long[rank];
      List<Long> dims = new ArrayList<>();
      int d = 0;
      for (int i = 0; i < sparse; i++) {
        if (i == ellipsis) {
          int upTo = rank - (sparse - i - 1 - newAfter);
          for (; d < upTo; d++) {
            whole(in, d, from, step, count, dims);
          }
        } else if (bit(masks[3], i)) {
          dims.add(1L);
        } else {
          if (d >= rank) {
            throw new IllegalArgumentException("more indices than dimensions; the rank is " + rank);
          }
          boolean shrink = bit(masks[4], i);
          Long size =
              shrink
                  ? one(in.dim(d), begin[i], d, from, step)
                  : range(in, d, begin[i], end[i], strides[i], masks, i, from, step);
          count[d] = size == null ? 1 : size;
          if (size != null) {
            dims.add(size);
          }
          d++;
        }
      }
      for (; d < rank; d++) {
        whole(in, d, from, step, count, dims);
      }
      Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
      return new SlicePlan(from, step, Shape.of(count), shape);
    }

    private static boolean bit(long mask, int i) {
      return (mask >> i & 1) == 1;
    }

    private static void whole(
        Shape in, int d, long[] from, long[] step, long[] count, List<Long> dims) {
      step[d] = 1;
      count[d] = in.dim(d);
      from[d] = 0;
      dims.add(in.dim(d));
    }

    private static @Nullable Long one(long size, long index, int d, long[] from, long[] step) {
      long resolved = index < 0 ? index + size : index;
      if (resolved < 0 || resolved >= size) {
        throw new IllegalArgumentException(
            "index %d lies beyond dimension %d of size %d".formatted(index, d, size));
      }
      from[d] = resolved;
      step[d] = 1;
      return null;
    }

    private static Long range(
        Shape in,
        int d,
        long begin,
        long end,
        long stride,
        long[] masks,
        int i,
        long[] from,
        long[] step) {
      if (stride == 0) {
        throw new IllegalArgumentException("stride " + i + " is zero");
      }
      long size = in.dim(d);
      long low = stride > 0 ? 0 : -1;
      long high = stride > 0 ? size : size - 1;
      long first = bit(masks[0], i) ? (stride > 0 ? low : high) : clamp(begin, size, low, high);
      long last = bit(masks[1], i) ? (stride > 0 ? high : low) : clamp(end, size, low, high);
      from[d] = first;
      step[d] = stride;
      long span = stride > 0 ? last - first : first - last;
      return span <= 0 ? 0 : (span + Math.abs(stride) - 1) / Math.abs(stride);
    }

    private static long clamp(long index, long size, long low, long high) {
      long resolved = index < 0 ? index + size : index;
      return Math.min(Math.max(resolved, low), high);
    }
  }
}
