package org.ckpt4j.fuzz;

import java.io.IOException;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.CorruptCheckpointException;

/** The state file: read, then written again and read once more, which must give the same. */
public final class StateFuzz {
  private static final CheckpointDirectory.Listener SILENT =
      new CheckpointDirectory.Listener() {
        @Override
        public void stateFileIgnored(String file, String reason) {}

        @Override
        public void checkpointMissing(String prefix) {}

        @Override
        public void pathAdded(String prefix) {}
      };

  private StateFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Scratch.write("checkpoint", data);
    CheckpointDirectory folder = CheckpointDirectory.at("/", Scratch::path).withListener(SILENT);
    CheckpointDirectory here = CheckpointDirectory.at("", Scratch::path).withListener(SILENT);
    try {
      here.latestCheckpoint();
    } catch (CorruptCheckpointException | IllegalArgumentException e) {
      ReadEverything.require(
          String.valueOf(e.getMessage()).contains("checkpoint"), "no file named");
    }
    CheckpointState state;
    try {
      state = here.getCheckpointState().orElse(null);
    } catch (CorruptCheckpointException | IllegalArgumentException e) {
      return;
    }
    if (state == null) {
      return;
    }
    rewrite(folder, state);
  }

  private static void rewrite(CheckpointDirectory folder, CheckpointState state)
      throws IOException {
    try {
      folder.updateCheckpointState(state, "again", false);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // As many times as paths are asked for only when a state is written.
      return;
    }
    CheckpointState again = folder.getCheckpointState("again").orElseThrow();
    ReadEverything.require(
        again.modelCheckpointPath().endsWith(state.modelCheckpointPath()),
        "the newest path changes");
    ReadEverything.require(
        again.allModelCheckpointTimestamps().equals(state.allModelCheckpointTimestamps()),
        "times change");
  }
}
