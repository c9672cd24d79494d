package org.ckpt4j.cli;

import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.jspecify.annotations.Nullable;

/** Keeps why a state file led to nothing, for the one line that the user gets instead of a log. */
final class StateFileReasons implements CheckpointDirectory.Listener {
  private @Nullable String ignored;

  /** Why the state file does not parse, if it does not. */
  Optional<String> ignored() {
    return Optional.ofNullable(ignored);
  }

  @Override
  public void stateFileIgnored(String file, String reason) {
    ignored = reason;
  }

  @Override
  public void checkpointMissing(String prefix) {
    // The command names the missing checkpoint itself.
  }

  @Override
  public void pathAdded(String prefix) {
    // Nothing is written here.
  }
}
