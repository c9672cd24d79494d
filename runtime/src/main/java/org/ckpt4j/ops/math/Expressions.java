package org.ckpt4j.ops.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.BroadcastShapes;
import org.ckpt4j.ops.array.BroadcastTo;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Formulas of tensors, as gradients are written with: short names for single nodes. */
final class Expressions {
  private Expressions() {}

  static Tensor add(Tensor x, Tensor y) {
    return Arithmetic.ADD.operator(x, y);
  }

  static Tensor sub(Tensor x, Tensor y) {
    return Arithmetic.SUB.operator(x, y);
  }

  static Tensor mul(Tensor x, Tensor y) {
    return Arithmetic.MUL.operator(x, y);
  }

  static Tensor mul(Tensor x, double y) {
    return x.dtype().isFloating()
        ? Arithmetic.MUL.operator(x, NumberTypes.rounded(x.dtype(), y))
        : mul(x, number(x.dtype(), y));
  }

  static Tensor div(Tensor x, Tensor y) {
    return Arithmetic.REAL_DIV.operator(x, y);
  }

  static Tensor neg(Tensor x) {
    return UnaryOps.NEG.call(x);
  }

  /** The complex conjugate; real numbers are theirs. */
  static Tensor conj(Tensor x) {
    return x.dtype().isComplex() ? ComplexParts.CONJ.call(Attrs.none(), x) : x;
  }

  static Tensor number(DType dtype, double value) {
    return Const.of(NumberTypes.scalar(dtype, value), "Const");
  }

  static Tensor ints(long... values) {
    return Const.of(ElementArrays.ints(values), "Const");
  }

  static Tensor zerosLike(Tensor x) {
    return filledLike(x, 0);
  }

  static Tensor onesLike(Tensor x) {
    return filledLike(x, 1);
  }

  private static Tensor filledLike(Tensor x, double value) {
    EagerTensor one = NumberTypes.scalar(x.dtype(), value);
    return x.shape().isFullyDefined() && Contexts.current().isEager()
        ? Const.of(EagerTensor.of(Fill.filled(x.shape(), one.raw())), null)
        : Fill.DEF.call(Attrs.none(), shapeOf(x), Const.of(one, "Const"));
  }

  /** The sizes of a tensor: a constant where they are known. */
  static Tensor shapeOf(Tensor x) {
    return ShapeOp.of(x);
  }

  static Tensor reshape(Tensor x, Tensor shape) {
    return Reshape.DEF.call(Attrs.none(), x, shape);
  }

  static Tensor select(Tensor condition, Tensor then, Tensor otherwise) {
    return SelectOps.SELECT_V2.call(Attrs.none(), condition, then, otherwise);
  }

  /** {@code x} repeated to the shape of {@code like}. */
  static Tensor widened(Tensor x, Tensor like) {
    return BroadcastTo.DEF.call(Attrs.none(), x, shapeOf(like));
  }

  /** The integers that a tensor holds, if they are known now. */
  static long @Nullable [] knownInts(Tensor x) {
    if (x instanceof EagerTensor value) {
      return ElementArrays.longs(value);
    }
    return x.op().type().equals("Const")
        ? ElementArrays.longs(x.op().attrs().<EagerTensor>get("value"))
        : null;
  }

  static Tensor cast(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : Cast.DEF.call(Attrs.of("DstT", dtype), x);
  }

  static Tensor sum(Tensor x, Tensor axes, boolean keepDims) {
    return Reductions.SUM.def().call(Attrs.of("keep_dims", keepDims), x, axes);
  }

  /** {@code gx} and {@code gy}, summed back to the shapes of {@code x} and {@code y}. */
  static List<@Nullable Tensor> reduced(
      Tensor x, Tensor y, @Nullable Tensor gx, @Nullable Tensor gy) {
    Shape a = x.shape();
    Shape b = y.shape();
    if (a.isFullyDefined() && a.equals(b)) {
      return Arrays.asList(gx, gy);
    }
    Tensor sizes = shapeOf(x);
    Tensor otherSizes = shapeOf(y);
    List<List<Long>> axes = widenedAxes(a, b);
    if (axes != null) {
      return Arrays.asList(
          reduced(gx, sizes, axes.get(0), a.rank() < b.rank()),
          reduced(gy, otherSizes, axes.get(1), b.rank() < a.rank()));
    }
    var args = BroadcastShapes.gradientArgs(sizes, otherSizes).outputs();
    return Arrays.asList(
        gx == null ? null : reshape(sum(gx, args.get(0), true), sizes),
        gy == null ? null : reshape(sum(gy, args.get(1), true), otherSizes));
  }

  private static @Nullable Tensor reduced(
      @Nullable Tensor gradient, Tensor sizes, List<Long> axes, boolean lowerRank) {
    if (gradient == null || (axes.isEmpty() && !lowerRank)) {
      return gradient;
    }
    int[] indices = axes.stream().mapToInt(Long::intValue).toArray();
    return reshape(Reductions.SUM.of(gradient, indices, true), sizes);
  }

  /** Along which dimensions either shape was widened; null where that is not known yet. */
  private static @Nullable List<List<Long>> widenedAxes(Shape x, Shape y) {
    if (!x.hasKnownRank() || !y.hasKnownRank()) {
      return null;
    }
    int rank = Math.max(x.rank(), y.rank());
    List<Long> ofX = new ArrayList<>();
    List<Long> ofY = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long a = i < rank - x.rank() ? 1 : x.dim(i - rank + x.rank());
      long b = i < rank - y.rank() ? 1 : y.dim(i - rank + y.rank());
      if (a == 1 && b != 1) {
        ofX.add((long) i);
      } else if (b == 1 && a != 1) {
        ofY.add((long) i);
      } else if (a < 0 || b < 0) {
        return null;
      }
    }
    return List.of(ofX, ofY);
  }
}
