package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.lists.Rows;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Rows of different lengths as values and where each row ends: {@code RaggedRange}, {@code
 * RaggedGather}, {@code RaggedTensorToSparse}.
 */
final class RaggedOps {
  private RaggedOps() {}

  static List<OpDef> defs() {
    return List.of(
        OpDef.named("RaggedRange")
            .inputs("starts: T", "limits: T", "deltas: T")
            .outputs("rt_nested_splits: Tsplits", "rt_dense_values: T")
            .attr("T", AttrKind.TYPE, DType.INT32)
            .allow("T", DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64)
            .attr("Tsplits", AttrKind.TYPE, DType.INT64)
            .allow("Tsplits", DTypeSets.indices())
            .infer(RaggedOps::inferRange)
            .kernel(RaggedOps::range)
            .notDifferentiable()
            .build(),
        OpDef.named("RaggedGather")
            .inputs(
                "params_nested_splits: PARAMS_RAGGED_RANK * Tsplits",
                "params_dense_values: Tvalues",
                "indices: Tindices")
            .outputs(
                "output_nested_splits: OUTPUT_RAGGED_RANK * Tsplits",
                "output_dense_values: Tvalues")
            .attr("Tindices", AttrKind.TYPE)
            .allow("Tindices", DTypeSets.indices())
            .attr("Tsplits", AttrKind.TYPE, DType.INT64)
            .allow("Tsplits", DTypeSets.indices())
            .attr("PARAMS_RAGGED_RANK", AttrKind.INT)
            .atLeast("PARAMS_RAGGED_RANK", 1)
            .attr("OUTPUT_RAGGED_RANK", AttrKind.INT)
            .atLeast("OUTPUT_RAGGED_RANK", 0)
            .infer(RaggedOps::inferGather)
            .kernel(RaggedOps::gather)
            .gradientLater()
            .build(),
        OpDef.named("RaggedTensorToSparse")
            .inputs("rt_nested_splits: RAGGED_RANK * Tsplits", "rt_dense_values: T")
            .outputs("sparse_indices: int64", "sparse_values: T", "sparse_dense_shape: int64")
            .attr("RAGGED_RANK", AttrKind.INT)
            .atLeast("RAGGED_RANK", 1)
            .attr("Tsplits", AttrKind.TYPE, DType.INT64)
            .allow("Tsplits", DTypeSets.indices())
            .infer(RaggedOps::inferSparse)
            .kernel(RaggedOps::sparse)
            .gradientLater()
            .build());
  }

  private static List<Shape> inferRange(InferCall call) {
    long rows = Shape.UNKNOWN_SIZE;
    for (int i = 0; i < 3; i++) {
      Shape shape = call.shape(i);
      if (!shape.hasKnownRank()) {
        continue;
      }
      if (shape.rank() > 1) {
        throw call.invalid("starts, limits and deltas are vectors or numbers, given %s", shape);
      }
      if (shape.rank() == 1 && shape.dim(0) >= 0) {
        if (rows >= 0 && rows != shape.dim(0)) {
          throw call.invalid("%d rows, or %d", rows, shape.dim(0));
        }
        rows = shape.dim(0);
      }
    }
    boolean scalars = true;
    for (int i = 0; i < 3; i++) {
      scalars &= call.shape(i).hasKnownRank() && call.shape(i).rank() == 0;
    }
    rows = scalars ? 1 : rows;
    return List.of(rows < 0 ? Dims.unknown(1) : Shape.of(rows + 1), Dims.unknown(1));
  }

