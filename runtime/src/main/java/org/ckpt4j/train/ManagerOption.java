package org.ckpt4j.train;

import org.ckpt4j.framework.Operand;

/** Configures a {@link CheckpointManager}. */
public sealed interface ManagerOption {
  /** {@code keep_checkpoint_every_n_hours}: besides the newest, keep one for each so many hours. */
  record KeepEveryHours(double value) implements ManagerOption {}

  /** {@code checkpoint_name}, instead of {@code ckpt}. */
  record CheckpointName(String value) implements ManagerOption {}

  /** {@code step_counter}: says at which step training is. */
  record StepCounter(Operand value) implements ManagerOption {}

  /** {@code checkpoint_interval}: so many steps must lie between two checkpoints. */
  record CheckpointInterval(long value) implements ManagerOption {}

  /** {@code init_fn}: what to do where there is nothing to restore. */
  record InitFunction(Runnable value) implements ManagerOption {}

  static ManagerOption keepCheckpointEveryNHours(double value) {
    return new KeepEveryHours(value);
  }

  static ManagerOption checkpointName(String value) {
    return new CheckpointName(value);
  }

  static ManagerOption stepCounter(Operand value) {
    return new StepCounter(value);
  }

  static ManagerOption checkpointInterval(long value) {
    return new CheckpointInterval(value);
  }

  static ManagerOption initFunction(Runnable value) {
    return new InitFunction(value);
  }
}
