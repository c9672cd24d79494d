package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code InTopK}, {@code InTopKV2}: whether a target is among the most probable. */
public final class InTopK {
  public static final OpDef OLD =
      OpDef.named("InTopK")
          .inputs("predictions: float32", "targets: T")
          .outputs("precision: bool")
          .attr("k", AttrKind.INT)
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .infer(InTopK::infer)
          .compute(call -> compute(call, call.<Long>attr("k")))
          .noGradient()
          .build();

  public static final OpDef V2 =
      OpDef.named("InTopKV2")
          .inputs("predictions: float32", "targets: T", "k: T")
          .outputs("precision: bool")
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .infer(
              call -> {
                Dims.rank(call, 2, 0);
                return infer(call);
              })
          .compute(call -> compute(call, call.input(2).longValue()))
          .noGradient()
          .build();

  private InTopK() {}

  /** Counterpart: {@code tf.math.in_top_k}. */
  public static Tensor of(Object targets, Object predictions, Object k, OpOption... options) {
    return Scoped.call(
        options,
        "in_top_k",
        name -> {
          Tensor wanted = ToTensor.of(targets, null, "targets");
          return V2.call(
              name,
              Attrs.none(),
              ToTensor.of(predictions, DType.FLOAT32, "predictions"),
              wanted,
              ToTensor.beside(wanted.dtype(), k, "k"));
        });
  }

  private static List<Shape> infer(InferCall call) {
    Shape predictions = Dims.rank(call, 0, 2);
    Shape targets = Dims.rank(call, 1, 1);
    Shape rows = Dims.merged(Dims.part(predictions, 0, 1), targets);
    if (rows == null) {
      throw call.invalid("targets of %s for predictions of %s", targets, predictions);
    }
    return List.of(rows);
  }

  private static EagerTensor compute(KernelCall call, long k) {
    Shape shape = call.input(0).shape();
    long[] targets = ElementArrays.longs(call.input(1));
    if (shape.rank() != 2 || shape.dim(0) != targets.length) {
      throw call.invalid("targets of %s for predictions of %s", call.input(1).shape(), shape);
    }
    float[] predictions = ElementArrays.floats(call.input(0));
    int classes = (int) shape.dim(1);
    long[] out = new long[targets.length];
    for (int r = 0; r < out.length; r++) {
      out[r] = isAmong(predictions, r * classes, classes, targets[r], k) ? 1 : 0;
    }
    return ElementArrays.tensor(DType.BOOL, call.input(1).shape(), out);
  }

  /** A row with numbers that are not finite decides nothing, unless k better ones come first. */
  private static boolean isAmong(float[] row, int first, int classes, long target, long k) {
    if (target < 0 || target >= classes || !Float.isFinite(row[first + (int) target])) {
      return false;
    }
    float own = row[first + (int) target];
    int better = 0;
    for (int c = first; c < first + classes; c++) {
      if (!Float.isFinite(row[c])) {
        return false;
      }
      if (row[c] > own && ++better > k) {
        break;
      }
    }
    return better < k;
  }
}
