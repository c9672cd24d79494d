package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class ArrayOpDefs {
  private ArrayOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(ConcatV2.DEF);
    ops.add(Const.DEF);
    ops.add(Fill.DEF);
    ops.add(IdentityOps.IDENTITY);
    ops.add(IdentityOps.STOP_GRADIENT);
    ops.add(Pack.DEF);
    ops.add(Placeholder.DEF);
    ops.add(PlaceholderWithDefault.DEF);
    ops.add(Reshape.DEF);
    ops.add(ShapeOp.DEF);
    ops.add(Slice.DEF);
    ops.add(StridedSlice.DEF);
    return ops;
  }
}
