package org.ckpt4j.ops.nn;

import static org.ckpt4j.ops.Formula.add;
import static org.ckpt4j.ops.Formula.cast;
import static org.ckpt4j.ops.Formula.mul;
import static org.ckpt4j.ops.Formula.op;
import static org.ckpt4j.ops.Formula.sub;
import static org.ckpt4j.ops.Formula.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a batch normalization's gradient, in closed form.
 *
 * <p>With {@code r = rsqrt(variance + epsilon)}, {@code d} for what is less its mean, {@code a =
 * mean(dy d(x))}, {@code b = mean(g d(x))} and {@code c = mean(g d(dy))}, where {@code g} is what
 * arrives at dx, that at dscale being {@code h} and at doffset {@code k}.
 */
final class BatchNormSecond {
  private BatchNormSecond() {}

  static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    String format = call.attr("data_format");
    boolean first = Layouts.channelsFirst(format);
    int rank = format.length();
    DType dtype = call.input(1).dtype();
    Tensor dy = last(cast(call.input(0), DType.FLOAT32), first, rank);
    Tensor x = last(cast(call.input(1), DType.FLOAT32), first, rank);
    Tensor scale = call.input(2);
    Operand g =
        dys.get(0) == null
            ? Formula.zerosLike(x)
            : last(cast(dys.get(0), DType.FLOAT32), first, rank);
    Operand h = FusedBatchNorm.orZero(dys.get(1), scale);
    Operand k = FusedBatchNorm.orZero(dys.get(2), scale);
    List<Tensor> found =
        call.<Boolean>attr("is_training")
            ? training(call, rank, dy, x, scale, g, h, k)
            : frozen(call, rank, dy, x, scale, g, h, k);
    List<@Nullable Operand> all = new ArrayList<>();
    all.add(cast(back(found.get(0), first, rank), dtype));
    all.add(cast(back(found.get(1), first, rank), dtype));
    all.add(found.get(2));
    for (int i = 3; i < call.numInputs(); i++) {
      all.add(null);
    }
    return all;
  }

  private static Tensor last(Tensor x, boolean first, int rank) {
    if (!first) {
      return x;
    }
    long[] order = new long[rank];
    for (int i = 1; i < rank; i++) {
      order[i] = i == rank - 1 ? 1 : i + 1;
    }
    return Formula.transpose(x, order);
  }

  private static Tensor back(Tensor x, boolean first, int rank) {
    if (!first) {
      return x;
    }
    long[] order = new long[rank];
    for (int i = 1; i < rank; i++) {
      order[i] = i == 1 ? rank - 1 : i - 1;
    }
    return Formula.transpose(x, order);
  }

  private static long[] outer(int rank) {
    long[] axes = new long[rank - 1];
    Arrays.setAll(axes, i -> i);
    return axes;
  }

  private static Tensor mean(Operand x, int rank) {
    return op("Mean", Attrs.none(), x, Formula.ints(outer(rank)));
  }

  private static List<Tensor> training(
      GradientCall call,
      int rank,
      Tensor dy,
      Tensor x,
      Tensor scale,
      Operand g,
      Operand h,
      Operand k) {
    Tensor epsilon = Formula.scalar(DType.FLOAT32, call.<Float>attr("epsilon"));
    Tensor dx = sub(x, mean(x, rank));
    Tensor r = op("Rsqrt", add(mean(op("Square", dx), rank), epsilon));
    Tensor r2 = mul(r, r);
    Tensor r3 = mul(r2, r);
    Tensor ddy = sub(dy, mean(dy, rank));
    Tensor dg = sub(g, mean(g, rank));
    Tensor a = mean(mul(dy, dx), rank);
    Tensor b = mean(mul(g, dx), rank);
    Tensor c = mean(mul(g, ddy), rank);
    Tensor toDy =
        add(
            add(mul(mul(scale, r), sub(dg, mul(mul(dx, r2), b))), mul(mul(h, r), dx)),
            add(k, Formula.zerosLike(dy)));
    Tensor three = Formula.scalar(DType.FLOAT32, 3);
    Tensor spread = mul(mul(scale, r3), sub(c, mul(mul(three, r2), mul(a, b))));
    Tensor mixed = mul(mul(scale, r3), add(mul(ddy, b), mul(dg, a)));
    Tensor ofScale = mul(h, sub(mul(r, ddy), mul(mul(a, r3), dx)));
    Tensor toX = sub(sub(ofScale, mul(spread, dx)), mixed);
    Tensor toScale = sum(mul(g, mul(r, sub(ddy, mul(mul(dx, r2), a)))), false, outer(rank));
    return List.of(toDy, toX, toScale);
  }

  private static List<Tensor> frozen(
      GradientCall call,
      int rank,
      Tensor dy,
      Tensor x,
      Tensor scale,
      Operand g,
      Operand h,
      Operand k) {
    Tensor epsilon = Formula.scalar(DType.FLOAT32, call.<Float>attr("epsilon"));
    Tensor r = op("Rsqrt", add(call.input(4), epsilon));
    Tensor centered = sub(x, call.input(3));
    Tensor toDy =
        add(add(mul(g, mul(scale, r)), mul(mul(h, r), centered)), add(k, Formula.zerosLike(dy)));
    Tensor toX = mul(mul(h, r), dy);
    Tensor toScale = sum(mul(mul(g, dy), r), false, outer(rank));
    return List.of(toDy, toX, toScale);
  }
}
