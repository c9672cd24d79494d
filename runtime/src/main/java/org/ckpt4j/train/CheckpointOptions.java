package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Checkpoint} is written and read. Counterpart: {@code tf.train.CheckpointOptions}.
 *
 * @param ioDevice the device that reads and writes; recorded, and without effect on the bytes
 * @param writeCallbacks run with the path after each write; of an asynchronous one on its thread
 * @param enableAsync whether a save returns as soon as the values are held, and writes them while
 *     the program goes on; errors are thrown by the next save, by {@code sync} or by {@code close}
 * @param skipSlotVariables whether a restore leaves the slots of optimizers as they are
 */
public record CheckpointOptions(
    @Nullable String ioDevice,
    List<Consumer<String>> writeCallbacks,
    boolean enableAsync,
    boolean skipSlotVariables) {
  public CheckpointOptions {
    writeCallbacks = List.copyOf(writeCallbacks);
  }

  public static CheckpointOptions defaults() {
    return new CheckpointOptions(null, List.of(), false, false);
  }

  public CheckpointOptions withIoDevice(String device) {
    return new CheckpointOptions(device, writeCallbacks, enableAsync, skipSlotVariables);
  }

  /** Adds one that runs after those that are there. */
  public CheckpointOptions withWriteCallback(Consumer<String> callback) {
    List<Consumer<String>> all = new ArrayList<>(writeCallbacks);
    all.add(callback);
    return new CheckpointOptions(ioDevice, all, enableAsync, skipSlotVariables);
  }

  /** {@code enable_async}. */
  public CheckpointOptions withEnableAsync(boolean value) {
    return new CheckpointOptions(ioDevice, writeCallbacks, value, skipSlotVariables);
  }

  /** As {@link #withWriteCallback(Consumer)}, for one that does not ask for the path. */
  public CheckpointOptions withWriteCallback(Runnable callback) {
    return withWriteCallback(path -> callback.run());
  }

  /** {@code experimental_skip_slot_variables}. */
  public CheckpointOptions withSkipSlotVariables(boolean value) {
    return new CheckpointOptions(ioDevice, writeCallbacks, enableAsync, value);
  }
}
