package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code GatherNd}: elements or slices, by vectors of indices. */
public final class GatherNd {
  public static final OpDef DEF =
      OpDef.named("GatherNd")
          .inputs("params: Tparams", "indices: Tindices")
          .outputs("output: Tparams")
          .allow("Tindices", DType.INT16, DType.INT32, DType.INT64)
          .infer(GatherNd::infer)
          .compute(call -> slices(call.input(0), call.input(1), call::invalid))
          .gradient(
              (call, dy) -> Arrays.asList(gradient(call, Objects.requireNonNull(dy.get(0))), null))
          .build();

  private GatherNd() {}

  /** Counterpart: {@code tf.gather_nd}. */
  public static Tensor of(Object params, Object indices, OpOption... options) {
    return Scoped.call(
        options,
        "GatherNd",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(params, null, "params"),
                ToTensor.beside(DType.INT32, indices, "indices")));
  }

  private static Operand gradient(GradientCall call, Operand dy) {
    Tensor indices = call.input(1);
    Tensor shape = ShapeOp.of(call.input(0), indices.dtype());
    Shape known = indices.shape();
    if (known.hasKnownRank() && known.rank() == 2 && known.dim(1) == 1) {
      return new IndexedSlices(dy.asTensor(), Squeeze.of(indices, List.of(-1L)), shape);
    }
    return ScatterNd.of(indices, dy, shape);
  }

  /** The shape of what index vectors of {@code indices} take from {@code params}. */
  public static Shape shape(InferCall call, Shape params, Shape indices) {
    if (!indices.hasKnownRank() || !params.hasKnownRank()) {
      return Shape.unknown();
    }
    if (indices.rank() < 1) {
      throw call.invalid("indices are vectors; given a scalar");
    }
    long depth = indices.dim(indices.rank() - 1);
    if (depth < 0) {
      return Shape.unknown();
    }
    if (depth > params.rank()) {
      throw call.invalid("index vectors of %d for %s", depth, params);
    }
    return Dims.joined(
        Dims.part(indices, 0, indices.rank() - 1), Dims.part(params, (int) depth, params.rank()));
  }

  private static List<Shape> infer(InferCall call) {
    return List.of(shape(call, call.shape(0), call.shape(1)));
  }

  /** The slices that index vectors name. */
  public static EagerTensor slices(EagerTensor params, EagerTensor indices, Refusal refusal) {
    long vectors =
        indices.shape().rank() < 1
            ? 0
            : Dims.product(indices.shape(), 0, indices.shape().rank() - 1);
    if (params.shape().numElements() == 0 && vectors > 0) {
      throw refusal.because("%d slices of %s, which is empty", vectors, params.shape());
    }
    NdRows rows = NdRows.of(indices, params.shape(), refusal);
    Shape batch = Dims.part(indices.shape(), 0, indices.shape().rank() - 1);
    Assembly out = new Assembly(params.dtype(), Dims.joined(batch, rows.slice())).from(params);
    for (int i = 0; i < rows.starts().length && rows.run() > 0; i++) {
      out.run(rows.starts()[i], i * rows.run(), rows.run());
    }
    return out.tensor();
  }
}
