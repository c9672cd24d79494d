package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code ClipByValue}: every element no smaller than one bound and no larger than another. */
public final class ClipByValue {
  public static final OpDef DEF =
      OpDef.named("ClipByValue")
          .inputs("t: T", "clip_value_min: T", "clip_value_max: T")
          .outputs("output: T")
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.NUMBERTYPE))
          .infer(call -> List.of(call.shape(0)))
          .compute(ClipByValue::compute)
          .gradient(ClipByValue::gradient)
          .build();

  private ClipByValue() {}

  private static EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    Shape shape = x.shape();
    for (int i = 1; i <= 2; i++) {
      Shape bound = call.input(i).shape();
      if (bound.rank() != 0 && !bound.equals(shape)) {
        throw new InvalidArgumentError(
            "ClipByValue: a bound has shape %s, the values %s".formatted(bound, shape));
      }
    }
    DType dtype = x.dtype();
    if (dtype.isComplex()) {
      throw new UnimplementedError("ClipByValue is not defined for " + dtype);
    }
    int n = ElementArrays.length(shape);
    int low = call.input(1).shape().rank() == 0 ? 0 : 1;
    int high = call.input(2).shape().rank() == 0 ? 0 : 1;
    if (dtype.isFloating()) {
      double[] values = ElementArrays.doubles(x);
      double[] least = ElementArrays.doubles(call.input(1));
      double[] most = ElementArrays.doubles(call.input(2));
      for (int i = 0; i < n; i++) {
        double v = Math.min(values[i], most[i * high]);
        values[i] = Math.max(v, least[i * low]);
      }
      return ElementArrays.tensor(dtype, shape, values);
    }
    long[] values = ElementArrays.longs(x);
    long[] least = ElementArrays.longs(call.input(1));
    long[] most = ElementArrays.longs(call.input(2));
    for (int i = 0; i < n; i++) {
      long v = Integers.min(values[i], most[i * high], dtype);
      values[i] = Integers.max(v, least[i * low], dtype);
    }
    return ElementArrays.tensor(dtype, shape, values);
  }

  private static List<@Nullable Tensor> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand given = dys.get(0);
    if (given == null) {
      return Arrays.asList(null, null, null);
    }
    Tensor dy = given.asTensor();
    Tensor x = call.input(0);
    Tensor low = call.input(1);
    Tensor high = call.input(2);
    Tensor zeros = Expressions.zerosLike(dy);
    Tensor below = Comparisons.LESS.node(x, low);
    Tensor above = Comparisons.GREATER.node(x, high);
    Tensor clipped = Comparisons.LOGICAL_OR.node(below, above);
    Tensor ofLow = Expressions.select(below, dy, zeros);
    Tensor ofHigh = Expressions.select(above, dy, zeros);
    return Arrays.asList(
        Expressions.select(clipped, zeros, dy),
        Expressions.reduced(low, x, ofLow, null).get(0),
        Expressions.reduced(high, x, ofHigh, null).get(0));
  }
}
