package org.ckpt4j.ops.summary;

import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class SummaryOpDefs {
  private SummaryOpDefs() {}

  public static List<OpDef> all() {
    return List.of(SummaryOps.SCALAR, SummaryOps.HISTOGRAM, SummaryOps.MERGE, SummaryOps.TENSOR);
  }
}
