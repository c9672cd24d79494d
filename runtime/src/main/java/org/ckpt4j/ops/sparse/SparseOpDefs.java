package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class SparseOpDefs {
  private SparseOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(SegmentOps.defs());
    ops.addAll(SetOps.defs());
    ops.addAll(SparseArithmetic.defs());
    ops.add(SparseDenseMatMul.DEF);
    ops.add(SparseFillEmptyRows.DEF);
    ops.add(SparseFillEmptyRows.GRADIENT);
    ops.addAll(SparseRearranging.defs());
    ops.addAll(SparseReduction.defs());
    ops.addAll(SparseSegmentOps.defs());
    ops.add(SparseToDense.DEF);
    ops.addAll(RaggedOps.defs());
    return ops;
  }
}
