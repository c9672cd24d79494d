package org.ckpt4j.ops.random;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class RandomOpDefs {
  private RandomOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(RandomUniform.DEF);
    return ops;
  }
}
