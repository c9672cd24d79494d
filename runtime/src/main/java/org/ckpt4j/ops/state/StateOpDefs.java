package org.ckpt4j.ops.state;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class StateOpDefs {
  private StateOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(AssignOps.ASSIGN);
    ops.add(AssignOps.ADD);
    ops.add(AssignOps.SUB);
    ops.add(AssignVariableOps.ASSIGN);
    ops.add(AssignVariableOps.ADD);
    ops.add(AssignVariableOps.SUB);
    ops.add(DisableCopyOnRead.DEF);
    ops.add(InitializedOps.BY_HANDLE);
    ops.add(InitializedOps.BY_REFERENCE);
    ops.add(ReadVariableOp.DEF);
    ops.add(VarHandleOp.DEF);
    ops.add(VariableV2.DEF);
    return ops;
  }
}
