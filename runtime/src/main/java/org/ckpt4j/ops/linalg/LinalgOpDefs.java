package org.ckpt4j.ops.linalg;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class LinalgOpDefs {
  private LinalgOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(MatMul.DEF);
    ops.addAll(BatchMatMul.defs());
    ops.add(SparseMatMul.DEF);
    ops.addAll(MatrixFunctions.defs());
    ops.addAll(MatrixOps.defs());
    ops.add(Einsum.DEF);
    ops.add(Tridiagonal.MAT_MUL);
    ops.add(Tridiagonal.SOLVE);
    return ops;
  }
}
