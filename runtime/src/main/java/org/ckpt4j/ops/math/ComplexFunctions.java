package org.ckpt4j.ops.math;

import org.ckpt4j.framework.Complex;

/** Elementary functions of complex numbers, on the branches that C's have. */
final class ComplexFunctions {
  private static final Complex ONE = new Complex(1, 0);

  private ComplexFunctions() {}

  static Complex real(double value) {
    return new Complex(value, 0);
  }

  static Complex add(Complex x, Complex y) {
    return new Complex(x.real() + y.real(), x.imaginary() + y.imaginary());
  }

  static Complex sub(Complex x, Complex y) {
    return new Complex(x.real() - y.real(), x.imaginary() - y.imaginary());
  }

  static Complex mul(Complex x, Complex y) {
    return new Complex(
        x.real() * y.real() - x.imaginary() * y.imaginary(),
        x.real() * y.imaginary() + x.imaginary() * y.real());
  }

  static Complex scaled(Complex x, double factor) {
    return new Complex(x.real() * factor, x.imaginary() * factor);
  }

  static Complex div(Complex x, Complex y) {
    double norm = y.real() * y.real() + y.imaginary() * y.imaginary();
    return new Complex(
        (x.real() * y.real() + x.imaginary() * y.imaginary()) / norm,
        (x.imaginary() * y.real() - x.real() * y.imaginary()) / norm);
  }

  static boolean isZero(Complex x) {
    return x.real() == 0 && x.imaginary() == 0;
  }

  static Complex neg(Complex x) {
    return new Complex(-x.real(), -x.imaginary());
  }

  static Complex conj(Complex x) {
    return new Complex(x.real(), -x.imaginary());
  }

  static double abs(Complex x) {
    return Math.hypot(x.real(), x.imaginary());
  }

  static Complex square(Complex x) {
    return mul(x, x);
  }

  static Complex reciprocal(Complex x) {
    return div(ONE, x);
  }

  static Complex sign(Complex x) {
    return isZero(x) ? x : scaled(x, 1 / abs(x));
  }

  static Complex round(Complex x) {
    return new Complex(Math.rint(x.real()), Math.rint(x.imaginary()));
  }

  static Complex exp(Complex x) {
    double scale = Math.exp(x.real());
    return x.imaginary() == 0
        ? new Complex(scale, x.imaginary())
        : new Complex(scale * Math.cos(x.imaginary()), scale * Math.sin(x.imaginary()));
  }

  static Complex expm1(Complex x) {
    double half = Math.sin(x.imaginary() / 2);
    double real = Math.expm1(x.real()) * Math.cos(x.imaginary()) - 2 * half * half;
    return new Complex(real, Math.exp(x.real()) * Math.sin(x.imaginary()));
  }

  static Complex log(Complex x) {
    return new Complex(Math.log(abs(x)), Math.atan2(x.imaginary(), x.real()));
  }

  static Complex log1p(Complex x) {
    return log(add(ONE, x));
  }

  static Complex sqrt(Complex x) {
    if (isZero(x)) {
      return new Complex(0, x.imaginary());
    }
    double size = Math.sqrt((Math.abs(x.real()) + abs(x)) / 2);
    double other = Math.abs(x.imaginary()) / (2 * size);
    return x.real() >= 0
        ? new Complex(size, Math.copySign(other, x.imaginary()))
        : new Complex(other, Math.copySign(size, x.imaginary()));
  }

  static Complex rsqrt(Complex x) {
    return reciprocal(sqrt(x));
  }

  static Complex pow(Complex x, Complex y) {
    if (isZero(x)) {
      return isZero(y) ? ONE : real(0);
    }
    return exp(mul(y, log(x)));
  }

  static Complex sin(Complex x) {
    return new Complex(
        Math.sin(x.real()) * Math.cosh(x.imaginary()),
        Math.cos(x.real()) * Math.sinh(x.imaginary()));
  }

  static Complex cos(Complex x) {
    return new Complex(
        Math.cos(x.real()) * Math.cosh(x.imaginary()),
        -Math.sin(x.real()) * Math.sinh(x.imaginary()));
  }

  static Complex tan(Complex x) {
    return div(sin(x), cos(x));
  }

  static Complex sinh(Complex x) {
    return new Complex(
        Math.sinh(x.real()) * Math.cos(x.imaginary()),
        Math.cosh(x.real()) * Math.sin(x.imaginary()));
  }

  static Complex cosh(Complex x) {
    return new Complex(
        Math.cosh(x.real()) * Math.cos(x.imaginary()),
        Math.sinh(x.real()) * Math.sin(x.imaginary()));
  }

  static Complex tanh(Complex x) {
    if (Math.abs(x.real()) > 350) {
      return real(Math.signum(x.real()));
    }
    double scale = Math.cosh(2 * x.real()) + Math.cos(2 * x.imaginary());
    return new Complex(Math.sinh(2 * x.real()) / scale, Math.sin(2 * x.imaginary()) / scale);
  }

  static Complex asinh(Complex x) {
    return timesMinusI(asin(timesI(x)));
  }

  static Complex asin(Complex x) {
    // Kahan's formula keeps the digits near the branch points.
    Complex below = sqrt(sub(ONE, x));
    Complex above = sqrt(add(ONE, x));
    double real = Math.atan2(x.real(), mul(below, above).real());
    return new Complex(real, asinhReal(mul(conj(below), above).imaginary()));
  }

  static Complex acos(Complex x) {
    Complex below = sqrt(sub(ONE, x));
    Complex above = sqrt(add(ONE, x));
    double real = 2 * Math.atan2(below.real(), above.real());
    return new Complex(real, asinhReal(mul(conj(above), below).imaginary()));
  }

  static Complex acosh(Complex x) {
    Complex below = sqrt(sub(x, ONE));
    Complex above = sqrt(add(x, ONE));
    double real = asinhReal(mul(conj(below), above).real());
    return new Complex(real, 2 * Math.atan2(below.imaginary(), above.real()));
  }

  static Complex atan(Complex x) {
    return timesMinusI(atanh(timesI(x)));
  }

  static Complex atanh(Complex x) {
    double a = x.real();
    double b = x.imaginary();
    double real = Math.log1p(4 * a / ((1 - a) * (1 - a) + b * b)) / 4;
    double imaginary = Math.atan2(2 * b, (1 - a) * (1 + a) - b * b) / 2;
    return new Complex(real, imaginary);
  }

  static Complex sigmoid(Complex x) {
    return reciprocal(add(ONE, exp(neg(x))));
  }

  private static Complex timesI(Complex x) {
    return new Complex(-x.imaginary(), x.real());
  }

  private static Complex timesMinusI(Complex x) {
    return new Complex(x.imaginary(), -x.real());
  }

  static double asinhReal(double x) {
    double size = Math.abs(x);
    double result;
    if (size > 1e9) {
      result = Math.log(size) + Math.log(2);
    } else {
      result = Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
    }
    return Math.copySign(result, x);
  }
}
