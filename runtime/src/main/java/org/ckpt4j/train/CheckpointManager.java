package org.ckpt4j.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the checkpoints of a folder, keeps the newest, and deletes the others.
 *
 * <p>What the folder's state file says when the manager is made is taken over. Counterpart: {@code
 * tf.train.CheckpointManager}.
 */
public final class CheckpointManager {
  private static final double SECONDS_PER_HOUR = 3600;

  private final Checkpoint checkpoint;
  private final String folder;
  private final String prefix;
  private final @Nullable Integer maxToKeep;
  private final double keepEveryHours;
  private final @Nullable Operand stepCounter;
  private final @Nullable Long interval;
  private final @Nullable Runnable initFunction;
  private final Map<String, Double> active = new LinkedHashMap<>();
  private @Nullable String latest;
  private double lastPreserved;
  private @Nullable Long lastStep;
  private @Nullable Node countUp;

  /**
   * @param maxToKeep how many checkpoints are kept; null keeps all
   * @throws IllegalArgumentException if {@code maxToKeep} is not positive, or an interval is given
   *     without a step counter
   */
  public CheckpointManager(
      Checkpoint checkpoint, String folder, @Nullable Integer maxToKeep, ManagerOption... options) {
    if (maxToKeep != null && maxToKeep <= 0) {
      throw new IllegalArgumentException(
          "maxToKeep must be positive, or null to keep all; given " + maxToKeep);
    }
    double hours = 0;
    String name = "ckpt";
    Operand counter = null;
    Long steps = null;
    Runnable init = null;
    for (ManagerOption option : options) {
      if (option instanceof ManagerOption.KeepEveryHours given) {
        hours = given.value();
      } else if (option instanceof ManagerOption.CheckpointName given) {
        name = given.value();
      } else if (option instanceof ManagerOption.StepCounter given) {
        counter = given.value();
      } else if (option instanceof ManagerOption.CheckpointInterval given) {
        steps = given.value();
      } else if (option instanceof ManagerOption.InitFunction given) {
        init = given.value();
      }
    }
    if (steps != null && counter == null) {
      throw new IllegalArgumentException("checkpointInterval needs a stepCounter to count by");
    }
    this.checkpoint = checkpoint;
    this.folder = folder;
    this.prefix = folder.isEmpty() || folder.endsWith("/") ? folder + name : folder + "/" + name;
    this.maxToKeep = maxToKeep;
    this.keepEveryHours = hours;
    this.stepCounter = counter;
    this.interval = steps;
    this.initFunction = init;
    recover();
  }

  /** As with a string; the folder is written as the path is. */
  public CheckpointManager(
      Checkpoint checkpoint, Path folder, @Nullable Integer maxToKeep, ManagerOption... options) {
    this(checkpoint, folder.toString(), maxToKeep, options);
  }

  private void recover() {
    double now = KeptCheckpoints.now();
    CheckpointState state = stateOnDisk();
    if (state == null) {
      lastPreserved = now - 1;
      return;
    }
    latest = state.modelCheckpointPath();
    lastPreserved = Math.min(state.lastPreservedTimestamp().orElse(0), now);
    List<String> paths = state.allModelCheckpointPaths();
    List<Double> times = state.allModelCheckpointTimestamps();
    // As Python's zip: the shorter list decides.
    int known = times.isEmpty() ? paths.size() : Math.min(paths.size(), times.size());
    for (int i = 0; i < known; i++) {
      double time = Math.min(times.isEmpty() ? lastPreserved : times.get(i), now);
      if (time > lastPreserved) {
        active.put(paths.get(i), time);
      }
    }
  }

  private CheckpointDirectory directory() {
    return CheckpointDirectory.at(folder, Contexts.environment().files());
  }

