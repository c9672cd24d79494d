package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
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
 * Rows picked by number, then reduced by segment, one row each: {@code SparseSegmentSum}, {@code
 * SparseSegmentMean} and {@code SparseSegmentSqrtN}, with a given number of segments or without,
 * and their gradients.
 */
public enum SparseSegmentOps {
  SUM("Sum"),
  MEAN("Mean"),
  SQRT_N("SqrtN");

  private final String opName;
  private final OpDef def;
  private final OpDef counted;
  private final OpDef gradient;
  private final OpDef gradientV2;

  SparseSegmentOps(String word) {
    this.opName = "SparseSegment" + word;
    DType[] types = word.equals("Sum") ? DTypeSets.real() : DTypeSets.floats();
    this.def = forward(opName, types, false);
    this.counted = forward(opName + "WithNumSegments", types, true);
    this.gradient =
        indices(
                OpDef.named(opName + "Grad")
                    .inputs(
                        "grad: T",
                        "indices: Tidx",
                        "segment_ids: Tsegmentids",
                        "output_dim0: int32")
                    .outputs("output: T")
                    .allow("T", DTypeSets.floats()))
            .infer(SparseSegmentOps::inferGradient)
            .compute(
                call -> {
                  long rows = call.input(3).longValue();
                  return computeGradient(
                      call, ElementArrays.longs(call.input(1)), Math.toIntExact(rows));
                })
            .noGradient()
            .build();
    this.gradientV2 =
        indices(
                OpDef.named(opName + "GradV2")
                    .inputs(
                        "grad: T",
                        "indices: Tidx",
                        "segment_ids: Tsegmentids",
                        "dense_output_dim0: int32")
                    .outputs("output: T", "sorted_unique_indices: Tidx")
                    .allow("T", DTypeSets.floats()))
            .infer(
                call ->
                    List.of(
                        SegmentOps.withRows(call, call.shape(0), Shape.UNKNOWN_SIZE),
                        Shape.of(Shape.UNKNOWN_SIZE)))
            .kernel(this::computeGradientV2)
            .noGradient()
            .build();
  }

  private static OpDef.Builder indices(OpDef.Builder def) {
    return def.attr("Tidx", AttrKind.TYPE, DType.INT32)
        .allow("Tidx", DTypeSets.indices())
        .attr("Tsegmentids", AttrKind.TYPE, DType.INT32)
        .allow("Tsegmentids", DTypeSets.indices());
  }

  private OpDef forward(String name, DType[] types, boolean withCount) {
    OpDef.Builder builder =
        indices(
            OpDef.named(name)
                .inputs("data: T", "indices: Tidx", "segment_ids: Tsegmentids")
                .outputs("output: T")
                .allow("T", types));
    if (withCount) {
      builder
          .inputs("num_segments: Tnumsegments")
          .attr("Tnumsegments", AttrKind.TYPE, DType.INT32)
          .allow("Tnumsegments", DTypeSets.indices());
    }
    return builder
        .attr("sparse_gradient", AttrKind.BOOL, false)
        .infer(call -> infer(call, withCount))
        .compute(call -> compute(call, withCount))
        .gradient(
            (call, dys) -> {
              Operand dy = Objects.requireNonNull(dys.get(0));
              Tensor data = SegmentGradients.ofSparse(call, dy, opName + "Grad");
              List<@Nullable Operand> all = new ArrayList<>(Arrays.asList(data, null, null));
              if (withCount) {
                all.add(null);
              }
              return all;
            })
        .build();
  }

  static List<OpDef> defs() {
    return Arrays.stream(values())
        .flatMap(r -> List.of(r.def, r.counted, r.gradient, r.gradientV2).stream())
        .toList();
  }

