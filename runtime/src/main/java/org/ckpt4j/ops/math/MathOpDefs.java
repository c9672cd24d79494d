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
    ops.addAll(UnaryOps.defs());
    ops.add(AddN.DEF);
    ops.add(Cast.DEF);
    ops.add(Sum.DEF);
    return ops;
  }
}
