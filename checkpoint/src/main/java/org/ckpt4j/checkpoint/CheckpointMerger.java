package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes one V2 checkpoint out of several, by renaming their data files. Counterpart: {@code
 * MergeV2Checkpoints}.
 */
public final class CheckpointMerger {
  private CheckpointMerger() {}

  /**
   * @param parts prefixes in shard order
   * @param deleteOldFolders whether folders of parts that are empty afterwards are removed
   * @param allowMissing whether parts without an index are skipped
   */
  public static void merge(
      List<Path> parts, Path destination, boolean deleteOldFolders, boolean allowMissing)
      throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }
}
