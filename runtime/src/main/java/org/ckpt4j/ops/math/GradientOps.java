package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.math.Expressions.conj;
import static org.ckpt4j.ops.math.Expressions.div;
import static org.ckpt4j.ops.math.Expressions.mul;
import static org.ckpt4j.ops.math.Expressions.neg;
import static org.ckpt4j.ops.math.Expressions.number;
import static org.ckpt4j.ops.math.Expressions.select;
import static org.ckpt4j.ops.math.Expressions.sub;
import static org.ckpt4j.ops.math.Expressions.zerosLike;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;

/**
 * Operations that exist to be gradients of others: a row each, with the gradient of the gradient.
 */
public final class GradientOps {
  static final double SELU_SCALE = 1.0507009873554804934193349852946;
  static final double SELU_SCALE_ALPHA = 1.7580993408473768599402175208123;

  private static final Complex ONE = new Complex(1, 0);

  public static final BinaryOp TANH_GRAD =
      ofOutput("TanhGrad")
          .real((y, dy) -> dy * (1 - y * y))
          .complex((y, dy) -> times(dy, minus(ONE, times(y, y))))
          .floats(FloatLoops::tanhGrad)
          .gradient(GradientOps::tanhGradGrad);

  public static final BinaryOp SIGMOID_GRAD =
      ofOutput("SigmoidGrad")
          .real((y, dy) -> dy * y * (1 - y))
          .complex((y, dy) -> times(dy, times(y, minus(ONE, y))))
          .floats(FloatLoops::sigmoidGrad)
          .gradient(GradientOps::sigmoidGradGrad);

  public static final BinaryOp SQRT_GRAD =
      ofOutput("SqrtGrad")
          .real((y, dy) -> dy == 0 ? 0 : 0.5 * dy / y)
          .complex((y, dy) -> ComplexFunctions.div(ComplexFunctions.scaled(dy, 0.5), conjugate(y)))
          .gradient(GradientOps::sqrtGradGrad);

  public static final BinaryOp RSQRT_GRAD =
      ofOutput("RsqrtGrad")
          .real((y, dy) -> dy == 0 ? 0 : -0.5 * dy * y * y * y)
          .complex(
              (y, dy) -> times(ComplexFunctions.scaled(dy, -0.5), times(square(y), conjugate(y))))
          .gradient(GradientOps::rsqrtGradGrad);

  public static final BinaryOp RECIPROCAL_GRAD =
      ofOutput("ReciprocalGrad")
          .real((y, dy) -> dy == 0 ? 0 : -dy * y * y)
          .complex((y, dy) -> times(ComplexFunctions.neg(dy), square(y)))
          .gradient(GradientOps::reciprocalGradGrad);

  public static final BinaryOp INV_GRAD =
      ofOutput("InvGrad")
          .real((y, dy) -> dy == 0 ? 0 : -dy * y * y)
          .complex((y, dy) -> times(ComplexFunctions.neg(dy), square(y)))
          .gradient(GradientOps::reciprocalGradGrad);

  public static final BinaryOp RELU_GRAD =
      ofFeatures("ReluGrad")
          .types(NumberTypes.REALS)
          .real((dy, x) -> dy * (x > 0 ? 1 : 0))
          .whole((dy, x, dtype) -> Integers.compare(x, 0, dtype) > 0 ? dy : 0)
          .floats(FloatLoops::reluGrad)
          .gradient((call, d) -> again(GradientOps.RELU_GRAD, call, d));

  public static final BinaryOp RELU6_GRAD =
      ofFeatures("Relu6Grad")
          .types(NumberTypes.REALS)
          .real((dy, x) -> dy * (x > 0 && x < 6 ? 1 : 0))
          .whole(
              (dy, x, dtype) ->
                  Integers.compare(x, 0, dtype) > 0 && Integers.compare(x, 6, dtype) < 0 ? dy : 0)
          .gradient((call, d) -> again(GradientOps.RELU6_GRAD, call, d));

  public static final BinaryOp ELU_GRAD =
      ofOutputs("EluGrad")
          .types(NumberTypes.FLOATS)
          .real((dy, y) -> y < 0 ? (y + 1) * dy : dy)
          .gradient((call, d) -> bent(GradientOps.ELU_GRAD, call, d));

  public static final BinaryOp SELU_GRAD =
      ofOutputs("SeluGrad")
          .types(NumberTypes.FLOATS)
          .real((dy, y) -> y < 0 ? dy * (y + SELU_SCALE_ALPHA) : dy * SELU_SCALE)
          .gradient((call, d) -> bent(GradientOps.SELU_GRAD, call, d));

  public static final BinaryOp LEAKY_RELU_GRAD =
      ofFeatures("LeakyReluGrad")
          .types(NumberTypes.FLOATS, DType.FLOAT32)
          .attr("alpha", AttrKind.FLOAT, 0.2f)
          .realOf(
              call -> {
                double alpha = call.<Float>attr("alpha");
                return (dy, x, dtype) -> x > 0 ? dy : dy * alpha;
              })
          .gradient(
              (call, d) ->
                  List.of(leakyReluGrad(call, d, call.input(1)), zerosLike(call.input(1))));

