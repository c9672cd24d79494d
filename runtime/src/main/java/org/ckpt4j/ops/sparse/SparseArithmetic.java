package org.ckpt4j.ops.sparse;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
 * Sparse tensors combined with sparse or dense ones: {@code SparseAdd}, {@code
 * SparseSparseMaximum}, {@code SparseSparseMinimum}, {@code SparseTensorDenseAdd} and the {@code
 * SparseDenseCwise} operations.
 */
final class SparseArithmetic {
  private SparseArithmetic() {}

  static List<OpDef> defs() {
    return List.of(
        ADD,
        ADD_GRADIENT,
        extremum("SparseSparseMaximum", true),
        extremum("SparseSparseMinimum", false),
        DENSE_ADD,
        cwise("SparseDenseCwiseAdd"),
        cwise("SparseDenseCwiseMul"),
        cwise("SparseDenseCwiseDiv"));
  }

  // The numbers of all types that are added, exactly: reals, wholes, or pairs.

  private static double[] reals(EagerTensor tensor) {
    return tensor.dtype().isComplex()
        ? ElementArrays.complex(tensor)
        : ElementArrays.doubles(tensor);
  }

  private static EagerTensor tensor(DType dtype, Shape shape, double[] numbers) {
    return dtype.isComplex()
        ? ElementArrays.complexTensor(dtype, shape, numbers)
        : ElementArrays.tensor(dtype, shape, numbers);
  }

  private static final OpDef ADD =
      OpDef.named("SparseAdd")
          .inputs(
              "a_indices: int64",
              "a_values: T",
              "a_shape: int64",
              "b_indices: int64",
              "b_values: T",
              "b_shape: int64",
              "thresh: Treal")
          .outputs("sum_indices: int64", "sum_values: T", "sum_shape: int64")
          .allow("T", DTypeSets.numbers())
          .allow("Treal", DTypeSets.real())
          .infer(
              call -> {
                SparseShapes.ranked(call, 2, 1);
                return SparseShapes.anyOf(SparseShapes.size(call, 2, 0));
              })
          .kernel(SparseArithmetic::add)
          .gradient(
              (call, dys) -> {
                Node node =
                    Formula.node(
                        "SparseAddGrad",
                        Attrs.none(),
                        Objects.requireNonNull(dys.get(1)),
                        call.input(0),
                        call.input(3),
                        call.output(0));
                return Arrays.asList(null, node.output(0), null, null, node.output(1), null, null);
              })
          .build();

  /** Where each of two sorted sparse tensors goes in their union. */
  @SuppressWarnings("ArrayRecordComponent") // used at once
  private record Union(Coordinates places, int[] left, int[] right) {
    static Union of(KernelCall call, int second) {
      Coordinates a = Coordinates.of(call, 0, 1, 2);
      Coordinates b = Coordinates.of(call, second, second + 1, second + 2);
      if (!Arrays.equals(a.shape(), b.shape())) {
        throw call.invalid("shapes %s and %s differ", a.denseShape(), b.denseShape());
      }
      int most = a.count() + b.count();
      int[] left = new int[most];
      int[] right = new int[most];
      long[] indices = new long[most * a.rank()];
      int n = 0;
      int i = 0;
      int j = 0;
      while (i < a.count() || j < b.count()) {
        int order = i == a.count() ? 1 : j == b.count() ? -1 : Arrays.compare(a.row(i), b.row(j));
        left[n] = order <= 0 ? i : -1;
        right[n] = order >= 0 ? j : -1;
        System.arraycopy(order <= 0 ? a.row(i) : b.row(j), 0, indices, n * a.rank(), a.rank());
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
        n++;
      }
      return new Union(
          new Coordinates(Arrays.copyOf(indices, n * a.rank()), a.shape(), n),
          Arrays.copyOf(left, n),
          Arrays.copyOf(right, n));
    }
  }

