package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.math.Expressions.conj;
import static org.ckpt4j.ops.math.Expressions.div;
import static org.ckpt4j.ops.math.Expressions.mul;
import static org.ckpt4j.ops.math.Expressions.number;
import static org.ckpt4j.ops.math.Expressions.select;
import static org.ckpt4j.ops.math.Expressions.sub;

import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.jspecify.annotations.Nullable;

/** Gradients of the operations on one tensor, as TensorFlow writes them. */
final class UnaryGradients {
  private UnaryGradients() {}

  private static Tensor x(GradientCall call) {
    return conj(call.input(0));
  }

  private static Tensor one(Tensor like) {
    return number(like.dtype(), 1);
  }

  /** None at all, silently. */
  static @Nullable Operand none(GradientCall call, Tensor dy) {
    return null;
  }

  static Operand zero(GradientCall call, Tensor dy) {
    return Expressions.zerosLike(call.input(0));
  }

  static Operand abs(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.SIGN.call(call.input(0)));
  }

  static Operand neg(GradientCall call, Tensor dy) {
    return Expressions.neg(dy);
  }

  static Operand reciprocal(GradientCall call, Tensor dy) {
    return GradientOps.RECIPROCAL_GRAD.node(call.output(0), dy);
  }

  static Operand square(GradientCall call, Tensor dy) {
    Tensor two = number(dy.dtype(), 2);
    return Arithmetic.MUL.node(dy, Arithmetic.MUL.node(x(call), two));
  }

  static Operand sqrt(GradientCall call, Tensor dy) {
    return GradientOps.SQRT_GRAD.node(call.output(0), dy);
  }

  static Operand rsqrt(GradientCall call, Tensor dy) {
    return GradientOps.RSQRT_GRAD.node(call.output(0), dy);
  }

  static Operand exp(GradientCall call, Tensor dy) {
    return mul(dy, conj(call.output(0)));
  }

  static Operand expm1(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.EXP.call(x(call)));
  }

  static Operand log(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.RECIPROCAL.call(x(call)));
  }

  static Operand log1p(GradientCall call, Tensor dy) {
    Tensor x = x(call);
    return mul(dy, UnaryOps.RECIPROCAL.call(Expressions.add(one(x), x)));
  }

  static Operand sin(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.COS.call(x(call)));
  }

  static Operand cos(GradientCall call, Tensor dy) {
    return mul(Expressions.neg(dy), UnaryOps.SIN.call(x(call)));
  }

  static Operand tan(GradientCall call, Tensor dy) {
    Tensor secant = UnaryOps.RECIPROCAL.call(UnaryOps.COS.call(x(call)));
    return mul(UnaryOps.SQUARE.call(secant), dy);
  }

  static Operand asin(GradientCall call, Tensor dy) {
    return mul(dy, arcSlope(call));
  }

  static Operand acos(GradientCall call, Tensor dy) {
    return mul(Expressions.neg(dy), arcSlope(call));
  }

  private static Tensor arcSlope(GradientCall call) {
    Tensor x = x(call);
    Tensor below = sub(one(x), UnaryOps.SQUARE.call(x));
    return UnaryOps.RECIPROCAL.call(UnaryOps.SQRT.call(below));
  }

  static Operand atan(GradientCall call, Tensor dy) {
    Tensor x = x(call);
    Tensor below = Expressions.add(one(x), UnaryOps.SQUARE.call(x));
    return mul(dy, UnaryOps.RECIPROCAL.call(below));
  }

  static Operand sinh(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.COSH.call(x(call)));
  }

  static Operand cosh(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.SINH.call(x(call)));
  }

  static Operand tanh(GradientCall call, Tensor dy) {
    return GradientOps.TANH_GRAD.node(conj(call.output(0)), dy);
  }

  static Operand asinh(GradientCall call, Tensor dy) {
    return div(dy, UnaryOps.COSH.call(conj(call.output(0))));
  }

  static Operand acosh(GradientCall call, Tensor dy) {
    return div(dy, UnaryOps.SINH.call(conj(call.output(0))));
  }

  static Operand atanh(GradientCall call, Tensor dy) {
    Tensor x = x(call);
    Tensor below = sub(one(x), UnaryOps.SQUARE.call(x));
    return mul(dy, UnaryOps.RECIPROCAL.call(below));
  }

  static Operand sigmoid(GradientCall call, Tensor dy) {
    return GradientOps.SIGMOID_GRAD.node(conj(call.output(0)), dy);
  }

  static Operand erf(GradientCall call, Tensor dy) {
    return bell(call, dy, 2 / Math.sqrt(Math.PI));
  }

  static Operand erfc(GradientCall call, Tensor dy) {
    return bell(call, dy, -2 / Math.sqrt(Math.PI));
  }

  private static Tensor bell(GradientCall call, Tensor dy, double height) {
    Tensor squared = UnaryOps.SQUARE.call(call.input(0));
    return mul(mul(dy, height), UnaryOps.EXP.call(Expressions.neg(squared)));
  }

  static Operand erfinv(GradientCall call, Tensor dy) {
    Tensor squared = UnaryOps.SQUARE.call(call.output(0));
    return mul(mul(dy, Math.sqrt(Math.PI) / 2), UnaryOps.EXP.call(squared));
  }

  static Operand ndtri(GradientCall call, Tensor dy) {
    Tensor squared = UnaryOps.SQUARE.call(call.output(0));
    Tensor half = div(squared, number(squared.dtype(), 2));
    return mul(mul(dy, Math.sqrt(2 * Math.PI)), UnaryOps.EXP.call(half));
  }

  static Operand lgamma(GradientCall call, Tensor dy) {
    return mul(dy, SpecialOps.DIGAMMA.call(call.input(0)));
  }

  static Operand digamma(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    return mul(dy, SpecialOps.POLYGAMMA.node(one(x), x));
  }

  static Operand dawsn(GradientCall call, Tensor dy) {
    Tensor twice = mul(call.input(0), 2);
    Tensor product = mul(twice, call.output(0));
    return mul(dy, sub(one(product), product));
  }

  static Operand expint(GradientCall call, Tensor dy) {
    return div(mul(dy, UnaryOps.EXP.call(call.input(0))), call.input(0));
  }

  static Operand fresnelCos(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.COS.call(mul(UnaryOps.SQUARE.call(call.input(0)), Math.PI / 2)));
  }

  static Operand fresnelSin(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.SIN.call(mul(UnaryOps.SQUARE.call(call.input(0)), Math.PI / 2)));
  }

  static Operand spence(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor slope = div(UnaryOps.LOG.call(x), sub(one(x), x));
    Tensor atOne = Comparisons.EQUAL.node(x, one(x));
    return mul(dy, select(atOne, number(x.dtype(), -1), slope));
  }

  static Operand besselI0(GradientCall call, Tensor dy) {
    return mul(dy, BesselOps.I1.call(call.input(0)));
  }

  static Operand besselI0e(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor lowered = mul(UnaryOps.SIGN.call(x), call.output(0));
    return mul(dy, sub(BesselOps.I1E.call(x), lowered));
  }

  static Operand besselI1(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    return mul(dy, exceptAtZero(x, 1, sub(BesselOps.I0.call(x), div(call.output(0), x))));
  }

  static Operand besselI1e(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor slope = Expressions.add(UnaryOps.SIGN.call(x), UnaryOps.RECIPROCAL.call(x));
    Tensor partial = sub(BesselOps.I0E.call(x), mul(call.output(0), slope));
    return mul(dy, exceptAtZero(x, 0.5, partial));
  }

  static Operand besselK0(GradientCall call, Tensor dy) {
    return mul(dy, Expressions.neg(BesselOps.K1.call(call.input(0))));
  }

  static Operand besselK0e(GradientCall call, Tensor dy) {
    return mul(dy, sub(call.output(0), BesselOps.K1E.call(call.input(0))));
  }

  static Operand besselK1(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor lower = Expressions.neg(BesselOps.K0.call(x));
    return mul(dy, sub(lower, div(call.output(0), x)));
  }

  static Operand besselK1e(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor scale = sub(one(x), UnaryOps.RECIPROCAL.call(x));
    return mul(dy, sub(mul(call.output(0), scale), BesselOps.K0E.call(x)));
  }

  static Operand besselJ0(GradientCall call, Tensor dy) {
    return mul(dy, Expressions.neg(BesselOps.J1.call(call.input(0))));
  }

  static Operand besselJ1(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    return mul(dy, exceptAtZero(x, 0.5, sub(BesselOps.J0.call(x), div(call.output(0), x))));
  }

  static Operand besselY0(GradientCall call, Tensor dy) {
    return mul(dy, Expressions.neg(BesselOps.Y1.call(call.input(0))));
  }

  static Operand besselY1(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    return mul(dy, sub(BesselOps.Y0.call(x), div(call.output(0), x)));
  }

  /** The quotient by zero has a limit, which is put in its place. */
  private static Tensor exceptAtZero(Tensor x, double limit, Tensor otherwise) {
    Tensor atZero = Comparisons.EQUAL.node(x, number(x.dtype(), 0));
    return select(atZero, number(x.dtype(), limit), otherwise);
  }

  static Operand relu(GradientCall call, Tensor dy) {
    return GradientOps.RELU_GRAD.node(dy, call.output(0));
  }

  static Operand relu6(GradientCall call, Tensor dy) {
    return GradientOps.RELU6_GRAD.node(dy, call.output(0));
  }

  static Operand elu(GradientCall call, Tensor dy) {
    return GradientOps.ELU_GRAD.node(dy, call.output(0));
  }

  static Operand selu(GradientCall call, Tensor dy) {
    return GradientOps.SELU_GRAD.node(dy, call.output(0));
  }

  static Operand leakyRelu(GradientCall call, Tensor dy) {
    return GradientOps.leakyReluGrad(call, dy, call.input(0));
  }

  static Operand softplus(GradientCall call, Tensor dy) {
    return mul(dy, UnaryOps.SIGMOID.call(call.input(0)));
  }

  static Operand softsign(GradientCall call, Tensor dy) {
    return GradientOps.SOFTSIGN_GRAD.node(dy, call.input(0));
  }
}
