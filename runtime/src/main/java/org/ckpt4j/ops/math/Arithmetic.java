package org.ckpt4j.ops.math;

import static org.ckpt4j.tensor.DType.BFLOAT16;
import static org.ckpt4j.tensor.DType.FLOAT16;
import static org.ckpt4j.tensor.DType.FLOAT32;
import static org.ckpt4j.tensor.DType.FLOAT64;
import static org.ckpt4j.tensor.DType.INT32;
import static org.ckpt4j.tensor.DType.INT64;
import static org.ckpt4j.tensor.DType.STRING;
import static org.ckpt4j.tensor.DType.UINT8;

import java.util.List;
import org.ckpt4j.errors.InternalError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;

/** Arithmetic on two tensors, element by element: a row an operation. */
public final class Arithmetic {
  private static final List<DType> DIVIDED =
      NumberTypes.join(NumberTypes.FLOATS, NumberTypes.INTEGERS, NumberTypes.COMPLEX);
  private static final Complex NOTHING = new Complex(0, 0);

  public static final BinaryOp ADD =
      BinaryOp.row("AddV2")
          .names("Add", "add")
          .types(NumberTypes.NUMBERS)
          .real(Double::sum)
          .whole((x, y, dtype) -> x + y)
          .complex(ComplexFunctions::add)
          .floats(FloatLoops::add)
          .gradient(BinaryGradients::add);

  /** The older addition, which joins strings too. */
  public static final BinaryOp ADD_V1 =
      BinaryOp.row("Add")
          .types(
              NumberTypes.join(
                  NumberTypes.FLOATS_AND_COMPLEX,
                  NumberTypes.join(NumberTypes.SIGNED, UINT8, STRING)))
          .real(Double::sum)
          .whole((x, y, dtype) -> x + y)
          .complex(ComplexFunctions::add)
          .bytes(Arithmetic::joined)
          .floats(FloatLoops::add)
          .gradient(BinaryGradients::add);

  public static final BinaryOp SUB =
      BinaryOp.row("Sub")
          .names("Sub", "sub")
          .types(NumberTypes.NUMBERS)
          .real((x, y) -> x - y)
          .whole((x, y, dtype) -> x - y)
          .complex(ComplexFunctions::sub)
          .floats(FloatLoops::sub)
          .gradient(BinaryGradients::sub);

  public static final BinaryOp MUL =
      BinaryOp.row("Mul")
          .names("Mul", "mul")
          .types(NumberTypes.NUMBERS)
          .real((x, y) -> x * y)
          .whole((x, y, dtype) -> x * y)
          .complex(ComplexFunctions::mul)
          .floats(FloatLoops::mul)
          .gradient(BinaryGradients::mul);

  public static final BinaryOp REAL_DIV =
      BinaryOp.row("RealDiv")
          .names("RealDiv", "truediv")
          .types(DIVIDED)
          .real((x, y) -> x / y)
          .complex(ComplexFunctions::div)
          .floats(FloatLoops::div)
          .gradient(BinaryGradients::realDiv);

  /** C's division: integers towards zero. */
  public static final BinaryOp DIV =
      BinaryOp.row("Div")
          .names("div", "div")
          .types(DIVIDED)
          .divides(InvalidArgumentError::new)
          .real((x, y) -> x / y)
          .whole(Integers::truncateDiv)
          .complex(ComplexFunctions::div)
          .floats(FloatLoops::div)
          .gradient(BinaryGradients::div);

  public static final BinaryOp DIV_NO_NAN =
      BinaryOp.row("DivNoNan")
          .names("div_no_nan", "div_no_nan")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real((x, y) -> y == 0 ? 0 : x / y)
          .complex((x, y) -> ComplexFunctions.isZero(y) ? NOTHING : ComplexFunctions.div(x, y))
          .gradient(BinaryGradients::divNoNan);

  public static final BinaryOp MUL_NO_NAN =
      BinaryOp.row("MulNoNan")
          .names("multiply_no_nan", "multiply_no_nan")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real((x, y) -> y == 0 ? 0 : x * y)
          .complex((x, y) -> ComplexFunctions.isZero(y) ? NOTHING : ComplexFunctions.mul(x, y))
          .gradient(BinaryGradients::mulNoNan);

  public static final BinaryOp FLOOR_DIV =
      BinaryOp.row("FloorDiv")
          .names("floordiv", "floordiv")
          .types(DIVIDED)
          .divides(InvalidArgumentError::new)
          .rounded((x, y, dtype) -> Math.floor(NumberTypes.rounded(dtype, x / y)))
          .whole(Integers::floorDiv)
          .gradient(BinaryGradients::none);

  public static final BinaryOp TRUNCATE_DIV =
      BinaryOp.row("TruncateDiv")
          .types(DIVIDED)
          .divides(InternalError::new)
          .rounded((x, y, dtype) -> truncated(NumberTypes.rounded(dtype, x / y)))
          .whole(Integers::truncateDiv)
          .gradient(BinaryGradients::none);

  /** The remainder of {@link #FLOOR_DIV}: has the sign of the divisor. */
  public static final BinaryOp FLOOR_MOD =
      BinaryOp.row("FloorMod")
          .names("FloorMod", "mod")
          .types(NumberTypes.join(NumberTypes.INTEGERS, NumberTypes.FLOATS))
          .divides(InvalidArgumentError::new)
          .rounded(Arithmetic::floorMod)
          .whole(Integers::floorMod)
          .gradient(BinaryGradients::floorMod);

  /** C's remainder, under its older name. */
  public static final BinaryOp MOD =
      BinaryOp.row("Mod")
          .types(List.of(INT32, INT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64))
          .divides(InvalidArgumentError::new)
          .real((x, y) -> x % y)
          .whole(Integers::truncateMod)
          .noGradient();