  private static List<EagerTensor> add(KernelCall call) {
    Union union = Union.of(call, 3);
    DType dtype = call.input(1).dtype();
    double thresh = call.input(6).doubleValue();
    int n = union.places().count();
    int[] kept = new int[n];
    int count = 0;
    if (!dtype.isFloating() && !dtype.isComplex()) {
      long[] a = ElementArrays.longs(call.input(1));
      long[] b = ElementArrays.longs(call.input(4));
      long[] sums = new long[n];
      for (int i = 0; i < n; i++) {
        long sum =
            (union.left()[i] < 0 ? 0 : a[union.left()[i]])
                + (union.right()[i] < 0 ? 0 : b[union.right()[i]]);
        if (thresh <= Math.abs((double) sum)) {
          kept[count] = i;
          sums[count++] = sum;
        }
      }
      Coordinates places = union.places().picked(Arrays.copyOf(kept, count));
      return List.of(
          places.indicesTensor(),
          ElementArrays.tensor(dtype, Shape.of(count), Arrays.copyOf(sums, count)),
          places.shapeTensor());
    }
    int parts = dtype.isComplex() ? 2 : 1;
    double[] a = reals(call.input(1));
    double[] b = reals(call.input(4));
    double[] sums = new double[n * parts];
    for (int i = 0; i < n; i++) {
      double size = 0;
      for (int p = 0; p < parts; p++) {
        double sum =
            (union.left()[i] < 0 ? 0 : a[union.left()[i] * parts + p])
                + (union.right()[i] < 0 ? 0 : b[union.right()[i] * parts + p]);
        sums[count * parts + p] = sum;
        size = Math.hypot(size, sum);
      }
      if (thresh <= size) {
        kept[count++] = i;
      }
    }
    Coordinates places = union.places().picked(Arrays.copyOf(kept, count));
    return List.of(
        places.indicesTensor(),
        tensor(dtype, Shape.of(count), Arrays.copyOf(sums, count * parts)),
        places.shapeTensor());
  }

  private static final OpDef ADD_GRADIENT =
      OpDef.named("SparseAddGrad")
          .inputs(
              "backprop_val_grad: T", "a_indices: int64", "b_indices: int64", "sum_indices: int64")
          .outputs("a_val_grad: T", "b_val_grad: T")
          .allow("T", DTypeSets.numbers())
          .infer(
              call ->
                  List.of(
                      Shape.of(SparseShapes.size(call, 1, 0)),
                      Shape.of(SparseShapes.size(call, 2, 0))))
          .kernel(call -> List.of(found(call, 1), found(call, 2)))
          .noGradient()
          .build();

  /** For each row of indices the gradient of the sum that has it, or zero. */
  private static EagerTensor found(KernelCall call, int input) {
    Shape sum = call.input(3).shape();
    Shape own = call.input(input).shape();
    if (sum.rank() != 2 || own.rank() != 2 || sum.dim(1) != own.dim(1)) {
      throw call.invalid("indices %s of a sum of indices %s", own, sum);
    }
    int rank = (int) sum.dim(1);
    long[] all = ElementArrays.longs(call.input(3));
    long[] mine = ElementArrays.longs(call.input(input));
    java.util.Map<List<Long>, Integer> places = new java.util.HashMap<>();
    for (int i = 0; i < sum.dim(0); i++) {
      places.put(row(all, i, rank), i);
    }
    int n = (int) own.dim(0);
    int[] from = new int[n];
    int[] numbers = new int[n];
    for (int i = 0; i < n; i++) {
      Integer place = places.get(row(mine, i, rank));
      from[i] = place == null ? 0 : 1;
      numbers[i] = place == null ? 0 : place;
    }
    EagerTensor dy = call.input(0);
    if (dy.shape().numElements() < sum.dim(0)) {
      throw call.invalid("%d gradients of %d values", dy.shape().numElements(), sum.dim(0));
    }
    EagerTensor zero =
        ElementArrays.tensor(dy.dtype(), Shape.of(1), ElementArrays.allocate(dy.dtype(), 1));
    return Picking.pick(List.of(zero, dy), from, numbers, Shape.of(n));
  }

