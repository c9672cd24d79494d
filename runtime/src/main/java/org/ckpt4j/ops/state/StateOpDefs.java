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
    ops.add(CountUpToOps.BY_HANDLE);
    ops.add(CountUpToOps.BY_REFERENCE);
    ops.add(DestroyResourceOp.DEF);
    ops.add(DisableCopyOnRead.DEF);
    ops.add(InitializedOps.BY_HANDLE);
    ops.add(InitializedOps.BY_REFERENCE);
    ops.add(ReadVariableOp.DEF);
    ops.add(ResourceGather.DEF);
    ops.add(ResourceGatherNd.DEF);
    ops.add(StridedSliceAssignOps.BY_HANDLE);
    ops.add(StridedSliceAssignOps.BY_REFERENCE);
    ops.add(TemporaryVariableOps.MAKE);
    ops.add(TemporaryVariableOps.DESTROY);
    ops.add(VarHandleOp.DEF);
    ops.add(VariableShape.DEF);
    ops.add(VariableV2.DEF);
    ops.add(VariableV2.OLD);
    ops.addAll(ScatterOps.defs());
    ops.addAll(ScatterNdOps.defs());
    ApplyOps.families().forEach(family -> ops.addAll(family.defs()));
    return ops;
  }
}
