package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Operations that move the values of sparse tensors without changing them: {@code SparseReorder},
 * {@code SparseReshape}, {@code SparseSlice}, {@code SparseConcat}, {@code SparseSplit}.
 */
final class SparseRearranging {
  private SparseRearranging() {}

  static List<OpDef> defs() {
    return List.of(REORDER, RESHAPE, SLICE, SLICE_GRADIENT, CONCAT, SPLIT);
  }

  private static final OpDef REORDER =
      OpDef.named("SparseReorder")
          .inputs("input_indices: int64", "input_values: T", "input_shape: int64")
          .outputs("output_indices: int64", "output_values: T")
          .infer(
              call -> {
                SparseShapes.check(call, 0, 1, 2);
                return List.of(call.shape(0), call.shape(1));
              })
          .kernel(
              call -> {
                Coordinates in = Coordinates.of(call, 0, 1, 2);
                int[] order = in.order();
                return List.of(
                    in.picked(order).indicesTensor(), Picking.pick(call.input(1), order));
              })
          .gradient(SparseRearranging::gradientOfReorder)
          .build();

  private static List<@Nullable Operand> gradientOfReorder(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor values = call.input(1);
    Tensor count = Formula.reshape(Formula.slice(Formula.shape(values), 0, 1), Formula.ints());
    Tensor numbers =
        Formula.op("Range", Formula.scalar(DType.INT32, 0), count, Formula.scalar(DType.INT32, 1));
    Node ordered =
        Formula.node("SparseReorder", Attrs.none(), call.input(0), numbers, call.input(2));
    Tensor inverse = Formula.op("InvertPermutation", ordered.output(1));
    return Arrays.asList(null, Formula.gather(Objects.requireNonNull(dys.get(1)), inverse), null);
  }

  private static final OpDef RESHAPE =
      OpDef.named("SparseReshape")
          .inputs("input_indices: int64", "input_shape: int64", "new_shape: int64")
          .outputs("output_indices: int64", "output_shape: int64")
          .infer(
              call -> {
                SparseShapes.ranked(call, 0, 2);
                SparseShapes.ranked(call, 1, 1);
                SparseShapes.ranked(call, 2, 1);
                long rank = SparseShapes.size(call, 2, 0);
                return List.of(Shape.of(SparseShapes.size(call, 0, 0), rank), Shape.of(rank));
              })
          .kernel(SparseRearranging::reshape)
          .noGradient()
          .build();