  private static List<Long> row(long[] indices, int row, int rank) {
    return Arrays.stream(indices, row * rank, (row + 1) * rank).boxed().toList();
  }

  private static OpDef extremum(String name, boolean max) {
    OpDef.Builder def =
        OpDef.named(name)
            .inputs(
                "a_indices: int64",
                "a_values: T",
                "a_shape: int64",
                "b_indices: int64",
                "b_values: T",
                "b_shape: int64")
            .outputs("output_indices: int64", "output_values: T")
            .allow("T", max ? DTypeSets.real() : DTypeSets.numbers());
    return def.infer(call -> SparseShapes.anyOf(SparseShapes.size(call, 2, 0)).subList(0, 2))
        .kernel(
            call -> {
              Union union = Union.of(call, 3);
              double[] a = ElementArrays.doubles(call.input(1));
              double[] b = ElementArrays.doubles(call.input(4));
              int n = union.places().count();
              int[] from = new int[n];
              int[] numbers = new int[n];
              for (int i = 0; i < n; i++) {
                double x = union.left()[i] < 0 ? 0 : a[union.left()[i]];
                double y = union.right()[i] < 0 ? 0 : b[union.right()[i]];
                boolean left = max ? x >= y : x <= y;
                int number = left ? union.left()[i] : union.right()[i];
                from[i] = number < 0 ? 2 : left ? 0 : 1;
                numbers[i] = Math.max(number, 0);
              }
              DType dtype = call.input(1).dtype();
              EagerTensor zero =
                  ElementArrays.tensor(dtype, Shape.of(1), ElementArrays.allocate(dtype, 1));
              return List.of(
                  union.places().indicesTensor(),
                  Picking.pick(
                      List.of(call.input(1), call.input(4), zero), from, numbers, Shape.of(n)));
            })
        .noGradient()
        .build();
  }

  private static final OpDef DENSE_ADD =
      OpDef.named("SparseTensorDenseAdd")
          .inputs("a_indices: Tindices", "a_values: T", "a_shape: Tindices", "b: T")
          .outputs("output: T")
          .allow("T", DTypeSets.numbers())
          .allow("Tindices", DTypeSets.indices())
          .infer(call -> List.of(call.shape(3)))
          .compute(SparseArithmetic::denseAdd)
          .gradient(
              (call, dys) -> {
                Operand dy = Objects.requireNonNull(dys.get(0));
                return Arrays.asList(null, Formula.op("GatherNd", dy, call.input(0)), null, dy);
              })
          .build();

  private static EagerTensor denseAdd(KernelCall call) {
    Coordinates a = Coordinates.of(call, 0, 1, 2);
    EagerTensor b = call.input(3);
    if (!b.shape().equals(a.denseShape())) {
      throw call.invalid("shapes %s and %s differ", a.denseShape(), b.shape());
    }
    DType dtype = b.dtype();
    if (!dtype.isFloating() && !dtype.isComplex()) {
      long[] out = ElementArrays.longs(b);
      long[] values = ElementArrays.longs(call.input(1));
      for (int i = 0; i < a.count(); i++) {
        out[a.element(i)] += values[i];
      }
      return ElementArrays.tensor(dtype, b.shape(), out);
    }
    int parts = dtype.isComplex() ? 2 : 1;
    double[] out = reals(b);
    double[] values = reals(call.input(1));
    for (int i = 0; i < a.count() * parts; i++) {
      out[a.element(i / parts) * parts + i % parts] += values[i];
    }
    return tensor(dtype, b.shape(), out);
  }

  private static OpDef cwise(String name) {
    return OpDef.named(name)
        .inputs("sp_indices: int64", "sp_values: T", "sp_shape: int64", "dense: T")
        .outputs("output: T")
        .allow("T", DTypeSets.numbers())
        .infer(SparseArithmetic::inferCwise)
        .compute(call -> cwise(call, name.substring(name.length() - 3)))
        .gradient((call, dys) -> gradientOfCwise(call, dys, name))
        .build();
  }