  private @Nullable CheckpointState stateOnDisk() {
    try {
      return directory().getCheckpointState(CheckpointDirectory.STATE_FILE).orElse(null);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  public String folder() {
    return folder;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The newest checkpoint, or null. */
  public @Nullable String latestCheckpoint() {
    checkpoint.sync();
    return latest;
  }

  /** The checkpoints that may still be deleted, oldest first. */
  public List<String> checkpoints() {
    checkpoint.sync();
    return List.copyOf(active.keySet());
  }

  /** Saves under the next number; null if too few steps were made since the last. */
  public @Nullable String save() {
    return save(null, true, CheckpointOptions.defaults());
  }

  /**
   * @param checkpointNumber the number in the name: a number, variable or tensor; null counts up
   * @param checkInterval whether too few steps since the last checkpoint mean none; at the very
   *     same step there is never a second
   * @return the prefix, or null if none was written
   */
  public @Nullable String save(
      @Nullable Object checkpointNumber, boolean checkInterval, CheckpointOptions options) {
    if (interval != null && !isDue(checkInterval)) {
      return null;
    }
    checkpoint.sync();
    Variable counter = countUp();
    long number =
        StepNumber.of(checkpointNumber == null ? counter : checkpointNumber, sessionOrNull());
    return checkpoint.write(prefix + "-" + number, options.withWriteCallback(this::recordAndSweep));
  }

  private boolean isDue(boolean checkInterval) {
    long step = step();
    if (lastStep != null
        && (step == lastStep || (checkInterval && step < lastStep + requiredInterval()))) {
      return false;
    }
    lastStep = step;
    return true;
  }

  private long requiredInterval() {
    return interval == null ? 0 : interval;
  }

  private long step() {
    if (stepCounter == null) {
      throw new IllegalStateException("no step counter");
    }
    return StepNumber.of(stepCounter, sessionOrNull());
  }

  private static @Nullable Session sessionOrNull() {
    return Contexts.current().isEager()
        ? null
        : Session.findDefault()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "CheckpointManager in a graph needs a session; open one, as in try (var s = session())"));
  }

  private Variable countUp() {
    Session session = sessionOrNull();
    if (session == null) {
      checkpoint.saveCounter().assignAdd(1L);
      return checkpoint.saveCounter();
    }
    boolean made = !checkpoint.hasSaveCounter();
    Variable counter = checkpoint.saveCounter();
    if (made) {
      session.run(List.of(counter.initializer()));
    }
    if (countUp == null) {
      countUp = counter.assignAdd(1L).op();
    }
    session.run(List.of(countUp));
    return counter;
  }

  private void recordAndSweep(String written) {
    active.remove(written);
    active.put(written, KeptCheckpoints.now());
    latest = written;
    // The state is written before anything is deleted, so that it never names what is gone.
    writeState();
    sweep();
    writeState();
  }

  private void sweep() {
    if (maxToKeep == null) {
      return;
    }
    while (active.size() > maxToKeep) {
      var oldest = active.entrySet().iterator().next();
      String path = oldest.getKey();
      double time = oldest.getValue();
      active.remove(path);
      if (keepEveryHours > 0 && time - keepEveryHours * SECONDS_PER_HOUR >= lastPreserved) {
        lastPreserved = time;
      } else {
        CheckpointFiles.removeBundle(path);
      }
    }
  }

  private void writeState() {
    try {
      directory()
          .updateCheckpointState(
              new CheckpointState(
                  Objects.requireNonNull(latest),
                  List.copyOf(active.keySet()),
                  new ArrayList<>(active.values()),
                  OptionalDouble.of(lastPreserved)),
              CheckpointDirectory.STATE_FILE,
              true);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  /**
   * Restores the newest checkpoint, or, if there is none, does what {@code initFunction} says.
   *
   * @return the checkpoint restored, or null
   */
  public @Nullable String restoreOrInitialize() {
    checkpoint.sync();
    if (latest != null) {
      checkpoint.restore(latest);
      if (interval != null) {
        lastStep = step();
      }
      return latest;
    }
    if (initFunction != null) {
      initFunction.run();
    }
    return null;
  }

  /**
   * Waits until an asynchronous save is done.
   *
   * @throws org.ckpt4j.errors.OpError or another error, if it failed; once
   */
  public void sync() {
    checkpoint.sync();
  }
}