  private static List<EagerTensor> range(KernelCall call) {
    DType dtype = call.input(0).dtype();
    int rows = -1;
    for (int i = 0; i < 3; i++) {
      Shape shape = call.input(i).shape();
      if (shape.rank() > 1) {
        throw call.invalid("starts, limits and deltas are vectors or numbers, given %s", shape);
      }
      if (shape.rank() == 1) {
        if (rows >= 0 && rows != shape.dim(0)) {
          throw call.invalid("%d rows, or %d", rows, shape.dim(0));
        }
        rows = (int) shape.dim(0);
      }
    }
    rows = rows < 0 ? 1 : rows;
    double[][] numbers = new double[3][];
    for (int i = 0; i < 3; i++) {
      numbers[i] =
          dtype.isFloating()
              ? ElementArrays.doubles(call.input(i))
              : Arrays.stream(ElementArrays.longs(call.input(i))).asDoubleStream().toArray();
    }
    long[] splits = new long[rows + 1];
    List<Double> values = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      double start = numbers[0][numbers[0].length == 1 ? 0 : r];
      double limit = numbers[1][numbers[1].length == 1 ? 0 : r];
      double delta = numbers[2][numbers[2].length == 1 ? 0 : r];
      if (delta == 0) {
        throw call.invalid("a delta of 0 leads nowhere");
      }
      long size =
          (delta > 0 ? start >= limit : start <= limit)
              ? 0
              : (long) Math.ceil(Math.abs((limit - start) / delta));
      if (size > Integer.MAX_VALUE - 8 - values.size()) {
        throw call.invalid("%d values are too many", size);
      }
      double value = start;
      for (long i = 0; i < size; i++) {
        values.add(value);
        value = dtype == DType.FLOAT32 ? (float) value + (float) delta : value + delta;
      }
      splits[r + 1] = values.size();
    }
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    Shape shape = Shape.of(all.length);
    EagerTensor out =
        dtype.isFloating()
            ? ElementArrays.tensor(dtype, shape, all)
            : ElementArrays.tensor(
                dtype, shape, Arrays.stream(all).mapToLong(x -> (long) x).toArray());
    return List.of(
        ElementArrays.tensor(call.<DType>attr("Tsplits"), Shape.of(rows + 1), splits), out);
  }

  private static List<Shape> inferGather(InferCall call) {
    int nested = call.<Long>attr("PARAMS_RAGGED_RANK").intValue();
    int out = call.<Long>attr("OUTPUT_RAGGED_RANK").intValue();
    Shape values = call.shape(nested);
    Shape indices = call.shape(nested + 1);
    if (indices.hasKnownRank() && out != indices.rank() + nested - 1) {
      throw call.invalid("%d splits for indices of %s into %d splits", out, indices, nested);
    }
    for (int i = 0; i < nested; i++) {
      Dims.rank(call, i, 1);
    }
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < out; i++) {
      shapes.add(Dims.unknown(1));
    }
    shapes.add(values.hasKnownRank() && values.rank() > 0 ? Dims.with(values, 0, -1) : values);
    return shapes;
  }

  private static long[] splits(KernelCall call, int input, long end) {
    long[] splits = ElementArrays.longs(call.input(input));
    if (splits.length == 0 || splits[0] != 0) {
      throw call.invalid("row splits begin with 0, given %s", Arrays.toString(splits));
    }
    for (int i = 1; i < splits.length; i++) {
      if (splits[i] < splits[i - 1]) {
        throw call.invalid("row splits ascend, given %s", Arrays.toString(splits));
      }
    }
    if (end >= 0 && splits[splits.length - 1] > end) {
      throw call.invalid("rows end at %d, there are %d values", splits[splits.length - 1], end);
    }
    return splits;
  }

  private static List<EagerTensor> gather(KernelCall call) {
    int nested = call.<Long>attr("PARAMS_RAGGED_RANK").intValue();
    int wanted = call.<Long>attr("OUTPUT_RAGGED_RANK").intValue();
    EagerTensor values = call.input(nested);
    EagerTensor indices = call.input(nested + 1);
    if (values.shape().rank() < 1 || wanted != indices.shape().rank() + nested - 1) {
      throw call.invalid("%d splits for indices of %s", wanted, indices.shape());
    }
    long[][] splits = new long[nested][];
    for (int i = nested - 1; i >= 0; i--) {
      long end = i == nested - 1 ? values.shape().dim(0) : splits[i + 1].length - 1;
      splits[i] = splits(call, i, end);
    }
    List<EagerTensor> out = new ArrayList<>();
    DType type = call.attr("Tsplits");
    Shape outer = indices.shape();
    for (int d = 1; d < outer.rank(); d++) {
      long rows = Dims.product(outer, 0, d);
      long[] even = new long[(int) rows + 1];
      long each = outer.dim(d);
      Arrays.setAll(even, i -> i * each);
      out.add(ElementArrays.tensor(type, Shape.of(even.length), even));
    }
    long[] rows = ElementArrays.longs(indices);
    for (int i = 0; i < nested; i++) {
      List<Long> inner = new ArrayList<>();
      long[] made = new long[rows.length + 1];
      for (int r = 0; r < rows.length; r++) {
        if (rows[r] < 0 || rows[r] >= splits[i].length - 1) {
          throw call.invalid("index %d of %d rows", rows[r], splits[i].length - 1);
        }
        for (long k = splits[i][(int) rows[r]]; k < splits[i][(int) rows[r] + 1]; k++) {
          inner.add(k);
        }
        made[r + 1] = inner.size();
      }
      if (rows.length > 0 || out.size() < wanted) {
        out.add(ElementArrays.tensor(type, Shape.of(made.length), made));
      }
      rows = inner.stream().mapToLong(Long::longValue).toArray();
    }
    List<EagerTensor> parts = new ArrayList<>();
    for (long row : rows) {
      parts.add(Rows.row(values, row));
    }
    out.add(Rows.stack(values.dtype(), Rows.rowShape(values.shape()), parts));
    return out;
  }

  private static List<Shape> inferSparse(InferCall call) {
    int nested = call.<Long>attr("RAGGED_RANK").intValue();
    Shape values = call.shape(nested);
    for (int i = 0; i < nested; i++) {
      Dims.rank(call, i, 1);
    }
    if (!values.hasKnownRank()) {
      return List.of(Dims.unknown(2), Dims.unknown(1), Dims.unknown(1));
    }
    long dims = (long) nested + values.rank();
    long count = Dims.product(values, 0, values.rank());
    return List.of(Shape.of(count, dims), Shape.of(count), Shape.of(dims));
  }

  private static List<EagerTensor> sparse(KernelCall call) {
    int nested = call.<Long>attr("RAGGED_RANK").intValue();
    EagerTensor values = call.input(nested);
    Shape shape = values.shape();
    if (shape.rank() < 1) {
      throw call.invalid("values have rows, given a number");
    }
    long[][] splits = new long[nested][];
    long end = shape.dim(0);
    for (int i = nested - 1; i >= 0; i--) {
      splits[i] = splits(call, i, -1);
      if (splits[i][splits[i].length - 1] != end) {
        throw call.invalid("rows end at %d of %d", splits[i][splits[i].length - 1], end);
      }
      end = splits[i].length - 1L;
    }
    int dims = Math.addExact(nested, shape.rank());
    int count = ElementArrays.length(shape);
    long[] places = new long[Math.multiplyExact(count, dims)];
    long[] dense = new long[dims];
    dense[0] = splits[0].length - 1L;
    for (int i = 0; i < nested; i++) {
      for (int r = 1; r < splits[i].length; r++) {
        dense[i + 1] = Math.max(dense[i + 1], splits[i][r] - splits[i][r - 1]);
      }
    }
    System.arraycopy(shape.dims(), 1, dense, nested + 1, shape.rank() - 1);
    long each = Dims.product(shape, 1, shape.rank());
    for (int e = 0; e < count; e++) {
      long within = e % each;
      for (int d = shape.rank() - 1; d >= 1; d--) {
        places[e * dims + nested + d] = within % shape.dim(d);
        within /= shape.dim(d);
      }
      long row = e / each;
      for (int i = nested - 1; i >= 0; i--) {
        int r = 0;
        while (splits[i][r + 1] <= row) {
          r++;
        }
        places[e * dims + i + 1] = row - splits[i][r];
        row = r;
      }
      places[e * dims] = row;
    }
    return List.of(
        ElementArrays.tensor(DType.INT64, Shape.of(count, dims), places),
        reshaped(values, Shape.of(count)),
        ElementArrays.tensor(DType.INT64, Shape.of(dims), dense));
  }

  private static EagerTensor reshaped(EagerTensor values, Shape shape) {
    return values.dtype() == DType.STRING
        ? ElementArrays.tensor(shape, ElementArrays.strings(values))
        : ElementArrays.tensor(values.dtype(), shape, ElementArrays.bytes(values));
  }
}