  private static List<Shape> inferCwise(InferCall call) {
    SparseShapes.check(call, 0, 1, 2);
    return List.of(Shape.of(SparseShapes.size(call, 0, 0)));
  }

  private static EagerTensor cwise(KernelCall call, String what) {
    Coordinates a = Coordinates.of(call, 0, 1, 2);
    Shape dense = call.input(3).shape();
    int more = a.rank() - dense.rank();
    if (more < 0) {
      throw call.invalid("a dense tensor of %s for one of %s", dense, a.denseShape());
    }
    for (int d = 0; d < dense.rank(); d++) {
      if (dense.dim(d) != 1 && dense.dim(d) != a.shape()[d + more]) {
        throw call.invalid("%s does not widen to %s", dense, a.denseShape());
      }
    }
    int[] numbers = new int[a.count()];
    for (int i = 0; i < numbers.length; i++) {
      int number = 0;
      for (int d = 0; d < dense.rank(); d++) {
        long index = dense.dim(d) == 1 ? 0 : a.index(i, d + more);
        number = number * (int) dense.dim(d) + (int) index;
      }
      numbers[i] = number;
    }
    DType dtype = call.input(1).dtype();
    Shape out = Shape.of(a.count());
    if (dtype.isFloating()) {
      double[] x = ElementArrays.doubles(call.input(1));
      double[] y = ElementArrays.doubles(call.input(3));
      for (int i = 0; i < x.length; i++) {
        double other = y[numbers[i]];
        x[i] =
            switch (what) {
              case "Add" -> x[i] + other;
              case "Mul" -> x[i] * other;
              default -> x[i] / other;
            };
      }
      return ElementArrays.tensor(dtype, out, x);
    }
    if (dtype.isComplex()) {
      throw new org.ckpt4j.errors.UnimplementedError(
          call.def().name() + " is not defined for " + dtype);
    }
    long[] x = ElementArrays.longs(call.input(1));
    long[] y = ElementArrays.longs(call.input(3));
    for (int i = 0; i < x.length; i++) {
      long other = y[numbers[i]];
      if (what.equals("Div") && other == 0) {
        throw call.invalid("division by zero");
      }
      x[i] =
          switch (what) {
            case "Add" -> x[i] + other;
            case "Mul" -> x[i] * other;
            default -> x[i] / other;
          };
    }
    return ElementArrays.tensor(dtype, out, x);
  }

  /** The dense tensor's gradient: what its elements gave to values, summed where it widened. */
  private static List<@Nullable Operand> gradientOfCwise(
      GradientCall call, List<? extends @Nullable Operand> dys, String name) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    Tensor values = call.input(1);
    Tensor dense = call.input(3);
    Tensor taken =
        Formula.op(
            "SparseDenseCwiseAdd", call.input(0), Formula.zerosLike(values), call.input(2), dense);
    Tensor ofValues;
    Tensor ofDense;
    if (name.endsWith("Mul")) {
      ofValues = Formula.mul(dy, taken);
      ofDense = Formula.mul(dy, values);
    } else if (name.endsWith("Div")) {
      ofValues = Formula.div(dy, taken);
      ofDense = Formula.mul(dy, Formula.div(Formula.neg(values), Formula.mul(taken, taken)));
    } else {
      ofValues = dy;
      ofDense = dy;
    }
    Tensor whole = Formula.op("ScatterNd", call.input(0), ofDense, call.input(2));
    Tensor shape = Formula.shape(dense);
    Node axes =
        Formula.node(
            "BroadcastGradientArgs", Attrs.none(), Formula.cast(call.input(2), DType.INT32), shape);
    Tensor summed = Formula.op("Sum", whole, axes.output(1));
    return Arrays.asList(null, ofValues, null, Formula.reshape(summed, shape));
  }
}
