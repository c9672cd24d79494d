package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code SparseFillEmptyRows}: rows without a value get a default at their beginning. */
final class SparseFillEmptyRows {
  static final OpDef DEF =
      OpDef.named("SparseFillEmptyRows")
          .inputs("indices: int64", "values: T", "dense_shape: int64", "default_value: T")
          .outputs(
              "output_indices: int64",
              "output_values: T",
              "empty_row_indicator: bool",
              "reverse_index_map: int64")
          .infer(
              call -> {
                SparseShapes.check(call, 0, 1, 2);
                if (call.shape(3).hasKnownRank() && call.shape(3).rank() != 0) {
                  throw call.invalid("default_value must be a scalar");
                }
                Shape any = Shape.of(Shape.UNKNOWN_SIZE);
                return List.of(
                    Shape.of(Shape.UNKNOWN_SIZE, SparseShapes.size(call, 2, 0)),
                    any,
                    any,
                    Shape.of(SparseShapes.size(call, 0, 0)));
              })
          .kernel(SparseFillEmptyRows::compute)
          .gradient(SparseFillEmptyRows::gradient)
          .build();
  static final OpDef GRADIENT =
      OpDef.named("SparseFillEmptyRowsGrad")
          .inputs("reverse_index_map: int64", "grad_values: T")
          .outputs("d_values: T", "d_default_value: T")
          .infer(call -> List.of(call.shape(0), Shape.scalar()))
          .kernel(SparseFillEmptyRows::computeGradient)
          .noGradient()
          .build();

  private SparseFillEmptyRows() {}

  private static List<EagerTensor> compute(KernelCall call) {
    long[] shape = ElementArrays.longs(call.input(2));
    Coordinates in = Coordinates.unchecked(call, 0, 1, shape);
    if (in.rank() == 0 || call.input(3).shape().rank() != 0) {
      throw call.invalid("a tensor with rows and a scalar default are needed");
    }
    int rows = Math.toIntExact(shape[0]);
    List<List<Integer>> ofRow = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      ofRow.add(new ArrayList<>());
    }
    for (int i = 0; i < in.count(); i++) {
      long row = in.index(i, 0);
      if (row < 0 || row >= rows) {
        throw call.invalid("value %d is in row %d of %d", i, row, rows);
      }
      ofRow.get((int) row).add(i);
    }
    int count = ofRow.stream().mapToInt(r -> Math.max(r.size(), 1)).sum();
    long[] indices = new long[count * in.rank()];
    int[] from = new int[count];
    int[] numbers = new int[count];
    long[] empty = new long[rows];
    long[] reverse = new long[in.count()];
    int at = 0;
    for (int r = 0; r < rows; r++) {
      if (ofRow.get(r).isEmpty()) {
        empty[r] = 1;
        indices[at * in.rank()] = r;
        from[at++] = 1;
      }
      for (int i : ofRow.get(r)) {
        System.arraycopy(in.row(i), 0, indices, at * in.rank(), in.rank());
        reverse[i] = at;
        numbers[at++] = i;
      }
    }
    return List.of(
        new Coordinates(indices, shape, count).indicesTensor(),
        Picking.pick(List.of(call.input(1), call.input(3)), from, numbers, Shape.of(count)),
        ElementArrays.tensor(DType.BOOL, Shape.of(rows), empty),
        ElementArrays.tensor(DType.INT64, Shape.of(in.count()), reverse));
  }

  private static List<EagerTensor> computeGradient(KernelCall call) {
    long[] map = ElementArrays.longs(call.input(0));
    EagerTensor dy = call.input(1);
    double[] values = ElementArrays.doubles(dy);
    double[] out = new double[map.length];
    boolean[] used = new boolean[values.length];
    for (int i = 0; i < map.length; i++) {
      if (map[i] < 0 || map[i] >= values.length) {
        throw call.invalid("reverse_index_map holds %d of %d", map[i], values.length);
      }
      out[i] = values[(int) map[i]];
      used[(int) map[i]] = true;
    }
    double rest = 0;
    for (int i = 0; i < values.length; i++) {
      rest += used[i] ? 0 : values[i];
    }
    if (dy.dtype().isFloating()) {
      return List.of(
          ElementArrays.tensor(dy.dtype(), Shape.of(map.length), out),
          ElementArrays.scalar(dy.dtype(), rest));
    }
    long[] whole = Arrays.stream(out).mapToLong(x -> (long) x).toArray();
    return List.of(
        ElementArrays.tensor(dy.dtype(), Shape.of(map.length), whole),
        ElementArrays.scalar(dy.dtype(), rest));
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Node node =
        Formula.node(
            "SparseFillEmptyRowsGrad",
            Attrs.none(),
            call.output(3),
            Objects.requireNonNull(dys.get(1)));
    return Arrays.asList(null, node.output(0), null, node.output(1));
  }
}
