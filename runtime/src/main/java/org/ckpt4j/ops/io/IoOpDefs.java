package org.ckpt4j.ops.io;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class IoOpDefs {
  private IoOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(FileOps.defs());
    ops.add(GenerateVocabRemapping.DEF);
    ops.add(LoadAndRemapMatrix.DEF);
    ops.add(MergeV2Checkpoints.DEF);
    ops.addAll(ParseExample.defs());
    ops.add(RestoreSlice.DEF);
    ops.add(RestoreV2.DEF);
    ops.add(SaveSlices.DEF);
    ops.add(SaveV2.DEF);
    ops.add(ShardedFilename.DEF);
    ops.add(ShardedFilespec.DEF);
    return ops;
  }
}
