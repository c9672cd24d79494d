package org.ckpt4j.ops.math;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;

/** Operations on one tensor, element by element: a row an operation. */
public final class UnaryOps {
  private static final List<DType> SIGNED_NUMBERS =
      NumberTypes.join(NumberTypes.FLOATS_AND_COMPLEX, NumberTypes.SIGNED);

  public static final UnaryOp NEG =
      UnaryOp.row("Neg")
          .types(SIGNED_NUMBERS)
          .real(x -> -x)
          .whole(x -> -x)
          .complex(ComplexFunctions::neg)
          .floats(FloatLoops::neg)
          .gradient(UnaryGradients::neg);

  public static final UnaryOp ABS =
      UnaryOp.row("Abs")
          .types(NumberTypes.join(NumberTypes.FLOATS, NumberTypes.SIGNED))
          .real(Math::abs)
          .whole(Math::abs)
          .floats(FloatLoops::abs)
          .gradient(UnaryGradients::abs);

  public static final UnaryOp SIGN =
      UnaryOp.row("Sign")
          .types(SIGNED_NUMBERS)
          .real(x -> Double.isNaN(x) ? x : Math.signum(x))
          .whole(Long::signum)
          .complex(ComplexFunctions::sign)
          .gradient(UnaryGradients::zero);

  public static final UnaryOp SQUARE =
      UnaryOp.row("Square")
          .types(NumberTypes.NUMBERS)
          .real(x -> x * x)
          .whole(x -> x * x)
          .complex(ComplexFunctions::square)
          .floats(FloatLoops::square)
          .gradient(UnaryGradients::square);

  public static final UnaryOp FLOOR =
      UnaryOp.row("Floor")
          .types(NumberTypes.FLOATS)
          .real(Math::floor)
          .gradient(UnaryGradients::none);

  public static final UnaryOp CEIL =
      UnaryOp.row("Ceil").types(NumberTypes.FLOATS).real(Math::ceil).gradient(UnaryGradients::none);

  public static final UnaryOp RINT =
      UnaryOp.row("Rint").types(NumberTypes.FLOATS).real(Math::rint).gradient(UnaryGradients::none);

  public static final UnaryOp ROUND =
      UnaryOp.row("Round")
          .types(SIGNED_NUMBERS)
          .real(Math::rint)
          .whole(x -> x)
          .complex(ComplexFunctions::round)
          .gradient(UnaryGradients::none);

  public static final UnaryOp RECIPROCAL =
      UnaryOp.row("Reciprocal")
          .types(SIGNED_NUMBERS)
          .real(x -> 1 / x)
          .whole(UnaryOps::wholeReciprocal)
          .complex(ComplexFunctions::reciprocal)
          .gradient(UnaryGradients::reciprocal);

  public static final UnaryOp INV =
      UnaryOp.row("Inv")
          .types(SIGNED_NUMBERS)
          .real(x -> 1 / x)
          .whole(UnaryOps::wholeReciprocal)
          .complex(ComplexFunctions::reciprocal)
          .gradient(UnaryGradients::reciprocal);