  public static final BinaryOp TRUNCATE_MOD =
      BinaryOp.row("TruncateMod")
          .types(List.of(INT32, INT64, BFLOAT16, FLOAT16, FLOAT32, FLOAT64))
          .divides(InternalError::new)
          .real((x, y) -> x % y)
          .whole(Integers::truncateMod)
          .noGradient();

  public static final BinaryOp POW =
      BinaryOp.row("Pow")
          .names("Pow", "pow")
          .types(NumberTypes.join(NumberTypes.FLOATS_AND_COMPLEX, NumberTypes.SIGNED))
          .real(Arithmetic::power)
          .floats(FloatLoops::pow)
          .whole(Integers::pow)
          .complex(ComplexFunctions::pow)
          .gradient(BinaryGradients::pow);

  public static final BinaryOp MAXIMUM =
      BinaryOp.row("Maximum")
          .types(NumberTypes.REALS)
          .real(Math::max)
          .whole(Integers::max)
          .floats(FloatLoops::max)
          .gradient(BinaryGradients::maximum);

  public static final BinaryOp MINIMUM =
      BinaryOp.row("Minimum")
          .types(NumberTypes.REALS)
          .real(Math::min)
          .whole(Integers::min)
          .floats(FloatLoops::min)
          .gradient(BinaryGradients::minimum);

  public static final BinaryOp SQUARED_DIFFERENCE =
      BinaryOp.row("SquaredDifference")
          .types(NumberTypes.join(NumberTypes.FLOATS_AND_COMPLEX, INT32, INT64))
          .rounded(
              (x, y, dtype) -> {
                double d = NumberTypes.rounded(dtype, x - y);
                return d * d;
              })
          .whole((x, y, dtype) -> (x - y) * (x - y))
          .complex(
              (x, y) -> {
                Complex d = ComplexFunctions.sub(x, y);
                return ComplexFunctions.mul(ComplexFunctions.conj(d), d);
              })
          .floats(FloatLoops::squaredDifference)
          .gradient(BinaryGradients::squaredDifference);

  public static final BinaryOp ATAN2 =
      BinaryOp.row("Atan2", "y: T", "x: T", "z")
          .types(NumberTypes.FLOATS)
          .real(Math::atan2)
          .gradient(BinaryGradients::atan2);

  public static final BinaryOp XDIVY =
      BinaryOp.row("Xdivy")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real((x, y) -> x == 0 ? 0 : x / y)
          .complex((x, y) -> ComplexFunctions.isZero(x) ? NOTHING : ComplexFunctions.div(x, y))
          .gradient(BinaryGradients::xdivy);

  public static final BinaryOp XLOGY =
      BinaryOp.row("Xlogy")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real((x, y) -> x == 0 ? 0 : x * Math.log(y))
          .complex(
              (x, y) ->
                  ComplexFunctions.isZero(x)
                      ? NOTHING
                      : ComplexFunctions.mul(x, ComplexFunctions.log(y)))
          .gradient(BinaryGradients::xlogy);

  public static final BinaryOp XLOG1PY =
      BinaryOp.row("Xlog1py")
          .names("xlog1py", "xlog1py")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real((x, y) -> x == 0 ? 0 : x * Math.log1p(y))
          .complex(
              (x, y) ->
                  ComplexFunctions.isZero(x)
                      ? NOTHING
                      : ComplexFunctions.mul(x, ComplexFunctions.log1p(y)))
          .gradient(BinaryGradients::xlog1py);

  public static final BinaryOp NEXT_AFTER =
      BinaryOp.row("NextAfter", "x1: T", "x2: T", "output")
          .types(List.of(FLOAT64, FLOAT32), FLOAT32)
          .bits(
              (x, y, dtype) ->
                  dtype == FLOAT32 ? Math.nextAfter((float) x, y) : Math.nextAfter(x, y))
          .gradient(BinaryGradients::nextAfter);

  public static final BinaryOp LESS = Comparisons.LESS;
  public static final BinaryOp LESS_EQUAL = Comparisons.LESS_EQUAL;
  public static final BinaryOp GREATER = Comparisons.GREATER;
  public static final BinaryOp GREATER_EQUAL = Comparisons.GREATER_EQUAL;

  private Arithmetic() {}

  /** All of them, for the registry. */
  static List<OpDef> defs() {
    return java.util.stream.Stream.of(
            ADD,
            ADD_V1,
            SUB,
            MUL,
            REAL_DIV,
            DIV,
            DIV_NO_NAN,
            MUL_NO_NAN,
            FLOOR_DIV,
            TRUNCATE_DIV,
            FLOOR_MOD,
            MOD,
            TRUNCATE_MOD,
            POW,
            MAXIMUM,
            MINIMUM,
            SQUARED_DIFFERENCE,
            ATAN2,
            XDIVY,
            XLOGY,
            XLOG1PY,
            NEXT_AFTER)
        .map(BinaryOp::def)
        .toList();
  }

  private static byte[] joined(byte[] x, byte[] y) {
    byte[] out = java.util.Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, out, x.length, y.length);
    return out;
  }

  private static double truncated(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  private static double floorMod(double x, double y, DType dtype) {
    double rest = x % y;
    return rest != 0 && (y < 0) != (rest < 0) ? NumberTypes.rounded(dtype, rest + y) : rest;
  }

  /** C's pow: one to any power, and minus one to an infinite one, are one. */
  static double power(double x, double y) {
    return x == 1 || (x == -1 && Double.isInfinite(y)) ? 1 : Math.pow(x, y);
  }
}