  public static final BinaryOp SOFTPLUS_GRAD =
      ofFeatures("SoftplusGrad")
          .types(NumberTypes.FLOATS)
          .real((dy, x) -> dy / (Math.exp(-x) + 1))
          .gradient(GradientOps::softplusGradGrad);

  public static final BinaryOp SOFTSIGN_GRAD =
      ofFeatures("SoftsignGrad")
          .types(NumberTypes.FLOATS)
          .real((dy, x) -> dy / ((1 + Math.abs(x)) * (1 + Math.abs(x))))
          .noGradient();

  private GradientOps() {}

  static List<OpDef> defs() {
    return Stream.of(
            TANH_GRAD,
            SIGMOID_GRAD,
            SQRT_GRAD,
            RSQRT_GRAD,
            RECIPROCAL_GRAD,
            INV_GRAD,
            RELU_GRAD,
            RELU6_GRAD,
            ELU_GRAD,
            SELU_GRAD,
            LEAKY_RELU_GRAD,
            SOFTPLUS_GRAD,
            SOFTSIGN_GRAD)
        .map(BinaryOp::def)
        .toList();
  }

  /** A gradient that is found from the function's own output. */
  private static BinaryOp.Row ofOutput(String name) {
    return BinaryOp.row(name, "y: T", "dy: T", "z")
        .types(NumberTypes.FLOATS_AND_COMPLEX)
        .equalShapesWhenRun();
  }

  private static BinaryOp.Row ofFeatures(String name) {
    return BinaryOp.row(name, "gradients: T", "features: T", "backprops").equalShapes();
  }

  private static BinaryOp.Row ofOutputs(String name) {
    return BinaryOp.row(name, "gradients: T", "outputs: T", "backprops").equalShapes();
  }

  static Tensor leakyReluGrad(GradientCall call, Tensor dy, Tensor features) {
    Attrs attrs = Attrs.of("alpha", call.<Float>attr("alpha"));
    return LEAKY_RELU_GRAD.def().call(attrs, dy, features);
  }

  private static List<Tensor> tanhGradGrad(GradientCall call, Tensor d) {
    Tensor y = conj(call.input(0));
    Tensor dy = conj(call.input(1));
    return List.of(mul(mul(mul(d, -2), dy), y), TANH_GRAD.node(y, d));
  }

  private static List<Tensor> sigmoidGradGrad(GradientCall call, Tensor d) {
    Tensor y = conj(call.input(0));
    Tensor product = mul(d, conj(call.input(1)));
    Tensor ofY = sub(product, mul(mul(product, 2), y));
    return List.of(ofY, SIGMOID_GRAD.node(y, d));
  }

  private static List<Tensor> sqrtGradGrad(GradientCall call, Tensor d) {
    Tensor quotient = div(d, call.input(0));
    Tensor ofY = mul(neg(conj(quotient)), call.output(0));
    return List.of(ofY, mul(quotient, 0.5));
  }

  private static List<Tensor> rsqrtGradGrad(GradientCall call, Tensor d) {
    Tensor y = conj(call.input(0));
    Tensor scaled = mul(mul(conj(d), -1.5), call.input(1));
    return List.of(mul(scaled, UnaryOps.SQUARE.call(y)), RSQRT_GRAD.node(y, d));
  }

  private static List<Tensor> reciprocalGradGrad(GradientCall call, Tensor d) {
    Tensor y = conj(call.input(0));
    Tensor ofY = mul(mul(mul(conj(d), -2), call.input(1)), y);
    return List.of(ofY, RECIPROCAL_GRAD.node(y, d));
  }

  /** Linear in the gradient, and constant in the features but for the kink. */
  private static List<Tensor> again(BinaryOp op, GradientCall call, Tensor d) {
    Tensor features = call.input(1);
    return List.of(op.node(d, features), zerosLike(features));
  }

  private static List<Tensor> bent(BinaryOp op, GradientCall call, Tensor d) {
    Tensor y = call.input(1);
    Tensor below = Comparisons.LESS.node(y, number(y.dtype(), 0));
    Tensor ofY = select(below, mul(d, call.input(0)), zerosLike(y));
    return List.of(op.node(d, y), ofY);
  }

  private static List<Tensor> softplusGradGrad(GradientCall call, Tensor d) {
    Tensor x = call.input(1);
    Tensor below = Expressions.add(UnaryOps.EXP.call(neg(x)), number(x.dtype(), 2));
    Tensor spread = Expressions.add(below, UnaryOps.EXP.call(x));
    return List.of(SOFTPLUS_GRAD.node(d, x), div(mul(d, call.input(0)), spread));
  }

  private static Complex times(Complex x, Complex y) {
    return ComplexFunctions.mul(x, y);
  }

  private static Complex minus(Complex x, Complex y) {
    return ComplexFunctions.sub(x, y);
  }

  private static Complex conjugate(Complex x) {
    return ComplexFunctions.conj(x);
  }

  /** Of the conjugate, as gradients of complex functions have it. */
  private static Complex square(Complex y) {
    return ComplexFunctions.square(conjugate(y));
  }
}
