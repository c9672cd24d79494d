package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.util.Optional;

/**
 * A folder of checkpoints and its state file, the text that names the newest.
 *
 * <p>Counterpart: {@code tf.train.latest_checkpoint}, {@code get_checkpoint_state}, {@code
 * update_checkpoint_state}. Paths are strings, as TensorFlow has them: how a folder is written
 * (relative or absolute) decides what the state file holds.
 */
public final class CheckpointDirectory {
  /** The usual name of the state file. */
  public static final String STATE_FILE = "checkpoint";

  private final String folder;
  private final PathResolver files;

  private CheckpointDirectory(String folder, PathResolver files) {
    this.folder = folder;
    this.files = files;
  }

  public static CheckpointDirectory at(String folder) {
    return at(folder, PathResolver.DEFAULT);
  }

  public static CheckpointDirectory at(String folder, PathResolver files) {
    return new CheckpointDirectory(folder, files);
  }

  /**
   * The state, its relative paths joined to the folder; empty if there is no state file, or (with a
   * logged warning) one that does not parse.
   *
   * @throws IllegalArgumentException if it parses but names no checkpoint
   */
  public Optional<CheckpointState> getCheckpointState(String stateFile) throws IOException {
    throw new UnsupportedOperationException("skeleton " + folder + files);
  }

  /** The newest checkpoint's prefix if its files are there. */
  public Optional<String> latestCheckpoint(String stateFile) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Writes the state file; paths follow TensorFlow's rules for relative and absolute folders. */
  public void updateCheckpointState(
      CheckpointState state, String stateFile, boolean saveRelativePaths) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }
}
