package org.ckpt4j.ops.lookup;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class LookupOpDefs {
  private LookupOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>(TableOps.all());
    ops.addAll(QueueOps.all());
    return ops;
  }
}
