package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code LowerBound}, {@code UpperBound}: where in sorted rows values would be put. */
public final class SearchSorted {
  public static final OpDef LOWER = define("LowerBound", false);
  public static final OpDef UPPER = define("UpperBound", true);

  private SearchSorted() {}

  private static OpDef define(String name, boolean afterEqual) {
    return OpDef.named(name)
        .inputs("sorted_inputs: T", "values: T")
        .outputs("output: out_type")
        .attr("out_type", AttrKind.TYPE, DType.INT32)
        .allow("out_type", DType.INT32, DType.INT64)
        .infer(
            call -> {
              Dims.rank(call, 0, 2);
              return List.of(Dims.rank(call, 1, 2));
            })
        .compute(call -> compute(call, afterEqual))
        .noGradient()
        .build();
  }

  /**
   * Counterpart: {@code tf.searchsorted}.
   *
   * @param right whether equal ones stay before the value
   */
  public static Tensor of(
      Object sorted, Object values, boolean right, DType outType, OpOption... options) {
    Tensor rows = ToTensor.of(sorted, null, "sorted_sequence");
    Tensor wanted = ToTensor.of(values, rows.dtype(), "values");
    Tensor size = StridedSlice.at(ShapeOp.of(rows), -1);
    Tensor count = StridedSlice.at(ShapeOp.of(wanted), -1);
    Tensor result =
        Scoped.call(
            options,
            right ? "UpperBound" : "LowerBound",
            name ->
                (right ? UPPER : LOWER)
                    .call(
                        name,
                        Attrs.of("out_type", outType),
                        Reshape.of(rows, List.of(-1, size)),
                        Reshape.of(wanted, List.of(-1, count))));
    return Reshape.of(result, ShapeOp.of(wanted));
  }

  private static EagerTensor compute(KernelCall call, boolean afterEqual) {
    EagerTensor sorted = call.input(0);
    EagerTensor values = call.input(1);
    if (sorted.shape().rank() != 2
        || values.shape().rank() != 2
        || sorted.shape().dim(0) != values.shape().dim(0)) {
      throw call.invalid("rows of %s for values of %s", sorted.shape(), values.shape());
    }
    if (!sorted.dtype().isFixedWidth() || sorted.dtype().isComplex()) {
      throw new org.ckpt4j.errors.UnimplementedError(
          call.def().name() + " is not defined for " + sorted.dtype());
    }
    int size = (int) sorted.shape().dim(1);
    int count = (int) values.shape().dim(1);
    // One ranking over both, so that elements of either are compared alike.
    EagerTensor both =
        new Assembly(
                sorted.dtype(),
                Shape.of(sorted.shape().numElements() + values.shape().numElements()))
            .all(sorted, 0)
            .all(values, sorted.shape().numElements())
            .tensor();
    Ranking ranking = new Ranking(both);
    int offset = (int) sorted.shape().numElements();
    long[] out = new long[ElementArrays.length(values)];
    for (int i = 0; i < out.length; i++) {
      int first = i / Math.max(1, count) * size;
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        int order = ranking.compare(first + middle, offset + i);
        if (order < 0 || (order == 0 && afterEqual)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      out[i] = low;
    }
    return ElementArrays.tensor(call.<DType>attr("out_type"), values.shape(), out);
  }
}
