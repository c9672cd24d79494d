package org.ckpt4j.ops.sparse;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code SparseToDense}: values at their places, a default everywhere else. */
final class SparseToDense {
  static final OpDef DEF =
      OpDef.named("SparseToDense")
          .inputs(
              "sparse_indices: Tindices",
              "output_shape: Tindices",
              "sparse_values: T",
              "default_value: T")
          .outputs("dense: T")
          .attr("validate_indices", AttrKind.BOOL, true)
          .attr("Tindices", AttrKind.TYPE)
          .allow("Tindices", DTypeSets.indices())
          .infer(SparseToDense::infer)
          .compute(SparseToDense::compute)
          .gradient(SparseToDense::gradient)
          .build();

  private SparseToDense() {}

  private static List<Shape> infer(InferCall call) {
    if (call.shape(3).hasKnownRank() && call.shape(3).rank() != 0) {
      throw call.invalid("default_value must be a scalar, given shape %s", call.shape(3));
    }
    return List.of(call.shapeFrom(1));
  }

  private static EagerTensor compute(KernelCall call) {
    long[] dims = ElementArrays.longs(call.input(1));
    Shape given = call.input(0).shape();
    if (given.rank() > 2 || call.input(1).shape().rank() != 1) {
      throw call.invalid("indices of shape %s", given);
    }
    long[] indices = ElementArrays.longs(call.input(0));
    int count = given.rank() == 0 ? 1 : Math.toIntExact(given.dim(0));
    int width = given.rank() == 2 ? Math.toIntExact(given.dim(1)) : 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw call.invalid("output_shape is %s", Arrays.toString(dims));
      }
    }
    if (width != dims.length) {
      throw call.invalid("indices of %d numbers for %d dimensions", width, dims.length);
    }
    EagerTensor values = call.input(2);
    boolean one = values.shape().rank() == 0;
    if (!one && (values.shape().rank() != 1 || values.shape().dim(0) != count)) {
      throw call.invalid("%d indices for values of shape %s", count, values.shape());
    }
    if (call.input(3).shape().rank() != 0) {
      throw call.invalid("default_value must be a scalar");
    }
    Coordinates places = new Coordinates(indices, dims, count);
    places.requireInside(call);
    if (call.<Boolean>attr("validate_indices")) {
      for (int i = 1; i < count; i++) {
        if (places.compare(i - 1, i) >= 0) {
          throw call.invalid(
              "indices %s are out of order or repeated; sort them, or turn validate_indices off",
              Arrays.toString(places.row(i)));
        }
      }
    }
    Shape shape = Shape.of(dims);
    int n = ElementArrays.length(shape);
    int[] from = new int[n];
    int[] numbers = new int[n];
    for (int i = 0; i < count; i++) {
      from[places.element(i)] = 1;
      numbers[places.element(i)] = one ? 0 : i;
    }
    return Picking.pick(List.of(call.input(3), values), from, numbers, shape);
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    Tensor indices = call.input(0);
    if (indices.shape().hasKnownRank() && indices.shape().rank() < 2) {
      indices =
          indices.shape().rank() == 0
              ? Formula.expandDims(Formula.expandDims(indices, 0), 0)
              : Formula.expandDims(indices, -1);
    }
    Tensor gathered = Formula.op("GatherNd", dy, indices);
    Tensor ofValues = call.input(2).shape().isScalar() ? total(gathered) : gathered;
    return Arrays.asList(null, null, ofValues, Formula.sub(total(dy), total(gathered)));
  }

  private static Tensor total(Tensor x) {
    long[] axes = new long[x.shape().rank()];
    Arrays.setAll(axes, i -> i);
    return Formula.sum(x, false, axes);
  }
}
