package org.ckpt4j.ops.math;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class MathOpDefs {
  private MathOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(Arithmetic.defs());
    ops.addAll(BesselOps.defs());
    ops.addAll(Comparisons.defs());
    ops.addAll(ComplexParts.defs());
    ops.addAll(Counting.defs());
    ops.addAll(FakeQuant.defs());
    ops.addAll(FourierOps.defs());
    ops.addAll(GradientOps.defs());
    ops.addAll(QuantizeDequantize.defs());
    ops.addAll(Reductions.defs());
    ops.addAll(Scans.defs());
    ops.addAll(SpecialOps.defs());
    ops.addAll(UnaryOps.defs());
    ops.add(AddN.ACCUMULATE);
    ops.add(AddN.DEF);
    ops.add(ArgReductions.ARG_MAX);
    ops.add(ArgReductions.ARG_MIN);
    ops.add(Betainc.DEF);
    ops.add(Bitcast.DEF);
    ops.add(Cast.DEF);
    ops.add(ClipByValue.DEF);
    ops.add(Cross.DEF);
    ops.add(L2Loss.DEF);
    ops.add(PopulationCount.DEF);
    ops.add(SelectOps.SELECT);
    ops.add(SelectOps.SELECT_V2);
    return ops;
  }
}
