package org.ckpt4j.checkpoint;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a {@code checkpoint} state file says: the newest checkpoint and all that are kept.
 *
 * <p>Counterpart: {@code CheckpointState}. Paths are as the file has them, or resolved against its
 * folder, as the method that gives it says. Times are seconds since 1970.
 */
public record CheckpointState(
    String modelCheckpointPath,
    List<String> allModelCheckpointPaths,
    List<Double> allModelCheckpointTimestamps,
    OptionalDouble lastPreservedTimestamp) {
  public CheckpointState {
    allModelCheckpointPaths = List.copyOf(allModelCheckpointPaths);
    allModelCheckpointTimestamps = List.copyOf(allModelCheckpointTimestamps);
  }
}
