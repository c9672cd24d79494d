package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Reductions of the rows that share a segment's number, one row each: {@code SegmentSum} and so on,
 * whose numbers ascend, and {@code UnsortedSegmentSum} and so on, whose numbers are in any order.
 */
public enum SegmentOps {
  SUM(SegmentReduction.SUM, "Sum"),
  MEAN(SegmentReduction.MEAN, "Mean"),
  PROD(SegmentReduction.PROD, "Prod"),
  MAX(SegmentReduction.MAX, "Max"),
  MIN(SegmentReduction.MIN, "Min");

  private final SegmentReduction reduction;
  private final OpDef sorted;
  private final @Nullable OpDef unsorted;

  SegmentOps(SegmentReduction reduction, String word) {
    this.reduction = reduction;
    boolean ordered = word.startsWith("M") && !word.equals("Mean");
    DType[] types = ordered ? DTypeSets.real() : DTypeSets.numbers();
    this.sorted =
        OpDef.named("Segment" + word)
            .inputs("data: T", "segment_ids: Tindices")
            .outputs("output: T")
            .allow("T", types)
            .allow("Tindices", DTypeSets.indices())
            .infer(SegmentOps::inferSorted)
            .compute(this::computeSorted)
            .gradient((call, dys) -> SegmentGradients.sorted(call, dys, reduction))
            .build();
    boolean sum = word.equals("Sum");
    this.unsorted =
        word.equals("Mean")
            ? null
            : OpDef.named("UnsortedSegment" + word)
                .inputs("data: T", "segment_ids: Tindices", "num_segments: Tnumsegments")
                .outputs("output: T")
                .allow("T", types)
                .allow(
                    "Tindices",
                    sum ? DTypeSets.with(DTypeSets.indices(), DType.INT16) : DTypeSets.indices())
                .attr("Tnumsegments", AttrKind.TYPE, DType.INT32)
                .allow("Tnumsegments", DTypeSets.indices())
                .infer(SegmentOps::inferUnsorted)
                .compute(this::computeUnsorted)
                .gradient((call, dys) -> SegmentGradients.unsorted(call, dys, reduction))
                .build();
  }

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    for (SegmentOps row : values()) {
      defs.add(row.sorted);
      if (row.unsorted != null) {
        defs.add(row.unsorted);
      }
    }
    return defs;
  }

  /** Counterpart: {@code tf.math.segment_sum} and relatives. */
  public Tensor of(Object data, Object segmentIds, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, sorted.name()))) {
      return sorted.call(
          scope.name(),
          Attrs.none(),
          ToTensor.of(data, null, "data"),
          ToTensor.of(segmentIds, null, "segment_ids"));
    }
  }

  /**
   * Counterpart: {@code tf.math.unsorted_segment_sum} and relatives.
   *
   * @throws UnsupportedOperationException for the mean, which TensorFlow composes of others
   */
  public Tensor unsorted(Object data, Object segmentIds, Object numSegments, OpOption... options) {
    if (unsorted == null) {
      throw new UnsupportedOperationException(
          "unsorted_segment_mean: divide the sum by the number of rows of each segment");
    }
    try (NameScope scope = NameScope.enter(Named.among(options, unsorted.name()))) {
      return unsorted.call(
          scope.name(),
          Attrs.none(),
          ToTensor.of(data, null, "data"),
          ToTensor.of(segmentIds, null, "segment_ids"),
          ToTensor.beside(DType.INT32, numSegments, "num_segments"));
    }
  }

  private static List<Shape> inferSorted(InferCall call) {
    Shape ids = call.shape(1);
    if (ids.hasKnownRank() && ids.rank() != 1) {
      throw call.invalid("segment_ids must be a vector, given shape %s", ids);
    }
    return List.of(withRows(call, call.shape(0), Shape.UNKNOWN_SIZE));
  }

  /** The shape of rows of {@code data}, as many as are said. */
  static Shape withRows(InferCall call, Shape data, long rows) {
    if (!data.hasKnownRank()) {
      return data;
    }
    if (data.rank() < 1) {
      throw call.invalid("data must have rows, given a scalar");
    }
    long[] dims = data.dims();
    dims[0] = rows;
    return Shape.of(dims);
  }

  private EagerTensor computeSorted(KernelCall call) {
    EagerTensor data = call.input(0);
    long[] ids = ElementArrays.longs(call.input(1));
    if (data.shape().rank() < 1 || ids.length != data.shape().dim(0)) {
      throw call.invalid("%d segment_ids for data of shape %s", ids.length, data.shape());
    }
    requireAscending(call, ids);
    long rows = ids.length == 0 ? 0 : ids[ids.length - 1] + 1;
    return reduction.reduce(data, ids, rows(call, data, 1, rows), false);
  }

  static void requireAscending(KernelCall call, long[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || (i > 0 && ids[i] < ids[i - 1])) {
        throw call.invalid("segment_ids must ascend from 0 on; number %d is %d", i, ids[i]);
      }
    }
  }

  private static Shape rows(KernelCall call, EagerTensor data, int replaced, long rows) {
    long[] dims = data.shape().dims();
    long[] out = new long[dims.length - replaced + 1];
    out[0] = rows;
    System.arraycopy(dims, replaced, out, 1, out.length - 1);
    if (rows > Integer.MAX_VALUE) {
      throw call.invalid("%d segments are too many", rows);
    }
    return Shape.of(out);
  }

  private static List<Shape> inferUnsorted(InferCall call) {
    Shape data = call.shape(0);
    Shape ids = call.shape(1);
    if (call.shape(2).hasKnownRank() && call.shape(2).rank() != 0) {
      throw call.invalid("num_segments must be a scalar, given shape %s", call.shape(2));
    }
    RawTensor count = call.constant(2);
    long rows = count == null ? Shape.UNKNOWN_SIZE : EagerTensor.of(count).longValue();
    if (count != null && rows < 0) {
      throw call.invalid("num_segments is %d", rows);
    }
    if (!data.hasKnownRank() || !ids.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    if (ids.rank() > data.rank()) {
      throw call.invalid("segment_ids of %s for data of %s", ids, data);
    }
    for (int i = 0; i < ids.rank(); i++) {
      if (ids.dim(i) >= 0 && data.dim(i) >= 0 && ids.dim(i) != data.dim(i)) {
        throw call.invalid("data of %s does not begin with the shape %s of its ids", data, ids);
      }
    }
    long[] out = new long[data.rank() - ids.rank() + 1];
    out[0] = rows;
    System.arraycopy(data.dims(), ids.rank(), out, 1, out.length - 1);
    return List.of(Shape.of(out));
  }

  private EagerTensor computeUnsorted(KernelCall call) {
    EagerTensor data = call.input(0);
    Shape ids = call.input(1).shape();
    long count = call.input(2).longValue();
    if (ids.rank() > data.shape().rank()
        || !Arrays.equals(Arrays.copyOf(data.shape().dims(), ids.rank()), ids.dims())) {
      throw call.invalid(
          "data of %s does not begin with the shape %s of its ids", data.shape(), ids);
    }
    if (count < 0) {
      throw call.invalid("num_segments is %d", count);
    }
    long[] numbers = ElementArrays.longs(call.input(1));
    for (long number : numbers) {
      if (number >= count) {
        throw call.invalid("segment id %d of %d segments", number, count);
      }
    }
    return reduction.reduce(data, numbers, rows(call, data, ids.rank(), count), true);
  }
}
