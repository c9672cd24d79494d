package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class NnOpDefs {
  private NnOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(ConvFamily.defs());
    return ops;
  }
}
