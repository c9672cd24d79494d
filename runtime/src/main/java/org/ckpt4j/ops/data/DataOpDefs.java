package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class DataOpDefs {
  private DataOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(SourceDatasets.all());
    ops.addAll(PlainDatasets.all());
    ops.addAll(BatchDatasets.all());
    ops.addAll(FunctionDatasets.all());
    ops.addAll(ShuffleDatasets.all());
    ops.addAll(StatefulDatasets.all());
    ops.addAll(FileDatasets.all());
    ops.addAll(IteratorOps.all());
    ops.add(OptionalOps.FROM_VALUE);
    ops.add(OptionalOps.NONE);
    ops.add(OptionalOps.HAS_VALUE);
    ops.add(OptionalOps.GET_VALUE);
    return ops;
  }
}