  private static List<EagerTensor> reshape(KernelCall call) {
    Coordinates in = Coordinates.unchecked(call, 0, -1, ElementArrays.longs(call.input(1)));
    long[] wanted = ElementArrays.longs(call.input(2));
    long elements = 1;
    for (long dim : in.shape()) {
      elements = Math.multiplyExact(elements, dim);
    }
    long known = 1;
    int open = -1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == -1 && open < 0) {
        open = i;
      } else if (wanted[i] < 0) {
        throw call.invalid("new_shape is %s", Arrays.toString(wanted));
      } else {
        known = Math.multiplyExact(known, wanted[i]);
      }
    }
    if (open >= 0) {
      wanted[open] = known == 0 ? 0 : elements / known;
      known *= wanted[open];
    }
    if (known != elements) {
      throw call.invalid(
          "%s has %d elements, %s has %d",
          Arrays.toString(in.shape()), elements, Arrays.toString(wanted), known);
    }
    long[] out = new long[in.count() * wanted.length];
    for (int i = 0; i < in.count(); i++) {
      long element = 0;
      for (int d = 0; d < in.rank(); d++) {
        element = element * in.shape()[d] + in.index(i, d);
      }
      for (int d = wanted.length - 1; d >= 0; d--) {
        out[i * wanted.length + d] = element % Math.max(wanted[d], 1);
        element /= Math.max(wanted[d], 1);
      }
    }
    Coordinates moved = new Coordinates(out, wanted, in.count());
    return List.of(moved.indicesTensor(), moved.shapeTensor());
  }

  private static final OpDef SLICE =
      OpDef.named("SparseSlice")
          .inputs("indices: int64", "values: T", "shape: int64", "start: int64", "size: int64")
          .outputs("output_indices: int64", "output_values: T", "output_shape: int64")
          .infer(
              call -> {
                SparseShapes.check(call, 0, 1, 2);
                SparseShapes.ranked(call, 3, 1);
                SparseShapes.ranked(call, 4, 1);
                return SparseShapes.anyOf(SparseShapes.size(call, 2, 0));
              })
          .kernel(SparseRearranging::slice)
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      null,
                      Formula.op(
                          "SparseSliceGrad",
                          Objects.requireNonNull(dys.get(1)),
                          call.input(0),
                          call.input(3),
                          call.output(0)),
                      null,
                      null,
                      null))
          .build();

  private static List<EagerTensor> slice(KernelCall call) {
    Coordinates in = Coordinates.of(call, 0, 1, 2);
    long[] start = ElementArrays.longs(call.input(3));
    long[] size = ElementArrays.longs(call.input(4));
    if (start.length != in.rank() || size.length != in.rank()) {
      throw call.invalid(
          "start has %d numbers, size %d, for rank %d", start.length, size.length, in.rank());
    }
    long[] shape = new long[in.rank()];
    for (int d = 0; d < shape.length; d++) {
      if (start[d] < 0 || size[d] < 0) {
        throw call.invalid("start %s and size %s", Arrays.toString(start), Arrays.toString(size));
      }
      shape[d] = Math.max(0, Math.min(size[d], in.shape()[d] - start[d]));
    }
    return box(call.input(1), in, start, shape);
  }

  /** What lies in a box, as a sparse tensor of its own. */
  private static List<EagerTensor> box(
      EagerTensor values, Coordinates in, long[] start, long[] shape) {
    int[] inside =
        IntStream.range(0, in.count())
            .filter(
                i ->
                    IntStream.range(0, shape.length)
                        .allMatch(
                            d ->
                                in.index(i, d) >= start[d] && in.index(i, d) < start[d] + shape[d]))
            .toArray();
    long[] indices = new long[inside.length * shape.length];
    for (int i = 0; i < indices.length; i++) {
      int d = i % shape.length;
      indices[i] = in.index(inside[i / shape.length], d) - start[d];
    }
    Coordinates out = new Coordinates(indices, shape, inside.length);
    return List.of(out.indicesTensor(), Picking.pick(values, inside), out.shapeTensor());
  }

  private static final OpDef SLICE_GRADIENT =
      OpDef.named("SparseSliceGrad")
          .inputs(
              "backprop_val_grad: T",
              "input_indices: int64",
              "input_start: int64",
              "output_indices: int64")
          .outputs("val_grad: T")
          .allow("T", DTypeSets.numbers())
          .infer(call -> List.of(Shape.of(SparseShapes.size(call, 1, 0))))
          .compute(SparseRearranging::sliceGradient)
          .noGradient()
          .build();

  private static EagerTensor sliceGradient(KernelCall call) {
    long[] start = ElementArrays.longs(call.input(2));
    Shape in = call.input(1).shape();
    Shape out = call.input(3).shape();
    if (in.rank() != 2
        || out.rank() != 2
        || in.dim(1) != start.length
        || out.dim(1) != start.length
        || call.input(0).shape().numElements() != out.dim(0)) {
      throw call.invalid("indices %s and %s of a slice", in, out);
    }
    long[] indices = ElementArrays.longs(call.input(1));
    long[] taken = ElementArrays.longs(call.input(3));
    int[] from = new int[(int) in.dim(0)];
    int[] numbers = new int[from.length];
    int rank = start.length;
    int next = 0;
    for (int i = 0; i < from.length && next < out.dim(0); i++) {
      boolean same = true;
      for (int d = 0; d < rank; d++) {
        same &= indices[i * rank + d] == taken[next * rank + d] + start[d];
      }
      if (same) {
        from[i] = 1;
        numbers[i] = next++;
      }
    }
    EagerTensor zero =
        ElementArrays.tensor(
            call.input(0).dtype(), Shape.of(1), ElementArrays.allocate(call.input(0).dtype(), 1));
    return Picking.pick(List.of(zero, call.input(0)), from, numbers, Shape.of(from.length));
  }

  private static final OpDef CONCAT =
      OpDef.named("SparseConcat")
          .inputs("indices: N * int64", "values: N * T", "shapes: N * int64")
          .outputs("output_indices: int64", "output_values: T", "output_shape: int64")
          .attr("concat_dim", AttrKind.INT)
          .attr("N", AttrKind.INT)
          .atLeast("N", 2)
          .infer(SparseRearranging::inferConcat)
          .kernel(SparseRearranging::concat)
          .notDifferentiable()
          .build();

  private static List<Shape> inferConcat(InferCall call) {
    int n = call.<Long>attr("N").intValue();
    long rows = 0;
    long rank = Shape.UNKNOWN_SIZE;
    for (int i = 0; i < n; i++) {
      SparseShapes.check(call, i, n + i, 2 * n + i);
      long count = SparseShapes.size(call, i, 0);
      rows = rows < 0 || count < 0 ? Shape.UNKNOWN_SIZE : rows + count;
      rank = Math.max(rank, SparseShapes.size(call, i, 1));
    }
    return List.of(Shape.of(rows, rank), Shape.of(rows), call.shape(2 * n));
  }

  private static List<EagerTensor> concat(KernelCall call) {
    int n = call.<Long>attr("N").intValue();
    List<Coordinates> parts = new ArrayList<>();
    List<EagerTensor> values = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < n; i++) {
      parts.add(Coordinates.of(call, i, n + i, 2 * n + i));
      values.add(call.input(n + i));
      count += parts.get(i).count();
    }
    int rank = parts.get(0).rank();
    long given = call.<Long>attr("concat_dim");
    int axis = (int) (given < 0 ? given + rank : given);
    if (axis < 0 || axis >= rank) {
      throw call.invalid("concat_dim %d does not exist in rank %d", given, rank);
    }
    long[] shape = parts.get(0).shape().clone();
    shape[axis] = 0;
    long[] indices = new long[count * rank];
    int[] from = new int[count];
    int[] numbers = new int[count];
    int at = 0;
    for (int p = 0; p < n; p++) {
      Coordinates part = parts.get(p);
      for (int d = 0; d < rank; d++) {
        if (part.rank() != rank || (d != axis && part.shape()[d] != shape[d])) {
          throw call.invalid(
              "shapes %s and %s differ outside of dimension %d",
              Arrays.toString(part.shape()), Arrays.toString(shape), axis);
        }
      }
      for (int i = 0; i < part.count(); i++) {
        System.arraycopy(part.row(i), 0, indices, at * rank, rank);
        indices[at * rank + axis] += shape[axis];
        from[at] = p;
        numbers[at++] = i;
      }
      shape[axis] += part.shape()[axis];
    }
    Coordinates all = new Coordinates(indices, shape, count);
    int[] order = all.order();
    int[] sortedFrom = new int[count];
    int[] sortedNumbers = new int[count];
    for (int i = 0; i < count; i++) {
      sortedFrom[i] = from[order[i]];
      sortedNumbers[i] = numbers[order[i]];
    }
    return List.of(
        all.picked(order).indicesTensor(),
        Picking.pick(values, sortedFrom, sortedNumbers, Shape.of(count)),
        all.shapeTensor());
  }

  private static final OpDef SPLIT =
      OpDef.named("SparseSplit")
          .inputs("split_dim: int64", "indices: int64", "values: T", "shape: int64")
          .outputs(
              "output_indices: num_split * int64",
              "output_values: num_split * T",
              "output_shape: num_split * int64")
          .attr("num_split", AttrKind.INT)
          .atLeast("num_split", 1)
          .infer(
              call -> {
                int n = call.<Long>attr("num_split").intValue();
                List<Shape> shapes = new ArrayList<>();
                long rank = SparseShapes.size(call, 3, 0);
                for (int k = 0; k < 3; k++) {
                  for (int i = 0; i < n; i++) {
                    shapes.add(SparseShapes.anyOf(rank).get(k));
                  }
                }
                return shapes;
              })
          .kernel(SparseRearranging::split)
          .noGradient()
          .build();

  private static List<EagerTensor> split(KernelCall call) {
    Coordinates in = Coordinates.of(call, 1, 2, 3);
    long given = call.input(0).longValue();
    int axis = (int) (given < 0 ? given + in.rank() : given);
    int n = call.<Long>attr("num_split").intValue();
    if (axis < 0 || axis >= in.rank() || in.shape()[axis] < n) {
      throw call.invalid("%d parts along dimension %d of %s", n, given, in.denseShape());
    }
    long each = in.shape()[axis] / n;
    long rest = in.shape()[axis] % n; // the first parts take one more
    List<List<EagerTensor>> parts = new ArrayList<>();
    long[] start = new long[in.rank()];
    for (int i = 0; i < n; i++) {
      long[] shape = in.shape().clone();
      shape[axis] = each + (i < rest ? 1 : 0);
      parts.add(box(call.input(2), in, start, shape));
      start = start.clone();
      start[axis] += shape[axis];
    }
    List<EagerTensor> out = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      for (List<EagerTensor> part : parts) {
        out.add(part.get(k));
      }
    }
    return out;
  }
}
