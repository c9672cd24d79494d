package org.ckpt4j.ops.math;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.framework.OpDef;

/** Bessel functions, element by element: a row an operation. */
public final class BesselOps {
  public static final UnaryOp I0 =
      UnaryOp.row("BesselI0")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::i0)
          .gradient(UnaryGradients::besselI0);

  public static final UnaryOp I0E =
      UnaryOp.row("BesselI0e")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::i0e)
          .gradient(UnaryGradients::besselI0e);

  public static final UnaryOp I1 =
      UnaryOp.row("BesselI1")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::i1)
          .gradient(UnaryGradients::besselI1);

  public static final UnaryOp I1E =
      UnaryOp.row("BesselI1e")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::i1e)
          .gradient(UnaryGradients::besselI1e);

  public static final UnaryOp J0 =
      UnaryOp.row("BesselJ0")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::j0)
          .gradient(UnaryGradients::besselJ0);

  public static final UnaryOp J1 =
      UnaryOp.row("BesselJ1")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::j1)
          .gradient(UnaryGradients::besselJ1);

  public static final UnaryOp K0 =
      UnaryOp.row("BesselK0")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::k0)
          .gradient(UnaryGradients::besselK0);

  public static final UnaryOp K0E =
      UnaryOp.row("BesselK0e")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::k0e)
          .gradient(UnaryGradients::besselK0e);

  public static final UnaryOp K1 =
      UnaryOp.row("BesselK1")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::k1)
          .gradient(UnaryGradients::besselK1);

  public static final UnaryOp K1E =
      UnaryOp.row("BesselK1e")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::k1e)
          .gradient(UnaryGradients::besselK1e);

  public static final UnaryOp Y0 =
      UnaryOp.row("BesselY0")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::y0)
          .gradient(UnaryGradients::besselY0);

  public static final UnaryOp Y1 =
      UnaryOp.row("BesselY1")
          .types(NumberTypes.FLOATS)
          .real(BesselFunctions::y1)
          .gradient(UnaryGradients::besselY1);

  private BesselOps() {}

  static List<OpDef> defs() {
    return Stream.of(I0, I0E, I1, I1E, J0, J1, K0, K0E, K1, K1E, Y0, Y1).map(UnaryOp::def).toList();
  }
}