  /** Counterpart: {@code tf.sparse.segment_sum}, {@code segment_mean}, {@code segment_sqrt_n}. */
  public Tensor of(Object data, Object indices, Object segmentIds, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, opName))) {
      return def.call(
          scope.name(),
          Attrs.none(),
          ToTensor.of(data, null, "data"),
          ToTensor.of(indices, null, "indices"),
          ToTensor.of(segmentIds, null, "segment_ids"));
    }
  }

  private static List<Shape> infer(InferCall call, boolean withCount) {
    checkVectors(call);
    return List.of(SegmentOps.withRows(call, call.shape(0), withCount ? count(call, 3) : -1));
  }

  private static void checkVectors(InferCall call) {
    for (int i = 1; i < 3; i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() != 1) {
        throw call.invalid("input %d must be a vector, given shape %s", i, call.shape(i));
      }
    }
    if (!call.shape(1).isCompatibleWith(call.shape(2))) {
      throw call.invalid("%s indices, %s segment_ids", call.shape(1), call.shape(2));
    }
  }

  private static long count(InferCall call, int input) {
    RawTensor count = call.constant(input);
    if (count == null || count.shape().rank() != 0) {
      return Shape.UNKNOWN_SIZE;
    }
    long rows = EagerTensor.of(count).longValue();
    if (rows < 0) {
      throw call.invalid("input %d is %d", input, rows);
    }
    return rows;
  }

  private static List<Shape> inferGradient(InferCall call) {
    checkVectors(call);
    return List.of(SegmentOps.withRows(call, call.shape(0), count(call, 3)));
  }

  private double scale(int count) {
    return switch (this) {
      case SUM -> 1;
      case MEAN -> 1.0 / count;
      case SQRT_N -> 1 / Math.sqrt(count);
    };
  }

  private static int width(EagerTensor data) {
    long rows = data.shape().dim(0);
    return rows == 0 ? 0 : Math.toIntExact(data.shape().numElements() / rows);
  }

  private EagerTensor compute(KernelCall call, boolean withCount) {
    EagerTensor data = call.input(0);
    long[] indices = ElementArrays.longs(call.input(1));
    long[] segments = ElementArrays.longs(call.input(2));
    if (data.shape().rank() < 1 || indices.length != segments.length) {
      throw call.invalid("%d indices, %d segment_ids", indices.length, segments.length);
    }
    SegmentOps.requireAscending(call, segments);
    for (long index : indices) {
      if (index < 0 || index >= data.shape().dim(0)) {
        throw call.invalid("index %d of %d rows", index, data.shape().dim(0));
      }
    }
    long last = segments.length == 0 ? 0 : segments[segments.length - 1] + 1;
    long rows = withCount ? call.input(3).longValue() : last;
    if (rows < last) {
      throw call.invalid("segment id %d of %d segments", last - 1, rows);
    }
    long[] dims = data.shape().dims();
    dims[0] = rows;
    Shape shape = Shape.of(dims);
    int n = ElementArrays.length(shape);
    int width = width(data);
    if (!data.dtype().isFloating()) {
      long[] in = ElementArrays.longs(data);
      long[] out = new long[n];
      for (int i = 0; i < indices.length; i++) {
        for (int j = 0; j < width; j++) {
          out[(int) segments[i] * width + j] += in[(int) indices[i] * width + j];
        }
      }
      return ElementArrays.tensor(data.dtype(), shape, out);
    }
    int[] counts = counts(segments, rows);
    double[] in = ElementArrays.doubles(data);
    double[] out = new double[n];
    for (int i = 0; i < indices.length; i++) {
      for (int j = 0; j < width; j++) {
        out[(int) segments[i] * width + j] += in[(int) indices[i] * width + j];
      }
    }
    for (int i = 0; i < n; i++) {
      out[i] = counts[i / width] == 0 ? 0 : out[i] * scale(counts[i / width]);
    }
    return ElementArrays.tensor(data.dtype(), shape, out);
  }

  private static int[] counts(long[] segments, long rows) {
    int[] counts = new int[Math.toIntExact(rows)];
    for (long segment : segments) {
      counts[(int) segment]++;
    }
    return counts;
  }

  private EagerTensor computeGradient(KernelCall call, long[] indices, int rows) {
    EagerTensor dy = call.input(0);
    long[] segments = ElementArrays.longs(call.input(2));
    if (dy.shape().rank() < 1 || indices.length != segments.length || rows < 0) {
      throw call.invalid("%d indices, %d segment_ids", indices.length, segments.length);
    }
    int width = width(dy);
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= rows) {
        throw call.invalid("index %d of %d rows", indices[i], rows);
      }
      if (segments[i] < 0 || segments[i] >= dy.shape().dim(0)) {
        throw call.invalid("segment id %d of %d segments", segments[i], dy.shape().dim(0));
      }
    }
    int[] counts = counts(segments, dy.shape().dim(0));
    double[] in = ElementArrays.doubles(dy);
    long[] dims = dy.shape().dims();
    dims[0] = rows;
    double[] out = new double[rows * width];
    for (int i = 0; i < indices.length; i++) {
      double scale = scale(counts[(int) segments[i]]);
      for (int j = 0; j < width; j++) {
        out[(int) indices[i] * width + j] += in[(int) segments[i] * width + j] * scale;
      }
    }
    return ElementArrays.tensor(dy.dtype(), Shape.of(dims), out);
  }

  /** As the first version, but only the rows that are touched, and which they are. */
  private List<EagerTensor> computeGradientV2(KernelCall call) {
    long[] indices = ElementArrays.longs(call.input(1));
    long dense = call.input(3).longValue();
    TreeSet<Long> unique = new TreeSet<>();
    for (long index : indices) {
      if (index < 0 || index >= dense) {
        throw call.invalid("index %d of %d rows", index, dense);
      }
      unique.add(index);
    }
    long[] sorted = unique.stream().mapToLong(Long::longValue).toArray();
    long[] places = new long[indices.length];
    Arrays.setAll(places, i -> Arrays.binarySearch(sorted, indices[i]));
    return List.of(
        computeGradient(call, places, sorted.length),
        ElementArrays.tensor(call.input(1).dtype(), Shape.of(sorted.length), sorted));
  }
}
