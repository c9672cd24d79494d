package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.math.Expressions.cast;
import static org.ckpt4j.ops.math.Expressions.conj;
import static org.ckpt4j.ops.math.Expressions.neg;
import static org.ckpt4j.ops.math.Expressions.number;
import static org.ckpt4j.ops.math.Expressions.onesLike;
import static org.ckpt4j.ops.math.Expressions.reduced;
import static org.ckpt4j.ops.math.Expressions.select;
import static org.ckpt4j.ops.math.Expressions.zerosLike;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of the operations on two tensors: what each input adds, summed back to its shape. Where
 * a function has a kink or a tie the side is TensorFlow's.
 */
final class BinaryGradients {
  private BinaryGradients() {}

  static List<@Nullable Tensor> none(GradientCall call, Tensor dy) {
    return Arrays.asList(null, null);
  }

  static List<@Nullable Tensor> add(GradientCall call, Tensor dy) {
    return reduced(call.input(0), call.input(1), dy, dy);
  }

  static List<@Nullable Tensor> sub(GradientCall call, Tensor dy) {
    return reduced(call.input(0), call.input(1), dy, neg(dy));
  }

  static List<@Nullable Tensor> mul(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    boolean plain = dy.dtype() == DType.FLOAT32 || dy.dtype() == DType.INT32;
    if (plain && sameKnownShape(x, y, dy)) { // TF's shortcut has the factors in another order
      return List.of(mulNode(dy, y), mulNode(dy, x));
    }
    return reduced(x, y, mulNode(dy, conj(y)), mulNode(conj(x), dy));
  }

  private static boolean sameKnownShape(Tensor x, Tensor y, Tensor dy) {
    return x.shape().isFullyDefined()
        && x.shape().equals(y.shape())
        && x.shape().equals(dy.shape());
  }

  private static Tensor mulNode(Tensor x, Tensor y) {
    return Arithmetic.MUL.node(x, y);
  }

  static List<@Nullable Tensor> mulNoNan(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    Tensor gx = Arithmetic.MUL_NO_NAN.node(dy, y);
    return reduced(x, y, gx, Arithmetic.MUL_NO_NAN.node(x, dy));
  }

  static List<@Nullable Tensor> realDiv(GradientCall call, Tensor dy) {
    return quotient(call, dy, Arithmetic.REAL_DIV);
  }

  static List<@Nullable Tensor> div(GradientCall call, Tensor dy) {
    // Integers have no part in it, so true division is meant.
    return quotient(call, dy, Arithmetic.REAL_DIV);
  }

  static List<@Nullable Tensor> divNoNan(GradientCall call, Tensor dy) {
    return quotient(call, dy, Arithmetic.DIV_NO_NAN);
  }

  private static List<@Nullable Tensor> quotient(GradientCall call, Tensor dy, BinaryOp divide) {
    Tensor x = conj(call.input(0));
    Tensor y = conj(call.input(1));
    Tensor gx = divide.node(dy, y);
    Tensor gy = Expressions.mul(dy, divide.node(divide.node(neg(x), y), y));
    return reduced(call.input(0), call.input(1), gx, gy);
  }

  static List<@Nullable Tensor> floorMod(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    Tensor quotient = Arithmetic.FLOOR_DIV.node(x, y);
    return reduced(x, y, dy, Expressions.mul(dy, neg(quotient)));
  }

  static List<@Nullable Tensor> pow(GradientCall call, Tensor dy) {
    Tensor x = conj(call.input(0));
    Tensor y = conj(call.input(1));
    Tensor scaled = Expressions.mul(dy, y);
    Tensor less =
        y.dtype().isFloating()
            ? Arithmetic.SUB.operator(y, 1.0)
            : Expressions.sub(y, number(y.dtype(), 1));
    Tensor gx = Expressions.mul(scaled, Arithmetic.POW.node(x, less));
    // The logarithm has no sensible value below zero, and none is taken there.
    Tensor zero = number(x.dtype(), 0);
    Tensor mask =
        x.dtype().isComplex()
            ? Comparisons.NOT_EQUAL.node(x, zero)
            : Comparisons.GREATER.node(x, zero);
    Tensor safe = select(mask, x, onesLike(x));
    Tensor log = select(mask, UnaryOps.LOG.call(safe), zerosLike(x));
    Tensor gy = Expressions.mul(Expressions.mul(dy, conj(call.output(0))), log);
    return reduced(call.input(0), call.input(1), gx, gy);
  }

