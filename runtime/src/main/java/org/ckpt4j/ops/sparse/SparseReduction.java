package org.ckpt4j.ops.sparse;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Sums and maxima of sparse tensors along dimensions, to dense or sparse results, and {@code
 * SparseSoftmax}: all of them work on groups of values.
 */
final class SparseReduction {
  private SparseReduction() {}

  static List<OpDef> defs() {
    return List.of(
        def("SparseReduceSum", false, false),
        def("SparseReduceMax", true, false),
        def("SparseReduceSumSparse", false, true),
        def("SparseReduceMaxSparse", true, true),
        SOFTMAX);
  }

  private static OpDef def(String name, boolean max, boolean sparse) {
    OpDef.Builder def =
        OpDef.named(name)
            .inputs(
                "input_indices: int64",
                "input_values: T",
                "input_shape: int64",
                "reduction_axes: int32")
            .attr("keep_dims", AttrKind.BOOL, false)
            .allow("T", max ? DTypeSets.real() : DTypeSets.numbers());
    if (sparse) {
      return def.outputs("output_indices: int64", "output_values: T", "output_shape: int64")
          .infer(call -> List.of(Shape.unknown(), Shape.unknown(), Shape.unknown()))
          .kernel(call -> Groups.of(call).sparse(call, max))
          .noGradient()
          .build();
    }
    def.outputs("output: T")
        .infer(call -> List.of(Shape.unknown()))
        .compute(call -> Groups.of(call).dense(call, max));
    return (max ? def.noGradient() : def.gradient(SparseReduction::gradientOfSum)).build();
  }

  /** The values that become one, by where that one is. */
  private record Groups(Coordinates in, Shape out, Map<Integer, int[]> members) {
    static Groups of(KernelCall call) {
      Coordinates in = Coordinates.of(call, 0, 1, 2);
      boolean keep = call.<Boolean>attr("keep_dims");
      boolean[] reduced = new boolean[in.rank()];
      long[] axes = ElementArrays.longs(call.input(3));
      for (long given : axes) {
        int axis = (int) (given < 0 ? given + in.rank() : given);
        if (axis < 0 || axis >= in.rank()) {
          throw call.invalid("dimension %d does not exist in rank %d", given, in.rank());
        }
        reduced[axis] = true;
      }
      long[] dims = new long[in.rank()];
      int rank = 0;
      for (int d = 0; d < in.rank(); d++) {
        if (!reduced[d] || keep) {
          dims[rank++] = reduced[d] ? 1 : in.shape()[d];
        }
      }
      Map<Integer, int[]> members = new TreeMap<>();
      for (int i = 0; i < in.count(); i++) {
        int to = 0;
        for (int d = 0; d < in.rank(); d++) {
          to = reduced[d] ? to : to * (int) in.shape()[d] + (int) in.index(i, d);
        }
        int[] before = members.getOrDefault(to, new int[0]);
        int[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = i;
        members.put(to, after);
      }
      return new Groups(in, Shape.of(Arrays.copyOf(dims, rank)), members);
    }

    /** The reductions of the groups, as a vector in their order. */
    private EagerTensor reduced(EagerTensor values, boolean max) {
      long[] ids = new long[in.count()];
      int[] order = new int[in.count()];
      int at = 0;
      int group = 0;
      for (int[] rows : members.values()) {
        for (int row : rows) {
          order[at] = row;
          ids[at++] = group;
        }
        group++;
      }
      SegmentReduction how = max ? SegmentReduction.MAX : SegmentReduction.SUM;
      return how.reduce(Picking.pick(values, order), ids, Shape.of(group), false);
    }

    EagerTensor dense(KernelCall call, boolean max) {
      EagerTensor found = reduced(call.input(1), max);
      int n = ElementArrays.length(out);
      int[] from = new int[n];
      int[] numbers = new int[n];
      int group = 0;
      for (int place : members.keySet()) {
        from[place] = 1;
        numbers[place] = group++;
      }
      DType dtype = found.dtype();
      EagerTensor zero = ElementArrays.tensor(dtype, Shape.of(1), ElementArrays.allocate(dtype, 1));
      return Picking.pick(List.of(zero, found), from, numbers, out);
    }

    List<EagerTensor> sparse(KernelCall call, boolean max) {
      EagerTensor found = reduced(call.input(1), max);
      int rank = out.rank();
      long[] indices = new long[members.size() * rank];
      int group = 0;
      for (int place : members.keySet()) {
        long rest = place;
        for (int d = rank - 1; d >= 0; d--) {
          indices[group * rank + d] = rest % out.dim(d);
          rest /= out.dim(d);
        }
        group++;
      }
      Coordinates places = new Coordinates(indices, out.dims(), group);
      return List.of(places.indicesTensor(), found, places.shapeTensor());
    }
  }

  private static List<@Nullable Operand> gradientOfSum(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    Tensor kept =
        Formula.op(
            "SparseReduceSum",
            Attrs.of("keep_dims", true),
            call.input(0),
            Formula.zerosLike(call.input(1)),
            call.input(2),
            call.input(3));
    Tensor wide =
        Formula.op("BroadcastTo", Formula.reshape(dy, Formula.shape(kept)), call.input(2));
    return Arrays.asList(null, Formula.op("GatherNd", wide, call.input(0)), null, null);
  }

  private static final OpDef SOFTMAX =
      OpDef.named("SparseSoftmax")
          .inputs("sp_indices: int64", "sp_values: T", "sp_shape: int64")
          .outputs("output: T")
          .allow("T", DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)
          .infer(
              call -> {
                SparseShapes.check(call, 0, 1, 2);
                return List.of(call.shape(1));
              })
          .compute(SparseReduction::softmax)
          .gradient(SparseReduction::gradientOfSoftmax)
          .build();

  private static EagerTensor softmax(KernelCall call) {
    Coordinates in = Coordinates.of(call, 0, 1, 2);
    if (in.rank() < 2) {
      throw call.invalid("rank 2 or more is needed, given %d", in.rank());
    }
    double[] x = ElementArrays.doubles(call.input(1));
    Map<List<Long>, double[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < x.length; i++) {
      double[] row = rows.computeIfAbsent(outer(in, i), key -> new double[] {x[0], 0});
      row[0] = Math.max(row[1] == 0 ? Double.NEGATIVE_INFINITY : row[0], x[i]);
      row[1] = 1;
    }
    rows.values().forEach(row -> row[1] = 0);
    for (int i = 0; i < x.length; i++) {
      double[] row = Objects.requireNonNull(rows.get(outer(in, i)));
      x[i] = Math.exp(x[i] - row[0]);
      row[1] += x[i];
    }
    for (int i = 0; i < x.length; i++) {
      x[i] /= Objects.requireNonNull(rows.get(outer(in, i)))[1];
    }
    return ElementArrays.tensor(call.input(1).dtype(), Shape.of(x.length), x);
  }

  private static List<Long> outer(Coordinates in, int row) {
    return Arrays.stream(in.row(row), 0, in.rank() - 1).boxed().toList();
  }

  private static List<@Nullable Operand> gradientOfSoftmax(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    Tensor y = call.output(0);
    Tensor sums =
        Formula.op(
            "SparseReduceSum",
            Attrs.of("keep_dims", true),
            call.input(0),
            Formula.mul(dy, y),
            call.input(2),
            Formula.ints(-1));
    Tensor centered =
        Formula.op("SparseDenseCwiseAdd", call.input(0), dy, call.input(2), Formula.neg(sums));
    return Arrays.asList(null, Formula.mul(centered, y), null);
  }
}
