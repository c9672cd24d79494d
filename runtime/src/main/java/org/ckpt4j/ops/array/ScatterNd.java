package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code ScatterNd}: slices put into zeros at places that index vectors name, adding up. */
public final class ScatterNd {
  public static final OpDef DEF =
      OpDef.named("ScatterNd")
          .inputs("indices: Tindices", "updates: T", "shape: Tindices")
          .outputs("output: T")
          .attr("Tindices", AttrKind.TYPE)
          .allow("Tindices", DType.INT16, DType.INT32, DType.INT64)
          .infer(ScatterNd::infer)
          .compute(ScatterNd::compute)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      null, GatherNd.of(Objects.requireNonNull(dy.get(0)), call.input(0)), null))
          .build();

  private ScatterNd() {}

  /** Counterpart: {@code tf.scatter_nd}. */
  public static Tensor of(Object indices, Object updates, Object shape, OpOption... options) {
    return Scoped.call(
        options,
        "ScatterNd",
        name -> {
          Tensor where = ToTensor.beside(DType.INT32, indices, "indices");
          Tensor what =
              updates instanceof Operand o ? o.asTensor() : ToTensor.of(updates, null, "updates");
          Object sizes = shape instanceof Shape s ? s.dims() : shape;
          return DEF.call(
              name, Attrs.none(), where, what, ToTensor.beside(where.dtype(), sizes, "shape"));
        });
  }

  private static List<Shape> infer(InferCall call) {
    Dims.rank(call, 2, 1);
    Shape shape = call.shapeFrom(2);
    check(call, call.shape(0), call.shape(1), shape);
    return List.of(shape);
  }

  /** What is known to be wrong while shapes are inferred. */
  static void check(InferCall call, Shape indices, Shape updates, Shape in) {
    if (in.isFullyDefined() && in.numElements() == 0 && (isFilled(indices) || isFilled(updates))) {
      throw call.invalid("indices and updates given for %s, which is empty", in);
    }
    if (!indices.hasKnownRank() || !updates.hasKnownRank() || !in.hasKnownRank()) {
      return;
    }
    if (indices.rank() < 1) {
      throw call.invalid("indices are vectors; given a scalar");
    }
    int outer = indices.rank() - 1;
    long depth = indices.dim(outer);
    boolean fits =
        updates.rank() >= outer
            && Dims.part(updates, 0, outer).isCompatibleWith(Dims.part(indices, 0, outer));
    if (fits && depth >= 0 && depth <= in.rank()) {
      Shape slice = Dims.part(in, (int) depth, in.rank());
      fits = Dims.part(updates, outer, updates.rank()).isCompatibleWith(slice);
    }
    if (!fits) {
      throw call.invalid(
          "updates of shape %s do not fit indices of %s into %s", updates, indices, in);
    }
  }

  private static boolean isFilled(Shape shape) {
    return shape.isFullyDefined() && shape.numElements() > 0;
  }

  private static EagerTensor compute(KernelCall call) {
    long[] sizes = ElementArrays.longs(call.input(2));
    for (long size : sizes) {
      if (size < 0) {
        throw call.invalid("size %d is negative", size);
      }
    }
    EagerTensor updates = call.input(1);
    EagerTensor zeros =
        EagerTensor.of(Fill.filled(Shape.of(sizes), Constants.zero(updates.dtype())));
    return scattered(zeros, call.input(0), updates, Combining.ADD, call::invalid);
  }

  /** Slices combined into a copy of a tensor. */
  static EagerTensor scattered(
      EagerTensor whole,
      EagerTensor indices,
      EagerTensor updates,
      Combining combining,
      Refusal refusal) {
    int vectors = indices.shape().rank();
    if (vectors > 0 && indices.shape().dim(vectors - 1) == 0) {
      throw refusal.because("indices of shape %s name no place", indices.shape());
    }
    NdRows rows = NdRows.of(indices, whole.shape(), refusal);
    Shape batch = Dims.part(indices.shape(), 0, indices.shape().rank() - 1);
    Shape wanted = Dims.joined(batch, rows.slice());
    if (!updates.shape().equals(wanted)) {
      throw refusal.because("updates have shape %s, not %s", updates.shape(), wanted);
    }
    return combining.into(whole, rows, updates);
  }
}
