package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Checkpoint} is written and read. Counterpart: {@code tf.train.CheckpointOptions}.
 *
 * @param ioDevice the device that reads and writes; recorded, and without effect on the bytes
 * @param writeCallbacks run with the path after each write
 */
public record CheckpointOptions(@Nullable String ioDevice, List<Consumer<String>> writeCallbacks) {
  public CheckpointOptions {
    writeCallbacks = List.copyOf(writeCallbacks);
  }

  public static CheckpointOptions defaults() {
    return new CheckpointOptions(null, List.of());
  }

  public CheckpointOptions withIoDevice(String device) {
    return new CheckpointOptions(device, writeCallbacks);
  }

  /** Adds one that runs after those that are there. */
  public CheckpointOptions withWriteCallback(Consumer<String> callback) {
    List<Consumer<String>> all = new ArrayList<>(writeCallbacks);
    all.add(callback);
    return new CheckpointOptions(ioDevice, all);
  }
}
