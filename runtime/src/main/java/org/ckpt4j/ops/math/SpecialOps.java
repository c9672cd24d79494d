package org.ckpt4j.ops.math;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.framework.OpDef;

/** Functions of mathematical physics and statistics, element by element: a row an operation. */
public final class SpecialOps {
  public static final UnaryOp ERF =
      UnaryOp.row("Erf")
          .types(NumberTypes.FLOATS)
          .real(ErrorFunctions::erf)
          .gradient(UnaryGradients::erf);

  public static final UnaryOp ERFC =
      UnaryOp.row("Erfc")
          .types(NumberTypes.FLOATS)
          .real(ErrorFunctions::erfc)
          .gradient(UnaryGradients::erfc);

  public static final UnaryOp ERFINV =
      UnaryOp.row("Erfinv")
          .types(NumberTypes.FLOATS)
          .real(ErrorFunctions::erfinv)
          .gradient(UnaryGradients::erfinv);

  public static final UnaryOp NDTRI =
      UnaryOp.row("Ndtri")
          .types(NumberTypes.FLOATS)
          .real(ErrorFunctions::ndtri)
          .gradient(UnaryGradients::ndtri);

  public static final UnaryOp LGAMMA =
      UnaryOp.row("Lgamma")
          .types(NumberTypes.FLOATS)
          .real(GammaFunctions::lgamma)
          .gradient(UnaryGradients::lgamma);

  public static final UnaryOp DIGAMMA =
      UnaryOp.row("Digamma")
          .types(NumberTypes.FLOATS)
          .real(GammaFunctions::digamma)
          .gradient(UnaryGradients::digamma);

  public static final UnaryOp DAWSN =
      UnaryOp.row("Dawsn")
          .types(NumberTypes.FLOATS)
          .real(ErrorFunctions::dawson)
          .gradient(UnaryGradients::dawsn);

  public static final UnaryOp EXPINT =
      UnaryOp.row("Expint")
          .types(NumberTypes.FLOATS)
          .real(IntegralFunctions::expint)
          .gradient(UnaryGradients::expint);

  public static final UnaryOp FRESNEL_COS =
      UnaryOp.row("FresnelCos")
          .types(NumberTypes.FLOATS)
          .real(IntegralFunctions::fresnelCos)
          .gradient(UnaryGradients::fresnelCos);

  public static final UnaryOp FRESNEL_SIN =
      UnaryOp.row("FresnelSin")
          .types(NumberTypes.FLOATS)
          .real(IntegralFunctions::fresnelSin)
          .gradient(UnaryGradients::fresnelSin);

  public static final UnaryOp SPENCE =
      UnaryOp.row("Spence")
          .types(NumberTypes.FLOATS)
          .real(IntegralFunctions::spence)
          .gradient(UnaryGradients::spence);

  public static final BinaryOp IGAMMA =
      BinaryOp.row("Igamma", "a: T", "x: T", "z")
          .types(NumberTypes.FLOATS)
          .real(GammaFunctions::igamma)
          .gradient(BinaryGradients::igamma);

  public static final BinaryOp IGAMMAC =
      BinaryOp.row("Igammac", "a: T", "x: T", "z")
          .types(NumberTypes.FLOATS)
          .real(GammaFunctions::igammac)
          .gradient(BinaryGradients::igammac);

  public static final BinaryOp IGAMMA_GRAD_A =
      BinaryOp.row("IgammaGradA", "a: T", "x: T", "z")
          .types(NumberTypes.WIDE_FLOATS)
          .real(GammaFunctions::igammaGradA)
          .noGradient();

  public static final BinaryOp RANDOM_GAMMA_GRAD =
      BinaryOp.row("RandomGammaGrad", "alpha: T", "sample: T", "output")
          .types(NumberTypes.WIDE_FLOATS)
          .real(GammaFunctions::gammaSampleSlope)
          .noGradient();

  public static final BinaryOp ZETA =
      BinaryOp.row("Zeta", "x: T", "q: T", "z")
          .types(NumberTypes.WIDE_FLOATS)
          .real(GammaFunctions::zeta)
          .gradient(BinaryGradients::zeta);

  public static final BinaryOp POLYGAMMA =
      BinaryOp.row("Polygamma", "a: T", "x: T", "z")
          .types(NumberTypes.WIDE_FLOATS)
          .real(GammaFunctions::polygamma)
          .gradient(BinaryGradients::polygamma);

  private SpecialOps() {}

  static List<OpDef> defs() {
    Stream<OpDef> unary =
        Stream.of(
                ERF,
                ERFC,
                ERFINV,
                NDTRI,
                LGAMMA,
                DIGAMMA,
                DAWSN,
                EXPINT,
                FRESNEL_COS,
                FRESNEL_SIN,
                SPENCE)
            .map(UnaryOp::def);
    Stream<OpDef> binary =
        Stream.of(IGAMMA, IGAMMAC, IGAMMA_GRAD_A, RANDOM_GAMMA_GRAD, ZETA, POLYGAMMA)
            .map(BinaryOp::def);
    return Stream.concat(unary, binary).toList();
  }
}
