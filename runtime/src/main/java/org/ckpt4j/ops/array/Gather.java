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

/**
 * {@code GatherV2}: slices along a dimension, by their numbers; {@code Gather}: along the first
 * one.
 */
public final class Gather {
  public static final OpDef V2 =
      OpDef.named("GatherV2")
          .inputs("params: Tparams", "indices: Tindices", "axis: Taxis")
          .outputs("output: Tparams")
          .attr("batch_dims", AttrKind.INT, 0)
          .allow("Tindices", DType.INT16, DType.INT32, DType.INT64)
          .allow("Taxis", DType.INT32, DType.INT64)
          .infer(Gather::infer)
          .compute(
              call ->
                  compute(
                      call,
                      Dims.axis(
                          call.input(2).longValue(), call.input(0).shape().rank(), call::invalid),
                      call.<Long>attr("batch_dims")))
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      GatherGradient.of(call, Objects.requireNonNull(dy.get(0))), null, null))
          .build();

  public static final OpDef OLD =
      OpDef.named("Gather")
          .inputs("params: Tparams", "indices: Tindices")
          .outputs("output: Tparams")
          .attr("validate_indices", AttrKind.BOOL, true)
          .allow("Tindices", DType.INT32, DType.INT64)
          .infer(
              call -> {
                Dims.atLeast(call, 0, 1);
                Shape params = call.shape(0);
                Shape indices = call.shape(1);
                return List.of(
                    params.hasKnownRank() && indices.hasKnownRank()
                        ? Dims.joined(indices, Dims.part(params, 1, params.rank()))
                        : Shape.unknown());
              })
          .compute(
              call -> {
                if (call.input(0).shape().rank() == 0) {
                  throw call.invalid("a scalar has no slices");
                }
                return compute(call, 0, 0);
              })
          .gradient(
              (call, dy) ->
                  Arrays.asList(GatherGradient.rows(call, Objects.requireNonNull(dy.get(0))), null))
          .build();

  private Gather() {}

  /** Counterpart: {@code tf.gather}. */
  public static Tensor of(Object params, Object indices, OpOption... options) {
    return of(params, indices, 0, 0, options);
  }

  /** Counterpart: {@code tf.gather(params, indices, axis=axis, batch_dims=batchDims)}. */
  public static Tensor of(
      Object params, Object indices, Object axis, int batchDims, OpOption... options) {
    return Scoped.call(
        options,
        "GatherV2",
        name ->
            V2.call(
                name,
                Attrs.of("batch_dims", batchDims),
                params instanceof Operand o ? o.asTensor() : ToTensor.of(params, null, "params"),
                ToTensor.beside(DType.INT32, indices, "indices"),
                ToTensor.beside(DType.INT32, axis, "axis")));
  }

  private static List<Shape> infer(InferCall call) {
    Shape params = call.shape(0);
    Shape indices = call.shape(1);
    Dims.rank(call, 2, 0);
    long[] given = Dims.known(call, 2);
    long batch = call.<Long>attr("batch_dims");
    if (params.hasKnownRank() && params.rank() == 0) {
      throw call.invalid("a scalar has no slices");
    }
    if (given != null && params.hasKnownRank()) {
      int axis = Dims.axis(given[0], params.rank(), call::invalid);
      if (indices.hasKnownRank()) {
        int batches = batches(batch, indices, axis, call::invalid);
        return List.of(result(params, indices, axis, batches));
      }
      return List.of(Shape.unknown());
    }
    if (!params.hasKnownRank() || !indices.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    // With an axis that is not known TF counts a negative batch_dims as it stands.
    long rank = params.rank() + indices.rank() - 1 - batch;
    return List.of(rank < 0 ? Shape.unknown() : Dims.unknown((int) rank));
  }

  private static int batches(long given, Shape indices, int axis, Refusal refusal) {
    long batches = given < 0 ? given + indices.rank() : given;
    if (batches < 0 || batches > indices.rank() || batches > axis) {
      throw refusal.because(
          "batch_dims %d does not fit indices of shape %s and axis %d", given, indices, axis);
    }
    return (int) batches;
  }

  private static Shape result(Shape params, Shape indices, int axis, int batches) {
    return Dims.joined(
        Dims.part(params, 0, axis),
        Dims.part(indices, batches, indices.rank()),
        Dims.part(params, axis + 1, params.rank()));
  }

  private static EagerTensor compute(KernelCall call, int axis, long batchDims) {
    return slices(call.input(0), call.input(1), axis, batchDims, call::invalid);
  }

  /**
   * The slices of {@code params} along {@code axis} that {@code indices} names; what reading rows
   * of a variable does too.
   */
  public static EagerTensor slices(
      EagerTensor params, EagerTensor indices, int axis, long batchDims, Refusal refusal) {
    Shape in = params.shape();
    int b = batches(batchDims, indices.shape(), axis, refusal);
    for (int i = 0; i < b; i++) {
      if (in.dim(i) != indices.shape().dim(i)) {
        throw refusal.because(
            "%s and indices of %s differ in batch dimension %d", in, indices.shape(), i);
      }
    }
    long[] wanted = ElementArrays.longs(indices);
    long size = in.dim(axis);
    for (long index : wanted) {
      if (index < 0 || index >= size) {
        throw refusal.because("index %d lies beyond dimension %d of size %d", index, axis, size);
      }
    }
    Shape shape = result(in, indices.shape(), axis, b);
    Assembly out = new Assembly(params.dtype(), shape).from(params);
    long outer = Dims.product(in, b, axis);
    long run = Dims.product(in, axis + 1, in.rank());
    long batches = Dims.product(in, 0, b);
    int each = batches == 0 ? 0 : (int) (wanted.length / batches);
    if (run == 0) {
      return out.tensor();
    }
    long to = 0;
    for (long batch = 0; batch < batches; batch++) {
      for (long o = 0; o < outer; o++) {
        long from = (batch * outer + o) * size * run;
        for (int i = 0; i < each; i++) {
          out.run(from + wanted[(int) batch * each + i] * run, to, run);
          to += run;
        }
      }
    }
    return out.tensor();
  }
}
