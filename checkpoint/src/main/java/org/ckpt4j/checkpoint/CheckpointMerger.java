package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.checkpoint.bundle.BundleMerger;
import org.ckpt4j.checkpoint.bundle.Prefix;

/**
 * Makes one V2 checkpoint out of several, by renaming their data files. Counterpart: {@code
 * MergeV2Checkpoints}.
 */
public final class CheckpointMerger {
  private CheckpointMerger() {}

  /**
   * Counterpart of one op call; the parts' files are gone afterwards.
   *
   * @param parts prefixes in shard order
   * @param deleteOldFolders whether folders of parts that are empty afterwards are removed
   * @param allowMissing whether parts without an index are skipped
   * @throws IllegalArgumentException if a part is missing that may not be, none is there, two hold
   *     the same tensor, or they differ in version or byte order
   */
  public static void merge(
      List<Path> parts, Path destination, boolean deleteOldFolders, boolean allowMissing)
      throws IOException {
    BundleMerger.merge(
        parts.stream().map(Prefix::of).toList(),
        Prefix.of(destination),
        deleteOldFolders,
        allowMissing,
        /* fsync= */ false);
  }
}