  public static final UnaryOp SQRT =
      UnaryOp.row("Sqrt")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::sqrt)
          .complex(ComplexFunctions::sqrt)
          .floats(FloatLoops::sqrt)
          .gradient(UnaryGradients::sqrt);

  public static final UnaryOp RSQRT =
      UnaryOp.row("Rsqrt")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(x -> 1 / Math.sqrt(x))
          .complex(ComplexFunctions::rsqrt)
          .floats(FloatLoops::rsqrt)
          .gradient(UnaryGradients::rsqrt);

  public static final UnaryOp EXP =
      UnaryOp.row("Exp")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::exp)
          .complex(ComplexFunctions::exp)
          .floats(FloatFunctions::exp)
          .gradient(UnaryGradients::exp);

  public static final UnaryOp EXPM1 =
      UnaryOp.row("Expm1")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::expm1)
          .complex(ComplexFunctions::expm1)
          .gradient(UnaryGradients::expm1);

  public static final UnaryOp LOG =
      UnaryOp.row("Log")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::log)
          .complex(ComplexFunctions::log)
          .floats(FloatFunctions::log)
          .gradient(UnaryGradients::log);

  public static final UnaryOp LOG1P =
      UnaryOp.row("Log1p")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::log1p)
          .complex(ComplexFunctions::log1p)
          .gradient(UnaryGradients::log1p);

  public static final UnaryOp SIN =
      UnaryOp.row("Sin")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::sin)
          .complex(ComplexFunctions::sin)
          .gradient(UnaryGradients::sin);

  public static final UnaryOp COS =
      UnaryOp.row("Cos")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::cos)
          .complex(ComplexFunctions::cos)
          .gradient(UnaryGradients::cos);

  public static final UnaryOp TAN =
      UnaryOp.row("Tan")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::tan)
          .complex(ComplexFunctions::tan)
          .gradient(UnaryGradients::tan);

  public static final UnaryOp ASIN =
      UnaryOp.row("Asin")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::asin)
          .complex(ComplexFunctions::asin)
          .gradient(UnaryGradients::asin);

  public static final UnaryOp ACOS =
      UnaryOp.row("Acos")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::acos)
          .complex(ComplexFunctions::acos)
          .gradient(UnaryGradients::acos);

  public static final UnaryOp ATAN =
      UnaryOp.row("Atan")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::atan)
          .complex(ComplexFunctions::atan)
          .gradient(UnaryGradients::atan);

  public static final UnaryOp SINH =
      UnaryOp.row("Sinh")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::sinh)
          .complex(ComplexFunctions::sinh)
          .gradient(UnaryGradients::sinh);

  public static final UnaryOp COSH =
      UnaryOp.row("Cosh")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::cosh)
          .complex(ComplexFunctions::cosh)
          .gradient(UnaryGradients::cosh);

  public static final UnaryOp TANH =
      UnaryOp.row("Tanh")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(Math::tanh)
          .complex(ComplexFunctions::tanh)
          .floats(FloatFunctions::tanh)
          .gradient(UnaryGradients::tanh);

  public static final UnaryOp ASINH =
      UnaryOp.row("Asinh")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(ComplexFunctions::asinhReal)
          .complex(ComplexFunctions::asinh)
          .gradient(UnaryGradients::asinh);

  public static final UnaryOp ACOSH =
      UnaryOp.row("Acosh")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(UnaryOps::acosh)
          .complex(ComplexFunctions::acosh)
          .gradient(UnaryGradients::acosh);

  public static final UnaryOp ATANH =
      UnaryOp.row("Atanh")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(x -> Math.log1p(2 * x / (1 - x)) / 2)
          .complex(ComplexFunctions::atanh)
          .gradient(UnaryGradients::atanh);

  public static final UnaryOp SIGMOID =
      UnaryOp.row("Sigmoid")
          .types(NumberTypes.FLOATS_AND_COMPLEX)
          .real(UnaryOps::sigmoid)
          .complex(ComplexFunctions::sigmoid)
          .floats(FloatFunctions::sigmoid)
          .gradient(UnaryGradients::sigmoid);

  public static final UnaryOp IS_NAN =
      UnaryOp.row("IsNan")
          .types(NumberTypes.FLOATS)
          .toBool()
          .real(x -> Double.isNaN(x) ? 1 : 0)
          .noGradient();

  public static final UnaryOp IS_INF =
      UnaryOp.row("IsInf")
          .types(NumberTypes.FLOATS)
          .toBool()
          .real(x -> Double.isInfinite(x) ? 1 : 0)
          .noGradient();

  public static final UnaryOp IS_FINITE =
      UnaryOp.row("IsFinite")
          .types(NumberTypes.FLOATS)
          .toBool()
          .real(x -> Double.isFinite(x) ? 1 : 0)
          .noGradient();

  public static final UnaryOp LOGICAL_NOT =
      UnaryOp.row("LogicalNot", "x: bool", "y").toBool().whole(x -> 1 - x).notDifferentiable();

  public static final UnaryOp INVERT =
      UnaryOp.row("Invert").types(NumberTypes.INTEGERS).whole(x -> ~x).notDifferentiable();

  public static final UnaryOp RELU =
      UnaryOp.row("Relu", "features: T", "activations")
          .types(NumberTypes.join(NumberTypes.REALS, DType.QINT8))
          .real(x -> Math.max(x, 0.0))
          .wholeOfType((x, dtype) -> Integers.max(x, 0, dtype))
          .floats(FloatLoops::relu)
          .gradient(UnaryGradients::relu);

  public static final UnaryOp RELU6 =
      UnaryOp.row("Relu6", "features: T", "activations")
          .types(NumberTypes.REALS)
          .real(x -> Math.min(Math.max(x, 0.0), 6))
          .wholeOfType((x, dtype) -> Integers.min(Integers.max(x, 0, dtype), 6, dtype))
          .gradient(UnaryGradients::relu6);

  public static final UnaryOp ELU =
      UnaryOp.row("Elu", "features: T", "activations")
          .types(NumberTypes.FLOATS)
          .rounded((x, dtype) -> x < 0 ? below(x, dtype) : x)
          .gradient(UnaryGradients::elu);

  public static final UnaryOp SELU =
      UnaryOp.row("Selu", "features: T", "activations")
          .types(NumberTypes.FLOATS)
          .rounded(UnaryOps::selu)
          .gradient(UnaryGradients::selu);

  public static final UnaryOp LEAKY_RELU =
      UnaryOp.row("LeakyRelu", "features: T", "activations")
          .types(NumberTypes.FLOATS, DType.FLOAT32)
          .attr("alpha", AttrKind.FLOAT, 0.2f)
          .realOf(
              call -> {
                double alpha = call.<Float>attr("alpha");
                return x -> x > 0 ? x : x * alpha;
              })
          .gradient(UnaryGradients::leakyRelu);

  public static final UnaryOp SOFTPLUS =
      UnaryOp.row("Softplus", "features: T", "activations")
          .types(NumberTypes.FLOATS)
          .real(x -> x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))
          .floats(FloatFunctions::softplus)
          .gradient(UnaryGradients::softplus);

  public static final UnaryOp SOFTSIGN =
      UnaryOp.row("Softsign", "features: T", "activations")
          .types(NumberTypes.FLOATS)
          .real(x -> x / (1 + Math.abs(x)))
          .gradient(UnaryGradients::softsign);

  private UnaryOps() {}

  /** All of them, for the registry. */
  static List<OpDef> defs() {
    return Stream.of(
            NEG,
            ABS,
            SIGN,
            SQUARE,
            FLOOR,
            CEIL,
            RINT,
            ROUND,
            RECIPROCAL,
            INV,
            SQRT,
            RSQRT,
            EXP,
            EXPM1,
            LOG,
            LOG1P,
            SIN,
            COS,
            TAN,
            ASIN,
            ACOS,
            ATAN,
            SINH,
            COSH,
            TANH,
            ASINH,
            ACOSH,
            ATANH,
            SIGMOID,
            IS_NAN,
            IS_INF,
            IS_FINITE,
            LOGICAL_NOT,
            INVERT,
            RELU,
            RELU6,
            ELU,
            SELU,
            LEAKY_RELU,
            SOFTPLUS,
            SOFTSIGN)
        .map(UnaryOp::def)
        .toList();
  }

  private static long wholeReciprocal(long x) {
    if (x == 0) {
      throw new InvalidArgumentError("the reciprocal of the integer zero does not exist");
    }
    return 1 / x;
  }

  private static double acosh(double x) {
    return x > 1e9 ? Math.log(x) + Math.log(2) : Math.log(x + Math.sqrt((x - 1) * (x + 1)));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /**
   * The exponential less one; TF takes one from the rounded exponential, so the smallest vanish.
   */
  private static double below(double x, DType dtype) {
    return NumberTypes.rounded(dtype, Math.exp(x)) == 1 ? 0 : Math.expm1(x);
  }

  private static double selu(double x, DType dtype) {
    return x < 0 ? GradientOps.SELU_SCALE_ALPHA * below(x, dtype) : GradientOps.SELU_SCALE * x;
  }
}
