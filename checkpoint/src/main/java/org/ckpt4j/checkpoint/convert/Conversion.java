package org.ckpt4j.checkpoint.convert;

import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;

/**
 * What {@link CheckpointConverter} did.
 *
 * @param tensors how many tensors the copy has
 * @param dropped how many of the source it has not
 * @param renamed how many have another name
 * @param files what was made
 * @param warnings what the user has to know, in words
 */
public record Conversion(
    Way way,
    CheckpointFormat format,
    long tensors,
    long dropped,
    long renamed,
    List<Path> files,
    List<String> warnings) {
  /** How the values got there. */
  public enum Way {
    /** All files byte for byte, after every value was verified. */
    COPIED,
    /** A new index beside the old data files, which got a second name (a hard link). */
    LINKED,
    /**
     * A new index; the data files were copied as they are, because links are not possible there.
     */
    DATA_COPIED,
    /** Read, verified and written again. */
    REWRITTEN
  }

  public Conversion {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }
}
