package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import org.ckpt4j.checkpoint.bundle.InterruptedSaves;
import org.ckpt4j.checkpoint.bundle.Prefix;

/**
 * What a save that was killed left beside a prefix: files named {@code .tempstate} and {@code
 * .replaced} with a number and the letter j.
 *
 * <p>A save hides the old checkpoint only when all files of the new one are finished. If it is
 * killed just then, nothing is visible under the prefix, but nothing is lost either. Every {@link
 * CheckpointWriter} settles this before it begins; {@link #settle} does it by itself.
 */
public final class InterruptedSave {
  /** What became of the left-over files. */
  public enum Outcome {
    /** There were none, or a living process is still writing them. */
    NOTHING_FOUND,
    /** The new checkpoint, whose values all have the right checksums, was made visible. */
    COMPLETED,
    /** The old checkpoint was made visible again, because the new one is not sound. */
    RESTORED,
    /** A checkpoint is visible already, or none can be had from the files; they were deleted. */
    CLEANED_UP
  }

  private InterruptedSave() {}

  /** Completes, restores or deletes what lies beside {@code prefix}. */
  public static Outcome settle(Path prefix) throws IOException {
    return InterruptedSaves.settle(Prefix.of(prefix));
  }
}
