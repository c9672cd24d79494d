package org.ckpt4j.ops.control;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class ControlOpDefs {
  private ControlOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(NoOp.DEF);
    return ops;
  }
}