  /** A tie is the first input's. */
  static List<@Nullable Tensor> maximum(GradientCall call, Tensor dy) {
    return chosen(call, dy, Comparisons.GREATER_EQUAL);
  }

  static List<@Nullable Tensor> minimum(GradientCall call, Tensor dy) {
    return chosen(call, dy, Comparisons.LESS_EQUAL);
  }

  private static List<@Nullable Tensor> chosen(GradientCall call, Tensor dy, BinaryOp first) {
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    Tensor mask = first.node(x, y);
    Tensor zeros = zerosLike(dy);
    return reduced(x, y, select(mask, dy, zeros), select(mask, zeros, dy));
  }

  static List<@Nullable Tensor> squaredDifference(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    Tensor gx = Expressions.mul(Expressions.mul(dy, 2), Expressions.sub(x, y));
    return reduced(x, y, gx, neg(gx));
  }

  static List<@Nullable Tensor> atan2(GradientCall call, Tensor dy) {
    Tensor y = call.input(0);
    Tensor x = call.input(1);
    Tensor norm = Expressions.add(UnaryOps.SQUARE.call(y), UnaryOps.SQUARE.call(x));
    Tensor scaled = Expressions.div(dy, norm);
    return reduced(y, x, Expressions.mul(x, scaled), Expressions.mul(neg(y), scaled));
  }

  static List<@Nullable Tensor> xlogy(GradientCall call, Tensor dy) {
    Tensor y = call.input(1);
    Tensor partialX = Arithmetic.XLOGY.node(notZero(call.input(0)), y);
    return partials(call, dy, partialX, Arithmetic.XDIVY.node(call.input(0), y));
  }

  static List<@Nullable Tensor> xlog1py(GradientCall call, Tensor dy) {
    Tensor y = call.input(1);
    Tensor partialX = Arithmetic.XLOG1PY.node(notZero(call.input(0)), y);
    Tensor above = Expressions.add(y, number(y.dtype(), 1));
    return partials(call, dy, partialX, Arithmetic.XDIVY.node(call.input(0), above));
  }

  static List<@Nullable Tensor> xdivy(GradientCall call, Tensor dy) {
    Tensor y = call.input(1);
    Tensor partialX = Arithmetic.XDIVY.node(notZero(call.input(0)), y);
    Tensor squared = Arithmetic.POW.node(y, number(y.dtype(), 2));
    return partials(call, dy, partialX, Arithmetic.XDIVY.node(neg(call.input(0)), squared));
  }

  private static Tensor notZero(Tensor x) {
    return cast(Comparisons.NOT_EQUAL.node(x, number(x.dtype(), 0)), x.dtype());
  }

  /** The gradients for known partial derivatives. */
  static List<@Nullable Tensor> partials(
      GradientCall call, Tensor dy, @Nullable Tensor first, @Nullable Tensor second) {
    return reduced(
        call.input(0),
        call.input(1),
        first == null ? null : Expressions.mul(first, dy),
        second == null ? null : Expressions.mul(second, dy));
  }

  static List<@Nullable Tensor> nextAfter(GradientCall call, Tensor dy) {
    return reduced(call.input(0), call.input(1), dy, zerosLike(dy));
  }

  static List<@Nullable Tensor> igamma(GradientCall call, Tensor dy) {
    Tensor a = call.input(0);
    Tensor x = call.input(1);
    Tensor partialA = SpecialOps.IGAMMA_GRAD_A.node(a, x);
    Tensor powers = Expressions.mul(Expressions.sub(a, number(a.dtype(), 1)), UnaryOps.LOG.call(x));
    Tensor exponent = Expressions.sub(Expressions.add(neg(x), powers), SpecialOps.LGAMMA.call(a));
    return partials(call, dy, partialA, UnaryOps.EXP.call(exponent));
  }

  static List<@Nullable Tensor> igammac(GradientCall call, Tensor dy) {
    return igamma(call, neg(dy));
  }

  /** Only the second argument has one in TensorFlow. */
  static List<@Nullable Tensor> zeta(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor next = SpecialOps.ZETA.node(Expressions.add(x, number(x.dtype(), 1)), call.input(1));
    return partials(call, dy, null, Expressions.mul(neg(x), next));
  }

  static List<@Nullable Tensor> polygamma(GradientCall call, Tensor dy) {
    Tensor n = call.input(0);
    Tensor next = Expressions.add(n, number(n.dtype(), 1));
    return partials(call, dy, null, SpecialOps.POLYGAMMA.node(next, call.input(1)));
  }
}
