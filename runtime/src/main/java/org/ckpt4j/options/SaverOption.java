package org.ckpt4j.options;

import org.ckpt4j.checkpoint.CheckpointFormat;

/** Configures a {@code Saver}. */
public interface SaverOption {
  /** {@code reshape=True}: a stored value may have another shape with as many elements. */
  record Reshape(boolean value) implements SaverOption {}

  /** {@code sharded=True}: one data file for each device that holds variables. */
  record Sharded(boolean value) implements SaverOption {}

  /** {@code max_to_keep}: how many checkpoints are kept; 0 keeps all and lists the newest only. */
  record MaxToKeep(int value) implements SaverOption {}

  /** {@code keep_checkpoint_every_n_hours}: beyond those, keep one for each so many hours. */
  record KeepCheckpointEveryNHours(double value) implements SaverOption {}

  /** {@code restore_sequentially}: accepted, and without effect, as in TensorFlow. */
  record RestoreSequentially(boolean value) implements SaverOption {}

  /** {@code defer_build}: add the operations at {@code build()}. */
  record DeferBuild(boolean value) implements SaverOption {}

  /** {@code allow_empty}: a saver without variables does nothing, instead of being an error. */
  record AllowEmpty(boolean value) implements SaverOption {}

  /** {@code write_version}: the file format. */
  record WriteVersion(CheckpointFormat value) implements SaverOption {}

  /** {@code pad_step_number}: step numbers in file names take eight digits. */
  record PadStepNumber(boolean value) implements SaverOption {}

  /** {@code save_relative_paths}: the state file names checkpoints relative to its folder. */
  record SaveRelativePaths(boolean value) implements SaverOption {}

  /** {@code filename}: the path that the operations use when none is fed. */
  record Filename(String value) implements SaverOption {}

  static SaverOption reshape(boolean value) {
    return new Reshape(value);
  }

  static SaverOption sharded(boolean value) {
    return new Sharded(value);
  }

  static SaverOption maxToKeep(int value) {
    return new MaxToKeep(value);
  }

  static SaverOption keepCheckpointEveryNHours(double value) {
    return new KeepCheckpointEveryNHours(value);
  }

  static SaverOption restoreSequentially(boolean value) {
    return new RestoreSequentially(value);
  }

  static SaverOption deferBuild(boolean value) {
    return new DeferBuild(value);
  }

  static SaverOption allowEmpty(boolean value) {
    return new AllowEmpty(value);
  }

  static SaverOption writeVersion(CheckpointFormat value) {
    return new WriteVersion(value);
  }

  static SaverOption padStepNumber(boolean value) {
    return new PadStepNumber(value);
  }

  static SaverOption saveRelativePaths(boolean value) {
    return new SaveRelativePaths(value);
  }

  static SaverOption filename(String value) {
    return new Filename(value);
  }
}
